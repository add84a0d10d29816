/// The whole way of an image, from its bytes to the result. Each stage is a small type in the folder of that
/// name; none of them knows another.
enum Pipeline {
  /// - Parameters:
  ///   - file: The file that rows are written to as they are made; nil if no file is written.
  ///   - encoding: How the caller encodes the result where there is no file; nil where it does not.
  ///   - clock: Runs since the image was opened.
  ///   - source: What the decoder reads from; nil where it has all the bytes.
  static func run(
    _ decoder: any Decoder, _ options: Options, writingTo file: ImageFile? = nil, _ encoding: Encoding? = nil,
    clock: Deadline, source: ByteSource? = nil
  ) throws(ImageError) -> NormalizedImage {
    try clock.check()
    let plan = try Plan.checked(decoder.info, options, writing: file?.encoding ?? encoding)
    try file?.check(hasAlpha: decoder.info.hasAlpha && options.alpha == .keep)

    var warnings = plan.warnings(options) + options.warnings(ofSize: plan.output)
    let metadata = try ImageMetadata(
      of: decoder.info, decoder.colorSpace, decoder.exif, options, warnings: &warnings)
    file?.add(metadata)
    let color = try ColorConversion(decoder.info, decoder.colorSpace, options)
    let decoder = ReadAhead.wrap(decoder, threads: options.threads)
    var request = DecodeRequest(plan, options)
    request.acceptsCMYK = color.takesCMYK
    let bands = try decoder.start(request)
    let flattener = Flattener(
      try color.begin(bands.pixels, width: bands.planes[0].width), options.alpha,
      premultiplies: options.filter != .nearest && plan.scaled != plan.source,
      missingRows: options.lenient ? options.resolvedBackground : nil)
    let resampler = try makeResampler(plan, options, bands, flattener)

    let feed = try DecodeLoop(decoder, bands, color, flattener, resampler)
    let rowsToWrite = color.takesCMYK ? nil : resampler.finalRows(plan)
    while try feed.advance(options, clock) {
      if let rowsToWrite {
        try color.convert(rowsToWrite.buffer, upTo: rowsToWrite.count)
        try file?.append(upTo: rowsToWrite.count, of: rowsToWrite.buffer)
      }
      try clock.check()
    }
    try clock.check()
    // A decoder may make do with less than there is: not where the rest could not be read.
    if let failure = source?.failure { throw failure }
    let fraction = min(feed.fractionDecoded, decoder.fractionDecoded)
    if fraction < options.minComplete { throw .incomplete(fraction, below: options.minComplete) }

    let pixels = try color.finish(resampler.finish())
      .turned(plan.orientation)
      .placed(at: plan.placement, on: plan.output, background: options.resolvedBackground)
    try file?.finish(pixels)
    return NormalizedImage(
      pixels: pixels, info: decoder.info, plan: plan, metadata: metadata,
      fractionDecoded: fraction,
      warnings: decoder.warnings + color.warnings + feed.warnings + warnings + (file?.warnings ?? []))
  }

  private static func makeResampler(
    _ plan: Plan, _ options: Options, _ bands: BandLayout, _ flattener: Flattener
  ) throws(ImageError) -> any Resampler {
    let task = ResampleTask(
      plan: plan, filter: options.filter, planes: flattener.layout(bands),
      channels: flattener.channels, isPremultiplied: flattener.isPremultiplied)
    if case .yCbCr(let matrix) = bands.pixels { return try BalancedResampler(task, matrix: matrix) }
    switch ResamplerChoice(plan, options, isPremultiplied: task.isPremultiplied) {
    case .copy: return try CopyResampler(task)
    case .nearest: return try NearestResampler(task)
    case .exact: return try ExactResampler(task)
    case .balanced: return try BalancedResampler(task, matrix: nil)
    }
  }
}

extension DecodeRequest {
  init(_ plan: Plan, _ options: Options) {
    grade = options.decode
    shrink = plan.decodeShrink
    reduction = Reduction(plan, options)
    frame = options.frame
    lenient = options.lenient
    minComplete = options.minComplete
    threads = options.threads
    acceptsPlanes = ResamplerChoice(plan, options, isPremultiplied: false) == .balanced
  }
}

extension Reduction {
  init?(_ plan: Plan, _ options: Options) {
    guard let tolerance = options.decode.tolerance, options.filter != .nearest else { return nil }
    let stored = plan.orientation.apply(to: plan.source)
    let scaled = plan.orientation.apply(to: plan.scaled)
    self.init(
      filter: options.filter, horizontalScale: Double(stored.width) / Double(scaled.width),
      verticalScale: Double(stored.height) / Double(scaled.height), tolerance: tolerance)
  }
}

extension Resampler {
  /// The rows of the result, where nothing is left to be done with them once they are made.
  fileprivate func finalRows(_ plan: Plan) -> ResultRows? {
    let isWhole = plan.orientation == .upright && plan.output == plan.crop.size
    return isWhole && makesFinalRows && result.buffer.format != .gray8 ? result : nil
  }
}
