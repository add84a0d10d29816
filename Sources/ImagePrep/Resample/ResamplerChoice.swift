/// Which resampler a picture takes. The decoder, the pipeline and the memory bound use the same choice.
enum ResamplerChoice: Equatable {
  /// The size stays.
  case copy
  case nearest
  case exact
  case openCV
  /// Samples of 16 bits.
  case deep
  /// In floats. True if the result has floats too.
  case float(isKept: Bool)
  /// Opaque colors may come as planes.
  case balanced

  /// - Parameter samples: The rows to scale. Default: opaque.
  init(_ plan: Plan, _ view: Plan.View, _ samples: SampleLayout = .rgb) {
    if view.before.isEmpty, view.scaled == view.region.size {
      self = .copy
    } else if view.filter == .nearest {
      self = .nearest
    } else if view.isDeep {
      self = .deep
    } else if plan.options.decode == .exact, plan.options.arithmetic == .opencv {
      self = .openCV
    } else if plan.options.decode == .exact, plan.options.arithmetic.isFloat {
      self = .float(isKept: false)
    } else if plan.options.decode == .exact || Self.suitsPillow(plan, view) && samples != .premultipliedRGBA {
      self = .exact
    } else {
      self = .balanced
    }
  }

  /// Chooses the resampler that has rows of 16 bits, unless Pillow's bytes are wanted. For pictures of full size that is no
  /// farther from exact arithmetic than Pillow's.
  mutating func keepFractions(_ plan: Plan) {
    if self == .exact, plan.options.decode != .exact { self = .balanced }
  }

  /// Lets the scaled rows have floats, if the view has. Colors are converted from 8 bits.
  mutating func keepFloats(_ view: Plan.View, isConverted: Bool) {
    if view.isFloat, !isConverted, case .float = self { self = .float(isKept: true) }
  }

  /// The layout of the scaled rows.
  func result(of samples: SampleLayout, isPlanar: Bool) -> SampleLayout {
    if isPlanar { return .rgb }
    if case .float(isKept: true) = self { return samples == .gray ? .floatGray : .floatRGB }
    return self == .balanced && samples == .premultipliedRGBA ? .rgba : samples
  }

  /// The choice for a step of several scalings.
  func step(_ task: ResampleTask) -> ResamplerChoice { task.source == task.scaled ? .copy : self }

  /// Makes the resampler of a view, which may scale several times.
  func makeResampler(
    _ task: ResampleTask, _ view: Plan.View, _ pixels: PixelKind, into sink: any RowSink
  ) throws(ImageError) -> any Resampler {
    guard !view.before.isEmpty else { return try makeResampler(task, pixels, into: sink) }
    let sizes = view.before.map(view.orientation.apply(to:))
    return try ChainedResampler(task, through: sizes, into: sink) { (task, sink) throws(ImageError) in
      try step(task).makeResampler(task, pixels, into: sink)
    }
  }

  func makeResampler(
    _ task: ResampleTask, _ pixels: PixelKind, into sink: any RowSink
  ) throws(ImageError) -> any Resampler {
    if case .yCbCr(let matrix) = pixels { return try BalancedResampler(task, matrix: matrix, into: sink) }
    switch self {
    case .copy: return try CopyResampler(task, into: sink)
    case .nearest: return try NearestResampler(task, into: sink)
    case .exact: return try ExactResampler(task, into: sink)
    case .openCV: return try Self.openCV(task, into: sink)
    case .deep: return try FloatResampler<DeepSample, DeepSample>(task, task.samples, into: sink)
    case .float(let isKept):
      let results = result(of: task.samples, isPlanar: false)
      return isKept
        ? try FloatResampler<Sample, Float>(task, results, into: sink)
        : try FloatResampler<Sample, Sample>(task, results, into: sink)
    case .balanced: return try BalancedResampler(task, matrix: nil, into: sink)
    }
  }

  private static func openCV(
    _ task: ResampleTask, into sink: any RowSink
  ) throws(ImageError) -> any Resampler {
    let method = OpenCVMethod(task)
    switch method {
    case .linear, .areaLinear: return try OpenCVResampler<OpenCVLinearSums>(task, method, into: sink)
    case .wholeArea: return try OpenCVResampler<OpenCVWholeAreaSums>(task, method, into: sink)
    case .area: return try OpenCVResampler<OpenCVAreaSums>(task, method, into: sink)
    case .cubic: return try OpenCVResampler<OpenCVCubicSums>(task, method, into: sink)
    case .smallCubic: return try OpenCVResampler<OpenCVSmallCubicSums>(task, method, into: sink)
    }
  }

  /// The bytes that OpenCV's resampler takes for a task: those of the method that takes most.
  static func openCVByteCount(for task: ResampleTask) -> Int {
    OpenCVBuffers<OpenCVCubicSums>(task, OpenCVMethod(task)).byteCount
  }

  /// True if every grade uses Pillow's arithmetic: if a side stays longer than a third.
  ///
  /// Pillow rounds between the passes. Without that rounding, smooth parts of such a picture are up to 3 dB farther
  /// from Pillow's. Planes have their colors clipped at chroma's own resolution (`ColorClipping`). That is as good as
  /// clipping RGB only if half-size chroma still becomes 1.5 times smaller. Kept transparency is always `balanced`,
  /// because Pillow rounds colors to 8 bits before it divides them by alpha.
  ///
  /// `ExactResampler` takes only pictures of full size, never one that a codec has shrunk.
  private static func suitsPillow(_ plan: Plan, _ view: Plan.View) -> Bool {
    let becomesThird =
      3 * view.scaled.width <= view.region.size.width && 3 * view.scaled.height <= view.region.size.height
    return plan.decodeShrink == 1 && !becomesThird
  }
}
