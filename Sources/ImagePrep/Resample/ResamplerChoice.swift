/// Which resampler takes an interleaved plane. The pipeline and the memory bound follow the same choice.
enum ResamplerChoice {
  /// The size stays.
  case copy
  case nearest
  case exact
  case balanced

  /// - Parameter isPremultiplied: Whether colours arrive multiplied by alpha.
  init(_ plan: Plan, _ options: Options, isPremultiplied: Bool) {
    let followsPillow = options.decode == .exact || Self.suitsPillow(plan) && !isPremultiplied
    if plan.scaled == plan.source {
      self = .copy
    } else if options.filter == .nearest {
      self = .nearest
    } else {
      self = followsPillow ? .exact : .balanced
    }
  }

  /// Whether Pillow's arithmetic serves every grade. It rounds between the passes. Without that rounding, smooth parts
  /// of a picture that stays larger than a third are up to 3 dB farther from what models were trained on. Kept
  /// transparency goes without all the same: Pillow divides colours of 8 bits by alpha, which loses dark ones.
  ///
  /// `ExactResampler` takes pictures of their full size only, so never one that a codec has shrunk.
  private static func suitsPillow(_ plan: Plan) -> Bool { plan.decodeShrink == 1 && !plan.becomesThird }
}
