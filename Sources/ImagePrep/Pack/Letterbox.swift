extension PixelBuffer {
  /// Gray as RGB; other formats as they are.
  func expandedToColour() throws(ImageError) -> PixelBuffer {
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

  /// The RGB or RGBA picture on a larger canvas; the rest is background, opaque.
  func placed(at placement: Rectangle, on canvas: Size, background: Color) throws(ImageError)
    -> PixelBuffer
  {
    guard canvas != size else { return self }
    let result = try PixelBuffer(size: canvas, format: format)
    let channels = format.channels
    let colour = [background.red, background.green, background.blue, 255]
    for y in 0..<canvas.height {
      let target = unsafe result.mutableRow(y)
      for x in 0..<canvas.width {
        for channel in 0..<channels { unsafe target[x * channels + channel] = colour[channel] }
      }
      guard placement.rows.contains(y) else { continue }
      unsafe (target + placement.x * channels).update(from: row(y - placement.y), count: rowBytes)
    }
    return result
  }
}
