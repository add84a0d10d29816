/// Takes an image from its header to the result. Each stage is a folder of small types; `Decode`, `Flatten`, `Resample` and
/// `Color` do not know each other.
enum Pipeline {
  /// Renders a plan of an open image.
  ///
  /// - Parameters:
  ///   - plan: Made from the decoder's own header.
  ///   - memory: Where the result goes.
  ///   - files: Written while the result is made.
  ///   - clock: Started when the image was opened.
  ///   - source: The decoder reads from it; nil if the decoder has all the bytes.
  static func render(
    _ decoder: any Decoder, _ plan: Plan, in memory: Canvas.Memory = .new,
    writingTo files: [OutputWriter] = [],
    clock: Deadline, source: ByteSource? = nil
  ) throws(ImageError) -> NormalizedImage {
    try clock.check()
    let (options, damage) = (plan.options, DamagePolicy(plan.options))
    for file in files { try file.check(hasAlpha: decoder.info.hasAlpha && options.alpha == .keep) }

    var warnings = plan.warnings(options) + options.warnings(ofSize: plan.output)
    let metadata = try ImageMetadata(
      of: decoder.info, decoder.colorSpace, decoder.exif, options, warnings: &warnings)
    for file in files { file.add(metadata, plan.receipt) }
    var planner = try ColorPlanner(decoder.info, decoder.colorSpace, options)
    let decoder = ReadAhead.wrap(PartDecoder.wrap(decoder, plan.storedRegion), threads: options.threads)
    let bands = try decoder.start(DecodeRequest(plan, acceptsInks: planner.inks != nil))
    let colorPlan = try planner.plan(for: bands.pixels)
    let flattener = Flattener(
      colorPlan.flattened(bands.pixels), options.alpha,
      premultiplies: options.filter != .nearest && plan.scaled != plan.region.size,
      missingRows: options.lenient ? options.resolvedBackground : nil)
    let resampling = ResamplerChoice(plan, flattener.samples)
    let scaled = resampling.result(of: flattener.samples, isPlanar: bands.isPlanar)
    let result = try ResultWriter(plan, scaled, planner.conversion(colorPlan, of: scaled), in: memory)
    let resampler = try resampling.makeResampler(
      ResampleTask(plan: plan, planes: flattener.layout(bands), samples: flattener.samples), bands.pixels,
      into: result)

    let loop = try DecodeLoop(
      decoder, bands, colorPlan, flattener, resampler, plan.options, endsEarly: plan.leavesOutBottom)
    while try loop.advance(clock) {
      for file in files { try file.append(upTo: result.completeRows, of: result.pixels) }
      try clock.check()
    }
    try clock.check()
    // A decoder may stop before the end of its data, but a failure to read them is an error.
    if let failure = source?.failure { throw failure }
    let fraction = min(loop.fractionDecoded, decoder.fractionDecoded)
    try damage.check(fraction)

    resampler.finish()
    for file in files { try file.finish(result.pixels) }
    let report = RenderReport(
      info: decoder.info, plan: plan, metadata: metadata, fractionDecoded: fraction,
      warnings: decoder.warnings + planner.warnings + loop.warnings + warnings + files.flatMap(\.warnings))
    return NormalizedImage(pixels: result.pixels, report: report)
  }
}

extension DecodeRequest {
  /// - Parameter acceptsInks: True if a profile knows the inks of CMYK. Default: false.
  init(_ plan: Plan, acceptsInks: Bool = false) {
    let options = plan.options
    grade = options.decode
    shrink = plan.decodeShrink
    reduction = Reduction(plan, options)
    // Planes of half resolution have no sample at every edge of a part.
    if ResamplerChoice(plan) == .balanced, !plan.usesPart { accepts.insert(.planes) }
    if acceptsInks { accepts.insert(.inks) }
    frame = options.frame
    damage = DamagePolicy(options)
    threads = options.threads
  }
}

extension Reduction {
  init?(_ plan: Plan, _ options: Options) {
    guard let tolerance = options.decode.tolerance, options.filter != .nearest else { return nil }
    let stored = plan.orientation.apply(to: plan.region.size)
    let scaled = plan.orientation.apply(to: plan.scaled)
    self.init(
      filter: options.filter, horizontalScale: Double(stored.width) / Double(scaled.width),
      verticalScale: Double(stored.height) / Double(scaled.height), tolerance: tolerance)
  }
}
