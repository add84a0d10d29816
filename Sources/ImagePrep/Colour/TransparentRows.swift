/// Rows with transparency, brought to sRGB one at a time.
final class TransparentRows {
  private let transform: ColourTransform
  /// Brings gray with alpha to RGBA; nil where rows are RGBA.
  private let expander: Flattener?
  private let converted: AlignedStorage

  /// - Parameters:
  ///   - transform: Of RGBA.
  ///   - pixels: RGBA, or gray with alpha.
  init(_ transform: ColourTransform, _ pixels: PixelLayout, width: Int) throws(ImageError) {
    self.transform = transform
    expander = pixels.channels == 2 ? Flattener(pixels, .keep, premultiplies: false) : nil
    converted = try AlignedStorage(byteCount: 4 * width)
  }

  /// The row as RGBA of sRGB, until the next is converted.
  func convert(_ row: UnsafePointer<UInt8>, pixels: Int) -> UnsafePointer<UInt8> {
    let target = unsafe converted.bytes
    if let expander {
      unsafe expander.convert(row, to: target, pixels: pixels)
      unsafe transform.convert(target, to: target, pixels: pixels)
    } else {
      unsafe transform.convert(row, to: target, pixels: pixels)
    }
    return unsafe UnsafePointer(target)
  }
}
