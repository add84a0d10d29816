import CImageCodecs

/// The context in which Little CMS makes a profile and its transforms.
///
/// Only one thread at a time may make profiles and transforms. Any number may use a transform: that allocates nothing.
@safe final class ColorContext: @unchecked Sendable {
  let handle: OpaquePointer

  /// - Throws: `ImageError` with the code `outOfMemory`.
  init() throws(ImageError) {
    guard let handle = unsafe color_context_new() else { throw Self.outOfMemory }
    unsafe self.handle = handle
  }

  deinit { unsafe color_context_free(handle) }

  /// - Throws: `ImageError` with the code `outOfMemory` if an allocation has failed since the context was made.
  func check() throws(ImageError) {
    if unsafe color_context_was_refused(handle) { throw Self.outOfMemory }
  }

  private static var outOfMemory: ImageError {
    ImageError(.outOfMemory, "no memory to convert its colors")
  }
}
