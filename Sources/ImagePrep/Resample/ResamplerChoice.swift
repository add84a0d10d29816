/// Which resampler a picture takes. The decoder, the pipeline and the memory bound follow the same choice.
enum ResamplerChoice {
  /// The size stays.
  case copy
  case nearest
  case exact
  /// Opaque colors may come as planes.
  case balanced

  /// - Parameter isPremultiplied: Whether colors arrive multiplied by alpha.
  init(_ plan: Plan, _ options: Options, isPremultiplied: Bool) {
    if plan.scaled == plan.source {
      self = .copy
    } else if options.filter == .nearest {
      self = .nearest
    } else if options.decode == .exact || Self.suitsPillow(plan) && !isPremultiplied {
      self = .exact
    } else {
      self = .balanced
    }
  }

  /// Whether Pillow's arithmetic serves every grade: where a side stays longer than a third.
  ///
  /// It rounds between the passes. Without that, smooth parts of such a picture are up to 3 dB farther from Pillow's. And
  /// planes have their colors clipped at chroma's own resolution (`ColorClipping`), which is as good as clipping RGB
  /// only where chroma of half the size still becomes 1.5 times smaller. Kept transparency is `balanced` all the same:
  /// Pillow rounds colors to 8 bits before it divides them by alpha.
  ///
  /// `ExactResampler` takes pictures of their full size only, so never one that a codec has shrunk.
  private static func suitsPillow(_ plan: Plan) -> Bool {
    let becomesThird =
      3 * plan.scaled.width <= plan.source.width && 3 * plan.scaled.height <= plan.source.height
    return plan.decodeShrink == 1 && !becomesThird
  }
}
