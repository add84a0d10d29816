/// Makes images ready for a model.
///
/// A value that holds options only, and with ``Isolation`` the workers it has started. Make it once, share it between
/// threads, and call it as often as you like. Calls are synchronous and independent of each other.
///
/// ```swift
/// let normalizer = Normalizer(Options(max: 1024, multiple: 8))
/// let image = try normalizer.normalize(contentsOf: "in.webp")
/// image.pixels  // PixelBuffer: RGB, upright, both sides multiples of 8 and at most 1024
/// ```
public struct Normalizer: Sendable {
  public let options: Options
  let pool: WorkerPool?
  /// True if a path may lead to a pipe or a device.
  private(set) var acceptsDevices = true
  /// How the caller encodes results.
  private var encoding: Encoding?

  /// - Parameters:
  ///   - options: Default: see `Options`.
  ///   - isolation: Decodes images in worker processes, which copies share. Default: nil, in this process.
  public init(_ options: Options = Options(), isolation: Isolation? = nil) {
    self.options = options
    pool = isolation.map(WorkerPool.init)
  }

  public var isolation: Isolation? { pool?.isolation }

  /// Starts a worker if images are decoded in processes of their own. If no worker can be started, you learn it before
  /// the first image.
  ///
  /// - Throws: `ImageError` with the code `isolationUnavailable`, or `invalidOptions`.
  public func prepare() throws(ImageError) { try pool?.prepare(options.limits) }

  /// How decoders are isolated from the caller. Nil until a worker has been started.
  public var isolationLevel: Isolation.Level? { pool == nil ? Isolation.Level.none : pool?.level }

  /// A copy with other options and the same workers.
  public func with(_ options: Options) -> Normalizer { Normalizer(options, pool, acceptsDevices, encoding) }

  /// A copy for paths that were found in a folder. It refuses a path that has become a pipe or a device since then,
  /// because reading it could take for ever.
  package var forFilesOnly: Normalizer { Normalizer(options, pool, false, encoding) }

  /// A copy for results that the caller encodes: the encoder's memory counts for `limits.memory`.
  package func forEncoding(_ encoding: Encoding) -> Normalizer {
    Normalizer(options, pool, acceptsDevices, encoding)
  }

  private init(
    _ options: Options, _ pool: WorkerPool?, _ acceptsDevices: Bool, _ encoding: Encoding?
  ) {
    self.options = options
    self.pool = pool
    self.acceptsDevices = acceptsDevices
    self.encoding = encoding
  }

  /// Normalizes the image in a file, a pipe or a device. The file is read in pieces while it is decoded.
  ///
  /// - Throws: `ImageError`, with `path` in it.
  public func normalize(contentsOf path: some PathConvertible) throws(ImageError) -> NormalizedImage {
    try normalize(contentsOf: path.systemPath, writingTo: nil)
  }

  /// Normalizes the image in a file, a pipe or a device, and writes it to a file. That file appears under its name only
  /// when it is complete. If the picture is neither turned nor padded, rows are encoded while later ones are still
  /// decoded. This saves time if `options.threads` is 2.
  ///
  /// - Parameters:
  ///   - output: The path of a file, a device or a pipe.
  ///   - replacing: True to replace an existing file, whose permissions the new file keeps. If false, an existing file
  ///     is an error. Default: false.
  ///   - followingLinks: True to follow a link at the output's path, and to write to a device or a pipe there. If
  ///     false, it is replaced like a file. Choose false for names in a folder that others can write to. Default: true.
  ///   - sync: Whether the file outlives a power failure. Default: `none`.
  /// - Throws: `ImageError`, whose `path` is that of the file concerned.
  @discardableResult
  public func normalize(
    contentsOf path: some PathConvertible, to output: some PathConvertible, as encoding: Encoding,
    replacing: Bool = false, followingLinks: Bool = true, sync: Durability = .none
  ) throws(ImageError) -> NormalizedImage {
    var file = OutputFile(output, as: encoding)
    (file.replacing, file.followingLinks, file.sync) = (replacing, followingLinks, sync)
    return try normalize(contentsOf: path.systemPath, writingTo: OutputWriter(file, options.limits))
  }

  private func normalize(
    contentsOf path: SystemPath, writingTo output: OutputWriter?
  ) throws(ImageError) -> NormalizedImage {
    try options.validate()
    return try InputFile.read(path, options.limits, acceptsDevices: acceptsDevices) {
      (descriptor) throws(ImageError) in
      var image = try normalize(descriptor: descriptor, writingTo: output)
      if let warning = image.info.format.warning(ofName: path) { image.warnings.append(warning) }
      return image
    }
  }

  /// Normalizes the image read from an open file descriptor (0 is standard input), which stays open.
  public func normalize(descriptor: Int32) throws(ImageError) -> NormalizedImage {
    try normalize(descriptor: descriptor, writingTo: nil)
  }

  /// Normalizes the image read from an open file descriptor, which stays open, and writes it to a file.
  @discardableResult
  public func normalize(
    descriptor: Int32, to output: some PathConvertible, as encoding: Encoding, replacing: Bool = false,
    followingLinks: Bool = true, sync: Durability = .none
  ) throws(ImageError) -> NormalizedImage {
    var file = OutputFile(output, as: encoding)
    (file.replacing, file.followingLinks, file.sync) = (replacing, followingLinks, sync)
    return try normalize(descriptor: descriptor, writingTo: OutputWriter(file, options.limits))
  }

  private func normalize(
    descriptor: Int32, writingTo output: OutputWriter?
  ) throws(ImageError) -> NormalizedImage {
    try options.validate()
    var options = options
    if let output { options.outputFormat = output.format }
    if let encoding = output?.encoding ?? encoding { try options.keepDepth(in: encoding) }
    if let pool {
      try output?.check(hasAlpha: false)
      var image = try pool.normalize(descriptor: descriptor, options)
      try checkMemory(image, writing: output?.encoding ?? encoding)
      if let output { try image.write(to: output) }
      image.warnings += output?.warnings ?? []
      return image
    }
    let source = try ByteSource(descriptor: descriptor, limits: options.limits)
    return try Self.run(source, options, writingTo: output, encoding)
  }

  /// A worker does not encode, so it does not count the encoder's memory.
  private func checkMemory(_ image: NormalizedImage, writing encoding: Encoding?) throws(ImageError) {
    do {
      try options.limits.check(image.plan, writing: encoding)
    } catch {
      throw error.about(image.info)
    }
  }

  /// Says what normalizing an image with this header would do.
  ///
  /// - Parameter encoding: How the result will be written: its encoder's memory counts for `limits.memory`. Default:
  ///   nil, the result is not written.
  /// - Throws: `ImageError`, if normalizing the image would fail because of its header.
  public func plan(for info: ImageInfo, writing encoding: Encoding? = nil) throws(ImageError) -> Plan {
    try Plan.checked(info, options, writing: encoding)
  }

  /// Reads the header of an image from an open file descriptor, which stays open. With ``Isolation`` a worker reads it.
  public func readInfo(
    descriptor: Int32, countingFrames: Bool = false
  ) throws(ImageError) -> ImageInfo {
    guard let pool else {
      return try ImageInfo(descriptor: descriptor, countingFrames: countingFrames, limits: options.limits)
    }
    return try pool.readInfo(descriptor: descriptor, countingFrames: countingFrames, options.limits)
  }

  /// Reads the header of the image in a file. With ``Isolation`` a worker reads it.
  public func readInfo(
    contentsOf path: some PathConvertible, countingFrames: Bool = false
  ) throws(ImageError) -> ImageInfo {
    try InputFile.read(path.systemPath, options.limits, acceptsDevices: acceptsDevices) {
      (descriptor) throws(ImageError) in
      try readInfo(descriptor: descriptor, countingFrames: countingFrames)
    }
  }

  /// Reads the header of the image in memory. With ``Isolation`` a worker reads it.
  public func readInfo(_ bytes: Span<UInt8>, countingFrames: Bool = false) throws(ImageError) -> ImageInfo {
    guard let pool else {
      return try ImageInfo(bytes, countingFrames: countingFrames, limits: options.limits)
    }
    return unsafe try bytes.withBytes { (buffer: UnsafeRawBufferPointer) throws(ImageError) in
      unsafe try pool.readInfo(buffer, countingFrames: countingFrames, options.limits)
    }
  }

  /// Reads the header of the image in memory. With ``Isolation`` a worker reads it.
  public func readInfo(_ bytes: [UInt8], countingFrames: Bool = false) throws(ImageError) -> ImageInfo {
    try readInfo(bytes.span, countingFrames: countingFrames)
  }

  private static func run(
    _ source: ByteSource, _ options: Options, writingTo output: OutputWriter? = nil, _ encoding: Encoding?
  ) throws(ImageError) -> NormalizedImage {
    let image = try OpenImage(source)
    let plan = try image.plan(options, writing: output?.encoding ?? encoding)
    return try image.render(plan, writingTo: [output].compactMap(\.self))
  }

  /// Normalizes the image in memory, without copying its bytes.
  public func normalize(_ bytes: Span<UInt8>) throws(ImageError) -> NormalizedImage {
    try options.validate()
    return unsafe try bytes.withBytes { (buffer: UnsafeRawBufferPointer) throws(ImageError) in
      if let pool {
        var options = options
        if let encoding { try options.keepDepth(in: encoding) }
        let image = unsafe try pool.normalize(buffer, options)
        try checkMemory(image, writing: encoding)
        return image
      }
      let source = unsafe try ByteSource(borrowing: buffer, limits: options.limits)
      return try Self.run(source, options, encoding)
    }
  }

  /// Normalizes the image in memory.
  public func normalize(_ bytes: [UInt8]) throws(ImageError) -> NormalizedImage {
    try normalize(bytes.span)
  }

  /// Normalizes an image that is decoded already: upright, straight alpha.
  public func normalize(_ buffer: PixelBuffer) throws(ImageError) -> NormalizedImage {
    try options.validate()
    guard !buffer.format.isForTensors else {
      throw ImageError(.invalidOptions, "an image in memory is normalized from samples of 8 bits")
    }
    let image = OpenImage(buffer, options.limits)
    return try image.render(image.plan(options, writing: encoding))
  }
}
