extension PixelBuffer {

  /// The RGB or RGBA picture on a larger canvas; the rest is background, opaque.
  func placed(at placement: Rectangle, on canvas: Size, background: Color) throws(ImageError)
    -> PixelBuffer
  {
    guard canvas != size else { return self }
    let result = try PixelBuffer(size: canvas, format: format)
    let channels = format.channels
    let color = [background.red, background.green, background.blue, 255]
    for y in 0..<canvas.height {
      let target = unsafe result.mutableRow(y)
      for x in 0..<canvas.width {
        for channel in 0..<channels { unsafe target[x * channels + channel] = color[channel] }
      }
      guard placement.rows.contains(y) else { continue }
      unsafe (target + placement.x * channels).update(from: row(y - placement.y), count: rowBytes)
    }
    return result
  }
}
