/// Small steps of one row.
enum RowSteps {
  /// Makes premultiplied RGBA straight, as Pillow does: c · 255 / a, rounded down. Pixels whose alpha is 0 or 255 stay.
  static func divideByAlpha(_ row: UnsafeMutablePointer<Sample>, _ pixels: Int) {
    for x in 0..<pixels {
      let alpha = unsafe Int(row[4 * x + 3])
      guard alpha != 0, alpha != 255 else { continue }
      for channel in 0..<3 {
        unsafe row[4 * x + channel] = UInt8(min(255, 255 * Int(row[4 * x + channel]) / alpha))
      }
    }
  }

  /// Makes gray of 16 bits RGB.
  static func repeatDeepGray(
    _ row: UnsafeMutablePointer<Sample>, to target: UnsafeMutablePointer<Sample>, _ pixels: Int
  ) {
    let grays = unsafe UnsafeRawPointer(row).assumingMemoryBound(to: DeepSample.self)
    let colors = unsafe UnsafeMutableRawPointer(target).assumingMemoryBound(to: DeepSample.self)
    for x in 0..<pixels {
      for channel in 0..<3 { unsafe colors[3 * x + channel] = grays[x] }
    }
  }

  /// Makes gray of floats RGB.
  static func repeatFloatGray(
    _ row: UnsafeMutablePointer<Sample>, to target: UnsafeMutablePointer<Sample>, _ pixels: Int
  ) {
    let grays = unsafe UnsafeRawPointer(row).assumingMemoryBound(to: Float.self)
    let colors = unsafe UnsafeMutableRawPointer(target).assumingMemoryBound(to: Float.self)
    for x in 0..<pixels {
      for channel in 0..<3 { unsafe colors[3 * x + channel] = grays[x] }
    }
  }

  /// Makes samples floats in place, from the last to the first.
  static func widen(_ row: UnsafeMutablePointer<Sample>, _ count: Int) {
    let target = UnsafeMutableRawPointer(row)
    for index in (0..<count).reversed() {
      unsafe target.storeBytes(of: Float(row[index]), toByteOffset: 4 * index, as: Float.self)
    }
  }

  /// Makes RGB opaque RGBA in place, from the last pixel to the first.
  static func addAlpha(_ row: UnsafeMutablePointer<Sample>, _ pixels: Int) {
    for x in (0..<pixels).reversed() {
      for channel in (0..<3).reversed() { unsafe row[4 * x + channel] = row[3 * x + channel] }
      unsafe row[4 * x + 3] = 255
    }
  }
}
