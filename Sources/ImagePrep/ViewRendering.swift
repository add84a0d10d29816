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
    if view.isDeep {
      let (feed, writer) = try Self.deep(plan, view, bands, &planner, in: memory)
      (self.feed, self.writer, pixels) = (feed, writer, writer.pixels)
      return
    }
    let shallow =
      bands.isDeep
      ? try ShallowRows(width: bands.planes[0].width, channels: bands.pixels.channels) : nil
    let bands = bands.shallow
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
    var scaled = resampling.result(of: flattener.samples, isPlanar: bands.isPlanar)
    let conversion = view.content == .alphaMask ? nil : try planner.conversion(colorPlan, of: scaled)
    resampling.keepFloats(view, isConverted: conversion != nil)
    scaled = resampling.result(of: flattener.samples, isPlanar: bands.isPlanar)
    let writer = try memory.makeWriter(view, scaled, conversion)
    if writer.takesFineRows { resampling.keepFractions(plan) }
    let task = ResampleTask(plan, view, planes: flattener.layout(bands, part), samples: flattener.samples)
    feed = ViewFeed(
      try resampling.makeResampler(task, view, bands.pixels, into: writer), flattener, bands, shallow, view,
      decodedBytes: decoded.channels, part: part)
    self.writer = writer
    pixels = writer.pixels
  }

  /// The way of samples of 16 bits. Colors become sRGB before anything else: that is exact, and such images are few.
  private static func deep(
    _ plan: Plan, _ view: Plan.View, _ bands: BandLayout, _ planner: inout ColorPlanner,
    in memory: Canvas.Memory
  ) throws(ImageError) -> (ViewFeed, any ViewWriter) {
    let options = plan.options
    let colors = try planner.deepTransform().map { (transform) throws(ImageError) in
      try DeepColors(transform, bands.pixels, width: bands.planes[0].width)
    }
    let bands = bands.converted(by: colors)
    let flattener = DeepFlattener(
      bands.pixels, onto: options.flatteningColor,
      missingRows: options.lenient ? options.resolvedBackground : nil)
    let part = view.storedRegion == plan.decodedPart ? nil : view.storedRegion
    let writer = try memory.makeWriter(view, flattener.samples, nil)
    let task = ResampleTask(plan, view, planes: flattener.layout(bands, part), samples: flattener.samples)
    let feed = ViewFeed(
      try ResamplerChoice(plan, view).makeResampler(task, bands.pixels, into: writer), flattener, bands,
      colors,
      view, decodedBytes: bands.bytesPerPixel, part: part)
    return (feed, writer)
  }
}

extension DeepColors: RowPreparation {}

extension BandLayout {
  /// The layout of rows that have been converted.
  fileprivate func converted(by colors: DeepColors?) -> BandLayout {
    guard let colors else { return self }
    var result = BandLayout(planes: planes, pixels: colors.pixels, bytesPerSample: bytesPerSample)
    for index in planes.indices { result.planes[index].rowBytes = planes[index].width * result.bytesPerPixel }
    return result
  }
}
