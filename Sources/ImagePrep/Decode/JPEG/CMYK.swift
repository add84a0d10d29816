/// Converts CMYK without a color profile.
enum CMYK {
  /// Converts a row of four inverted components, as Adobe writes them (255 is no ink), to RGB in place: R = K · C /
  /// 255. Pillow's rounding gives Pillow's bytes.
  static func convertToRGB(_ row: UnsafeMutablePointer<UInt8>, pixels: Int) {
    for x in 0..<pixels {
      let white = unsafe Int(row[4 * x + 3])
      for channel in 0..<3 {
        let ink = unsafe 255 - Int(row[4 * x + channel])
        let product = ink * white + 128
        unsafe row[3 * x + channel] = UInt8(white - (product + product >> 8) >> 8)
      }
    }
  }
}
