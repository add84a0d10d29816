/// The arithmetic of transparency, one sample at a time.
enum Alpha {
  /// (c · a + b · (255 − a)) / 255, rounded to nearest: what Pillow's `alpha_composite` gives.
  static func blend(_ color: UInt8, over background: UInt8, _ alpha: UInt8) -> UInt8 {
    let sum = Int(color) * Int(alpha) + Int(background) * (255 - Int(alpha))
    return UInt8((sum + 127) / 255)
  }
}
