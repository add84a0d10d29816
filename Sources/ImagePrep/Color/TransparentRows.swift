/// Converts rows with transparency to sRGB, one at a time.
final class TransparentRows {
  private let transform: ColorTransform
  private let isGray: Bool
  private let converted: AlignedStorage

  /// - Parameters:
  ///   - transform: Takes RGBA.
  ///   - pixels: RGBA, or gray with alpha.
  init(_ transform: ColorTransform, _ pixels: PixelKind, width: Int) throws(ImageError) {
    self.transform = transform
    isGray = pixels.channels == 2
    converted = try AlignedStorage(byteCount: 4 * width)
  }

  /// The row as RGBA in sRGB. It is valid until the next call.
  func convert(_ row: UnsafePointer<UInt8>, pixels: Int) -> UnsafePointer<UInt8> {
    let target = unsafe converted.bytes
    if isGray {
      for x in 0..<pixels {
        for channel in 0..<3 { unsafe target[4 * x + channel] = row[2 * x] }
        unsafe target[4 * x + 3] = row[2 * x + 1]
      }
    }
    unsafe transform.convert(isGray ? UnsafePointer(target) : row, to: target, pixels: pixels)
    return unsafe UnsafePointer(target)
  }
}
