import CImageCodecs
import CLibLCMS

/// What Little CMS allocates for one profile and its transforms goes through a context, which notes when memory is
/// refused.
///
/// One thread at a time makes things in a context. Using them from several threads allocates nothing.
@safe final class ColourContext: @unchecked Sendable {
  private let context: OpaquePointer

  /// - Throws: `ImageError` with the code `outOfMemory`.
  init() throws(ImageError) {
    guard let context = unsafe colour_context_new() else { throw Self.outOfMemory }
    unsafe self.context = context
  }

  deinit { unsafe colour_context_free(context) }

  var handle: cmsContext { unsafe colour_context_handle(context) }

  /// - Throws: `ImageError` with the code `outOfMemory` where memory has been refused since the context was made.
  func check() throws(ImageError) {
    if unsafe colour_context_was_refused(context) { throw Self.outOfMemory }
  }

  private static var outOfMemory: ImageError {
    ImageError(.outOfMemory, "no memory to convert its colours")
  }
}
