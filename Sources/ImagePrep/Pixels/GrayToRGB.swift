extension PixelBuffer {
  /// Expands gray to RGB. Other formats stay as they are.
  func expandedToColor() throws(ImageError) -> PixelBuffer {
    guard format == .gray8 else { return self }
    let result = try PixelBuffer(size: size, format: .rgb8)
    for y in 0..<height { unsafe Self.repeatGray(row(y), to: result.mutableRow(y), width) }
    return result
  }

  /// Expands a row of gray to RGB.
  static func repeatGray(_ row: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ pixels: Int) {
    for x in 0..<pixels {
      for channel in 0..<3 { unsafe target[3 * x + channel] = row[x] }
    }
  }
}
