/// How one view is made: the way of its rows, and its result.
struct ViewRendering {
  /// Nil for the mask of an opaque image, which needs no rows.
  let feed: ViewFeed?
  let pixels: PixelBuffer
  private let writer: (any ViewWriter)?

  /// Rows of the result that are final, from the top.
  var completeRows: Int { writer?.completeRows ?? pixels.height }

  /// - Parameters:
  ///   - bands: The decoder's rows.
  ///   - memory: Where the result goes.
  init(
    _ plan: Plan, _ view: Plan.View, _ bands: BandLayout, _ colorPlan: ColorPlan,
    _ planner: inout ColorPlanner,
    in memory: Canvas.Memory
  ) throws(ImageError) {
    let options = plan.options
    let decoded = view.content == .alphaMask ? bands.pixels : colorPlan.flattened(bands.pixels)
    let flattener =
      view.content == .alphaMask
      ? Flattener(alphaOf: decoded)
      : Flattener(
        decoded, options.alpha, premultiplies: view.filter != .nearest && view.scaled != view.region.size,
        missingRows: options.lenient ? options.resolvedBackground : nil)
    guard let flattener else {
      (feed, writer, pixels) = (nil, nil, try Canvas.opaqueMask(view))
      return
    }
    let part = view.storedRegion == plan.decodedPart ? nil : view.storedRegion
    var resampling = ResamplerChoice(plan, view, flattener.samples)
    let scaled = resampling.result(of: flattener.samples, isPlanar: bands.isPlanar)
    let conversion = view.content == .alphaMask ? nil : try planner.conversion(colorPlan, of: scaled)
    let writer = try memory.makeWriter(view, scaled, conversion)
    if writer.takesFineRows { resampling.keepFractions(plan) }
    let task = ResampleTask(plan, view, planes: flattener.layout(bands, part), samples: flattener.samples)
    feed = ViewFeed(
      try resampling.makeResampler(task, bands.pixels, into: writer), flattener, bands, view,
      channels: decoded.channels, part: part)
    self.writer = writer
    pixels = writer.pixels
  }
}
