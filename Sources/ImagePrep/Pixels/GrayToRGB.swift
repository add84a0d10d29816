extension PixelBuffer {
  /// Expands gray to RGB. Other formats stay as they are.
  func expandedToColor() throws(ImageError) -> PixelBuffer {
    guard format == .gray8 else { return self }
    let result = try PixelBuffer(size: size, format: .rgb8)
    for y in 0..<height {
      let from = unsafe row(y)
      let target = unsafe result.mutableRow(y)
      for x in 0..<width {
        for channel in 0..<3 { unsafe target[3 * x + channel] = from[x] }
      }
    }
    return result
  }
}
