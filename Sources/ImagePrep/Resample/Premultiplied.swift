/// Colors that have been multiplied by their alpha, so that transparent pixels weigh nothing when they are
/// resampled.
enum Premultiplied {
  /// Makes a premultiplied RGBA buffer straight, as Pillow does it: c · 255 / a, rounded down, and values
  /// whose alpha is 0 or 255 left as they are.
  static func undo(in buffer: PixelBuffer) {
    for y in 0..<buffer.height {
      let row = unsafe buffer.mutableRow(y)
      for x in 0..<buffer.width {
        let alpha = unsafe Int(row[4 * x + 3])
        guard alpha != 0, alpha != 255 else { continue }
        for channel in 0..<3 {
          unsafe row[4 * x + channel] = UInt8(min(255, 255 * Int(row[4 * x + channel]) / alpha))
        }
      }
    }
  }
}
