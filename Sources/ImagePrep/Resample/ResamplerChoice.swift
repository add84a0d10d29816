/// Which resampler a picture takes. The decoder, the pipeline and the memory bound follow the same choice.
enum ResamplerChoice {
  /// The size stays.
  case copy
  case nearest
  case exact
  /// Opaque colors may come as planes.
  case balanced

  /// - Parameter samples: The rows to be scaled. Default: opaque ones.
  init(_ plan: Plan, _ samples: SampleLayout = .rgb) {
    if plan.scaled == plan.source {
      self = .copy
    } else if plan.options.filter == .nearest {
      self = .nearest
    } else if plan.options.decode == .exact || Self.suitsPillow(plan) && samples != .premultipliedRGBA {
      self = .exact
    } else {
      self = .balanced
    }
  }

  /// The rows that come out.
  func result(of samples: SampleLayout, isPlanar: Bool) -> SampleLayout {
    if isPlanar { return .rgb }
    return self == .balanced && samples == .premultipliedRGBA ? .rgba : samples
  }

  func makeResampler(
    _ task: ResampleTask, _ pixels: PixelKind, into sink: any RowSink
  ) throws(ImageError) -> any Resampler {
    if case .yCbCr(let matrix) = pixels { return try BalancedResampler(task, matrix: matrix, into: sink) }
    switch self {
    case .copy: return try CopyResampler(task, into: sink)
    case .nearest: return try NearestResampler(task, into: sink)
    case .exact: return try ExactResampler(task, into: sink)
    case .balanced: return try BalancedResampler(task, matrix: nil, into: sink)
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
