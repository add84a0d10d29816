import CImageCodecs
import CLibLCMS

/// A transform of Little CMS. It has no cache, so many threads can use it at once.
@safe final class ICCTransform: @unchecked Sendable {
  private let handle: cmsHTRANSFORM
  /// Must outlive the handle.
  private let context: ColorContext

  /// Nil if there is no transform between the two profiles.
  ///
  /// - Throws: `ImageError` with the code `outOfMemory`.
  init?(
    from source: borrowing ICCProfile, _ sourceFormat: cmsUInt32Number, to target: borrowing ICCProfile,
    _ targetFormat: cmsUInt32Number
  ) throws(ImageError) {
    context = source.context
    let made = unsafe color_transform_new(
      context.handle, source.handle, sourceFormat, target.handle, targetFormat)
    try context.check()
    guard let handle = unsafe made else { return nil }
    unsafe self.handle = handle
  }

  deinit { unsafe color_transform_free(context.handle, handle) }

  /// Converts pixels. Both formats may have 8 or 16 bits a sample.
  func run(_ from: UnsafeRawPointer, to target: UnsafeMutableRawPointer, pixels: Int) {
    unsafe cmsDoTransform(handle, from, target, UInt32(pixels))
  }
}

extension ICCTransform: PixelConversion {
  func convert(_ from: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, pixels: Int) {
    unsafe run(from, to: target, pixels: pixels)
  }
}

/// A transform of RGB of 16 bits, for gray.
struct RepeatedGray: PixelConversion {
  private let transform: ICCTransform

  init(_ transform: ICCTransform) { self.transform = transform }

  /// Source and target must differ.
  func convert(_ from: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, pixels: Int) {
    let grays = unsafe UnsafeRawPointer(from).assumingMemoryBound(to: DeepSample.self)
    let colors = unsafe UnsafeMutableRawPointer(target).assumingMemoryBound(to: DeepSample.self)
    for x in 0..<pixels {
      for channel in 0..<3 { unsafe colors[3 * x + channel] = grays[x] }
    }
    unsafe transform.run(target, to: target, pixels: pixels)
  }
}
