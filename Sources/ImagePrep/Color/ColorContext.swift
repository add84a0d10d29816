import CImageCodecs

/// Where Little CMS makes a profile and its transforms.
///
/// One thread at a time makes things in a context. Using them from several threads allocates nothing.
@safe final class ColorContext: @unchecked Sendable {
  let handle: OpaquePointer

  /// - Throws: `ImageError` with the code `outOfMemory`.
  init() throws(ImageError) {
    guard let handle = unsafe color_context_new() else { throw Self.outOfMemory }
    unsafe self.handle = handle
  }

  deinit { unsafe color_context_free(handle) }

  /// - Throws: `ImageError` with the code `outOfMemory` where memory has been refused since the context was made.
  func check() throws(ImageError) {
    if unsafe color_context_was_refused(handle) { throw Self.outOfMemory }
  }

  private static var outOfMemory: ImageError {
    ImageError(.outOfMemory, "no memory to convert its colors")
  }
}
