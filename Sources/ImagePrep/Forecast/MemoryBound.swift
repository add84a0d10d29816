/// An upper bound on the memory that normalizing an image takes, from its header and plan alone.
///
/// It adds up the allocations of the decoder and of each stage. It does not count code and libraries, file bytes that
/// belong to the caller, and caches for the next image (weights and color transforms).
struct MemoryBound {
  /// Bytes until the decoder has its first row.
  let starting: Int
  /// Bytes from the first row on.
  let streaming: Int

  /// More than any machine has. An image that needs it is refused before anything is allocated. Products of sizes below
  /// it cannot overflow.
  private static let impossible = Double(1 << 45)
  /// Buffers whose size is the same for every image: those of the source, the inflater, and the codecs with their
  /// tables.
  private static let small = 640 << 10

  /// - Parameter packing: The tensor that the first view is rendered as. Its own bytes do not count. Default: nil, a
  ///   picture.
  /// - Throws: `ImageError` with the code `outOfMemory` if no machine has that much memory.
  init(info: ImageInfo, plan: Plan, options: Options, packing: TensorFormat? = nil) throws(ImageError) {
    // All sums below are small multiples of these sizes and fit in an integer.
    let sizes =
      [info.storedSize] + plan.views.flatMap { [$0.crop.size, $0.output] + $0.before }
      + plan.views.filter(\.opaqueFormat.isForTensors).flatMap(\.sizesBetweenPasses)
    let largest = sizes.map { 8 * Double($0.width) * Double($0.height) }.max() ?? 0
    guard largest < Self.impossible else { throw Self.tooLarge(info) }
    let forecast = DecodingForecast(info, plan, options)
    let samples = Self.flattened(info, options, forecast)
    let stages =
      plan.views.enumerated().reduce(
        Self.bands(info, plan, forecast, channels: samples.channels)
      ) {
        let (view, packing) = ($1.element, $1.offset == 0 ? packing : nil)
        return $0 + Self.resampler(info, plan, view, forecast, samples, packing)
          + Self.result(info, view, options, packing)
      }
    let throughout =
      forecast.held + Self.colors(info, options) + Self.keptMetadata(info, options) + Self.small
    starting = throughout + forecast.starting
    streaming = throughout + stages + Self.tiles(info, plan)
    guard Double(max(starting, streaming)) < Self.impossible else { throw Self.tooLarge(info) }
  }

  private static func tooLarge(_ info: ImageInfo) -> ImageError {
    ImageError(.outOfMemory, "an image of \(info.storedSize) pixels needs more memory than there is")
  }

  private static func keepsAlpha(_ info: ImageInfo, _ options: Options) -> Bool {
    options.alpha == .keep && (info.hasAlpha || info.format == .gif || info.isAnimatedWebP)
  }

  private static func convertsInks(_ info: ImageInfo, _ options: Options) -> Bool {
    info.colorModel == .cmyk && info.hasColorProfile && options.color == .srgb
  }

  /// The rows that are resampled.
  private static func flattened(
    _ info: ImageInfo, _ options: Options, _ forecast: DecodingForecast
  ) -> SampleLayout {
    if forecast.isPlanar { return .gray }
    if keepsAlpha(info, options) { return .premultipliedRGBA }
    if convertsInks(info, options) { return .inks }
    var hasGrayBackground = options.resolvedBackground.isGray
    if case .flatten(let color) = options.alpha, !color.isGray { hasGrayBackground = false }
    let staysGray = hasGrayBackground || !info.hasAlpha && !options.lenient
    let isConverted = info.hasAlpha && options.color == .srgb && info.hasColorProfile
    return info.colorModel == .gray && staysGray && !isConverted ? .gray : .rgb
  }

  /// The bands between decoder and resampler: those that wait for the other thread, and those not yet flattened.
  private static func bands(
    _ info: ImageInfo, _ plan: Plan, _ forecast: DecodingForecast, channels: Int
  ) -> Int {
    let ahead = ReadAhead.byteCount(
      info, forecast.planes, isPlanar: forecast.isPlanar, threads: plan.options.threads)
    let decoded = forecast.planes.reduce(0) {
      $0 + RowRing.byteCount(rowBytes: $1.rowBytes, rows: min($1.rowsPerBand, $1.height))
    }
    let isFlattened = channels != forecast.channels || info.hasAlpha || info.colorModel == .palette
    // One more row if transparent colors are converted. Rows of 16 bits are converted always, or rounded for a view.
    // Several views share the decoded rows.
    let (isDeep, width) = (forecast.bytesPerSample > 1, info.storedSize.width)
    let rows = width * (isDeep ? 20 * plan.views.count : 4)
    return ahead + (isFlattened || isDeep || plan.views.count > 1 ? decoded + rows : 0)
  }

  private static func resampler(
    _ info: ImageInfo, _ plan: Plan, _ view: Plan.View, _ forecast: DecodingForecast, _ samples: SampleLayout,
    _ packing: TensorFormat?
  ) -> Int {
    // A picture that comes as planes is opaque: its mask is not resampled.
    if view.content == .alphaMask, forecast.isPlanar { return 0 }
    var samples = view.content == .alphaMask ? .gray : samples
    // Gray too becomes RGB if its colors are converted.
    if view.isDeep { samples = .deepRGB }
    var planes = forecast.planes
    if view.storedRegion != plan.decodedPart {
      planes = planes.map { $0.part(view.storedRegion, bytesPerPixel: samples.bytesPerPixel) }
    }
    if !forecast.isPlanar {
      planes[0].rowBytes = max(planes[0].rowBytes, planes[0].width * samples.bytesPerPixel)
    }
    let task = ResampleTask(plan, view, planes: planes, samples: samples)
    if forecast.isPlanar { return BalancedResampler.byteCount(for: task, isPlanar: true) }
    var choice = ResamplerChoice(plan, view)
    if let packing, packing.hasFractions { choice.keepFractions(plan) }
    guard view.before.isEmpty else {
      return ChainedResampler.steps(task, through: view.before.map(view.orientation.apply(to:)))
        .reduce(0) { $0 + resampler(choice.step($1), $1) }
    }
    let opaque = resampler(choice, task)
    guard view.content == .picture, keepsAlpha(info, plan.options) else { return opaque }
    // A frame or a palette that may be transparent can turn out to be opaque.
    return max(opaque, resampler(ResamplerChoice(plan, view, .premultipliedRGBA), task))
  }

  private static func resampler(_ choice: ResamplerChoice, _ task: ResampleTask) -> Int {
    switch choice {
    case .copy: CopyResampler.byteCount(for: task)
    case .nearest: NearestResampler.byteCount(for: task)
    case .exact: ExactResampler.byteCount(for: task)
    case .openCV: ResamplerChoice.openCVByteCount(for: task)
    case .deep: FloatResampler<DeepSample, DeepSample>.byteCount(for: task, task.samples)
    case .float: FloatResampler<Sample, Float>.byteCount(for: task, .floatRGB)
    case .balanced: BalancedResampler.byteCount(for: task, isPlanar: false)
    }
  }

  /// The result, and sixteen finished rows.
  private static func result(
    _ info: ImageInfo, _ view: Plan.View, _ options: Options, _ packing: TensorFormat?
  ) -> Int {
    let channels = view.content == .alphaMask ? 1 : keepsAlpha(info, options) ? 4 : 3
    let pixelBytes = max(view.opaqueFormat.bytesPerPixel, channels)
    let crop = view.orientation.apply(to: view.crop.size)
    if let packing, !view.opaqueFormat.isForTensors {
      // Sixteen rows of elements, one of background, and one of converted colors.
      let elements = Size(width: crop.width, height: min(ScaledRows.mostAtOnce, crop.height))
      return packing.byteCount(of: elements) + 3 * view.output.width + 3 * crop.width
        + ScaledRows.byteCount(size: crop, bytesPerPixel: channels)
        + FineRows.byteCount(columns: crop.width * channels, rows: crop.height)
    }
    return AlignedStorage.bytesPerRow(for: view.output.width * pixelBytes) * view.output.height
      + ScaledRows.byteCount(size: crop, bytesPerPixel: pixelBytes)
  }

  /// The copies of a view that is cut into tiles.
  private static func tiles(_ info: ImageInfo, _ plan: Plan) -> Int {
    guard let tile = plan.options.tiles else { return 0 }
    let channels = keepsAlpha(info, plan.options) ? 4 : 3
    let pixelBytes = max(plan.first.opaqueFormat.bytesPerPixel, channels)
    return plan.tiles.count * AlignedStorage.bytesPerRow(for: tile.width * pixelBytes) * tile.height
  }

  /// Metadata that go into the result: our copy, the encoder's copy, and the bytes that the encoder writes.
  private static func keptMetadata(_ info: ImageInfo, _ options: Options) -> Int {
    let keepsProfile = options.keepMetadata.contains(.icc) && options.color == .keep
    let keepsExif = options.keepMetadata.contains(.exif)
    return 3 * ((keepsProfile ? info.profileByteCount : 0) + (keepsExif ? info.exifByteCount : 0))
  }

  private static func colors(_ info: ImageInfo, _ options: Options) -> Int {
    // The decoder has a copy of the profile, and libpng has another.
    let copies = info.format == .png ? 2 : info.format == .webp ? 1 : 0
    let profile = copies * info.profileByteCount
    guard options.color == .srgb, info.hasColorProfile,
      info.profileByteCount <= options.limits.profileBytes ?? .max
    else { return profile }
    // Little CMS copies the profile, and each table twice: as values of two and of four bytes. Lenient decoding also
    // needs the tables back to the profile's colors, for the background of missing rows. For four inks it makes a table
    // of its own, and `InkTable` holds another.
    let tables = max(info.profileTableByteCount, options.lenient ? info.profileByteCount : 0)
    return profile + info.profileByteCount + 8 * tables + (info.colorModel == .cmyk ? 3 << 20 : 1 << 19)
  }
}
