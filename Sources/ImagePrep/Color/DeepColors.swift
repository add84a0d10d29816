/// Converts decoded rows of 16-bit samples to sRGB, one at a time. They become RGB, or RGBA if they have alpha.
final class DeepColors {
  private let transform: ColorTransform
  /// The channels of a decoded pixel: gray, gray and alpha, RGB, or RGBA.
  private let stored: Int
  /// Colors without their alpha, before and after the conversion, and then with it.
  private let opaque, converted, result: AlignedStorage

  /// - Parameters:
  ///   - transform: Takes gray, or RGB, of 16 bits.
  ///   - width: The most pixels of a row.
  init(_ transform: ColorTransform, _ pixels: PixelKind, width: Int) throws(ImageError) {
    self.transform = transform
    stored = pixels.channels
    let bytes = width * MemoryLayout<DeepSample>.stride
    opaque = try AlignedStorage(byteCount: 3 * bytes)
    converted = try AlignedStorage(byteCount: 3 * bytes)
    result = try AlignedStorage(byteCount: 4 * bytes)
  }

  /// The pixels of converted rows.
  var pixels: PixelKind { stored.isMultiple(of: 2) ? .rgba : .rgb }

  /// The row in sRGB. It is valid until the next call.
  func convert(_ row: UnsafePointer<UInt8>, pixels: Int) -> UnsafePointer<UInt8> {
    guard stored.isMultiple(of: 2) else {
      unsafe transform.convert(row, to: converted.bytes, pixels: pixels)
      return unsafe UnsafePointer(converted.bytes)
    }
    let source = unsafe UnsafeRawPointer(row).assumingMemoryBound(to: DeepSample.self)
    let (colors, count) = unsafe (opaque.elements(of: DeepSample.self), stored - 1)
    for x in 0..<pixels {
      for channel in 0..<count { unsafe colors[x * count + channel] = source[x * stored + channel] }
    }
    unsafe transform.convert(opaque.bytes, to: converted.bytes, pixels: pixels)
    let (rgb, rgba) = unsafe (converted.elements(of: DeepSample.self), result.elements(of: DeepSample.self))
    for x in 0..<pixels {
      for channel in 0..<3 { unsafe rgba[4 * x + channel] = rgb[3 * x + channel] }
      unsafe rgba[4 * x + 3] = source[x * stored + count]
    }
    return unsafe UnsafePointer(result.bytes)
  }
}
