/// Takes an image from its header to the result. Each stage is a folder of small types; `Decode`, `Flatten`, `Resample` and
/// `Color` do not know each other.
enum Pipeline {
  /// Renders a plan of an open image.
  ///
  /// - Parameters:
  ///   - plan: Made from the decoder's own header.
  ///   - memory: Where the first view's result goes.
  ///   - files: Written while the results are made.
  ///   - clock: Started when the image was opened.
  ///   - source: The decoder reads from it; nil if the decoder has all the bytes.
  static func render(
    _ decoder: any Decoder, _ plan: Plan, in memory: Canvas.Memory = .new,
    writingTo files: [OutputWriter] = [],
    clock: Deadline, source: ByteSource? = nil
  ) throws(ImageError) -> NormalizedImage {
    try clock.check()
    let (options, damage) = (plan.options, DamagePolicy(plan.options))
    for file in files {
      let isPicture = plan.views[file.view].content == .picture
      try file.check(hasAlpha: isPicture && decoder.info.hasAlpha && options.alpha == .keep)
    }

    var warnings = plan.warnings(options) + options.warnings(ofSize: plan.output)
    let metadata = try ImageMetadata(
      of: decoder.info, decoder.colorSpace, decoder.exif, options, warnings: &warnings)
    for file in files {
      let view = plan.views[file.view]
      file.add(
        view.content == .picture ? metadata : ImageMetadata(), file.encoding.describing(plan, view: file.view)
      )
    }
    var planner = try ColorPlanner(decoder.info, decoder.colorSpace, options)
    // A decoder that is started again must not be in the hands of another thread.
    let threads = options.frames == nil ? options.threads : 1
    let decoder = ReadAhead.wrap(PartDecoder.wrap(decoder, plan.decodedPart), threads: threads)
    let bands = try decoder.start(DecodeRequest(plan, acceptsInks: planner.inks != nil))
    let colorPlan = try planner.plan(for: bands.pixels)

    var views: [ViewRendering] = []
    for view in plan.views {
      let memory = views.isEmpty ? memory : .new
      views.append(try ViewRendering(plan, view, bands, colorPlan, &planner, in: memory))
    }

    let loop = try DecodeLoop(decoder, bands, colorPlan, views.compactMap(\.feed), options)
    while try loop.advance(clock) {
      for file in files {
        try file.append(upTo: views[file.view].completeRows, of: views[file.view].pixels)
      }
      try clock.check()
    }
    try clock.check()
    // A decoder may stop before the end of its data, but a failure to read them is an error.
    if let failure = source?.failure { throw failure }
    let fraction = min(loop.fractionDecoded, decoder.fractionDecoded)
    try damage.check(fraction)

    for view in views { view.feed?.finish() }
    for file in files { try file.finish(views[file.view].pixels) }
    let report = RenderReport(
      info: decoder.info, plan: plan, metadata: metadata, fractionDecoded: fraction,
      frameMilliseconds: decoder.frameMilliseconds,
      warnings: [decoder.warnings, planner.warnings, loop.warnings, warnings].flatMap(\.self)
        + files.flatMap(\.warnings))
    return NormalizedImage(views: views.map(\.pixels), report: report)
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
    if plan.views.allSatisfy({ ResamplerChoice(plan, $0) == .balanced && !$0.usesPart }) {
      accepts.insert(.planes)
    }
    if acceptsInks { accepts.insert(.inks) }
    keepsDepth = plan.views.contains(where: \.isDeep)
    frame = options.frame
    hasLaterFrames = options.frames != nil
    damage = DamagePolicy(options)
    threads = options.threads
  }
}

extension Reduction {
  /// That of the largest view. Nil if the views are filtered in different ways.
  init?(_ plan: Plan, _ options: Options) {
    let views = plan.views
    guard let tolerance = options.decode.tolerance, options.filter != .nearest,
      views.allSatisfy({ $0.filter == options.filter })
    else { return nil }
    func scale(_ side: KeyPath<Size, Int>) -> Double {
      views.map { view in
        Double(view.orientation.apply(to: view.region.size)[keyPath: side])
          / Double(view.orientation.apply(to: view.scaled)[keyPath: side])
      }.min() ?? 1
    }
    self.init(
      filter: options.filter, horizontalScale: scale(\.width), verticalScale: scale(\.height),
      tolerance: tolerance)
  }
}
