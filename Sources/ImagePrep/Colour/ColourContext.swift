import CImageCodecs
import CLibLCMS

/// What Little CMS allocates for one profile and its transforms goes through a context, which notes when memory is
/// refused.
///
/// One thread at a time makes things in a context. Using them from several threads allocates nothing.
@safe final class ColourContext: @unchecked Sendable {
  let handle: cmsContext
  private let wasRefused: UnsafeMutablePointer<Bool>

  /// - Throws: `ImageError` with the code `outOfMemory`.
  init() throws(ImageError) {
    unsafe wasRefused = .allocate(capacity: 1)
    unsafe wasRefused.initialize(to: false)
    guard let handle = unsafe colour_context_new(wasRefused) else {
      unsafe wasRefused.deallocate()
      throw Self.outOfMemory
    }
    unsafe self.handle = handle
  }

  deinit {
    unsafe cmsDeleteContext(handle)
    unsafe wasRefused.deallocate()
  }

  /// - Throws: `ImageError` with the code `outOfMemory` where memory has been refused since the context was made.
  func check() throws(ImageError) {
    if unsafe wasRefused.pointee { throw Self.outOfMemory }
  }

  private static var outOfMemory: ImageError {
    ImageError(.outOfMemory, "no memory to convert its colours")
  }
}
