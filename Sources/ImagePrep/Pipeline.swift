/// The whole way of an image, from its bytes to the result. Each stage is a small type in the folder of that
/// name; none of them knows another.
enum Pipeline {
  static func run(_ decoder: any Decoder, _ options: Options) throws(ImageError) -> NormalizedImage {
    let clock = Stopwatch(options.limits)
    try options.limits.check(decoder.info)

    let plan = try Plan(info: decoder.info, options: options)
    try options.limits.check(plan)

    let bands = try decoder.start(DecodeRequest(plan, options))
    let flattener = Flattener(
      bands.pixels, options.alpha,
      premultiplies: options.filter != .nearest && plan.scaled != plan.source)
    let resampler = try makeResampler(plan, options, bands, flattener)

    let feed = try BandFeed(decoder, bands, flattener, resampler, background: options.alpha.background)
    while try feed.advance(lenient: options.lenient) { try clock.check() }

    let pixels = try resampler.finish()
      .expandedToColour()
      .turned(plan.orientation)
      .placed(at: plan.placement, on: plan.output, background: options.alpha.background)
    return NormalizedImage(
      pixels: pixels, info: decoder.info, plan: plan, warnings: decoder.warnings + feed.warnings)
  }

  private static func makeResampler(
    _ plan: Plan, _ options: Options, _ bands: BandLayout, _ flattener: Flattener
  ) throws(ImageError) -> any Resampler {
    let task = ResampleTask(
      plan: plan, filter: options.filter, planes: flattener.layout(bands),
      channels: flattener.channels, isPremultiplied: flattener.isPremultiplied)
    if case .yCbCr(let matrix) = bands.pixels { return try BalancedResampler(task, matrix: matrix) }
    if task.scaled == task.source { return try CopyResampler(task) }
    if options.filter == .nearest { return try NearestResampler(task) }
    if options.decode == .exact { return try ExactResampler(task) }
    return try BalancedResampler(task, matrix: nil)
  }
}

extension DecodeRequest {
  init(_ plan: Plan, _ options: Options) {
    grade = options.decode
    shrink = plan.decodeShrink
    frame = options.frame
    lenient = options.lenient
    // Planes may be taken apart where no one of them has to be enlarged.
    let stored = (
      source: plan.orientation.apply(to: plan.source), scaled: plan.orientation.apply(to: plan.scaled)
    )
    let canSplit =
      options.decode != .exact && options.filter != .nearest && plan.scaled != plan.source
    planes =
      canSplit
      ? PlanePreference(
        horizontalPitch: Double(stored.source.width) / Double(stored.scaled.width),
        verticalPitch: Double(stored.source.height) / Double(stored.scaled.height))
      : .none
  }
}

/// Looks at the time an image takes.
private struct Stopwatch {
  let limits: Limits
  let start = ContinuousClock.now

  init(_ limits: Limits) { self.limits = limits }

  func check() throws(ImageError) {
    if limits.seconds != nil { try limits.check(elapsed: ContinuousClock.now - start) }
  }
}
