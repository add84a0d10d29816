import ImagePrep

/// Makes a set of images from a set of images, with an account of every input. It may be stopped at any moment, even by the
/// loss of the process: the next run goes on, and ends with the same bytes.
///
/// ```swift
/// var batch = Batch(Normalizer(Options(max: 1024, multiple: 8)), Encoding(.jpeg), version: "my program 1")
/// let summary = try batch.run([.path("photos")], to: "ready", stop: StopFlag())
/// ```
public struct Batch: Sendable {
  public var normalizer: Normalizer
  public var encoding: Encoding
  /// The program and its version. Another version does everything again.
  public var version: String
  /// Whether outputs replace the extensions of inputs. Default: `replaceExtension`.
  public var names = OutputNames.Rule.replaceExtension
  /// True encodes images again that already are what is asked. Default: false, they are copied.
  public var reencodes = false
  /// Which failures of earlier runs are tried again. Default: `none`.
  public var retry = Retry.none
  /// True removes outputs whose inputs have gone. Default: false.
  public var prunes = false
  /// Default: nil, all inputs.
  public var part: Part?
  /// Chooses inputs by their relative paths. Others are as if they were not there. Default: all.
  public var paths = PathFilter()
  /// Chooses images by their headers. Others are `skipped`, with the reason. Default: all.
  public var filter = ImageFilter()
  /// Whether outputs survive a power failure. Default: `none`.
  public var durability = Durability.none
  /// The images that are worked on at once. Default: 1.
  public var jobs = 1
  /// Bytes that the images in hand may take together, by their plans. Default: nil, no bound.
  public var memory: Int?
  /// Gives the program's name for an option, for messages.
  public var naming: @Sendable (OptionKey) -> String = { $0.rawValue }

  /// The most file descriptors that a run has open, besides three for each image in hand: its state, a shard and its
  /// index, the shards before, and an archive or a list.
  public static let descriptors = 32

  public init(_ normalizer: Normalizer, _ encoding: Encoding, version: String) {
    self.normalizer = normalizer
    self.encoding = encoding
    self.version = version
  }

  /// What happens while a run is at work. All are called on the calling thread.
  public struct Observer {
    /// Called with each row, in the order of the inputs.
    public var row: (BatchRow) -> Void = { _ in }
    /// Called as soon as an image is done.
    public var progress: (_ hasFailed: Bool) -> Void = { _ in }
    /// Called with each file that is no image.
    public var passedOver: (SystemPath) -> Void = { _ in }

    public init() {}
  }

  /// Does what is missing or has changed, and writes the account.
  ///
  /// - Parameters:
  ///   - inputs: Files, folders, archives and lists. Those of a folder are in the order of their names' bytes.
  ///   - folder: Where outputs go. It belongs to batch: what stands under the name of an output is replaced.
  ///   - stop: Ends the run once the images in hand are done.
  /// - Throws: `ImageError` with the code `missing` or `invalidOptions` about an input, or `uncreatable` if the folder
  ///   cannot be made or another process is at work in it.
  public func run(
    _ inputs: [InputArgument], to folder: SystemPath, stop: StopFlag, observer: Observer = Observer()
  ) throws(ImageError) -> BatchSummary {
    try InputSources.check(inputs, output: folder)
    let (normalizer, key) = try prepared()
    let state = try OutputState(folder)
    let run = try TreeRun(self, normalizer, key, state, inputs, stop: stop)
    defer { try? state.emptyTemporary() }
    return try run.run(observer)
  }

  /// Writes tar shards, each with its index.
  ///
  /// - Parameters:
  ///   - inputs: As for a folder. The members of a sample of an archive stay together; a sample with an image that fails is
  ///     left out.
  ///   - shards: The names of the tars. Their folder belongs to batch.
  ///   - samples: The most samples in each.
  public func run(
    _ inputs: [InputArgument], to shards: ShardPattern, samples: Int, stop: StopFlag,
    observer: Observer = Observer()
  ) throws(ImageError) -> BatchSummary {
    try InputSources.check(inputs, output: shards.folder)
    let (normalizer, key) = try prepared()
    let state = try OutputState(shards.folder)
    defer { try? state.emptyTemporary() }
    let work = work(normalizer, state.temporary)
    let sink = ShardSink(
      state, shards, samples: max(1, samples), options: key, durability: durability, work)
    let admission = try admission(inputs, state.identity, state.journal, key, state.temporary, stop)
    return try SampleRun(
      queue(stop), admission, work, sink, Manifest(state),
      SampleRun.Stateful(state: state, options: key, part: part)
    ).run(observer)
  }

  /// Writes one tar to standard output. It has no state: each run makes everything.
  ///
  /// - Parameter manifest: The file of the account; nil for none.
  public func runToStandardOutput(
    _ inputs: [InputArgument], manifest: SystemPath?, stop: StopFlag, observer: Observer = Observer()
  ) throws(ImageError) -> BatchSummary {
    try InputSources.check(inputs, output: nil)
    let (normalizer, key) = try prepared()
    let scratch = try ScratchFolder()
    let account = try manifest.map { (path) throws(ImageError) in try Manifest(path) }
    let admission = try admission(inputs, nil, nil, key, scratch.path, stop)
    return try SampleRun(
      queue(stop), admission, work(normalizer, scratch.path), StreamSink(), account, nil
    ).run(observer)
  }

  private func work(_ normalizer: Normalizer, _ temporary: SystemPath) -> SampleWork {
    SampleWork(
      maker: ImageMaker(
        normalizer, encoding, filter, reencodes: reencodes, durability: .none, temporary: temporary),
      naming: naming)
  }

  private func admission(
    _ inputs: [InputArgument], _ excluded: FileSystem.Identity?, _ journal: Journal?, _ key: [UInt8],
    _ scratch: SystemPath, _ stop: StopFlag
  ) throws(ImageError) -> SampleAdmission {
    let names = OutputNames(.folder("."), fileExtension: encoding.format.fileExtension, rule: names)
    return try SampleAdmission(
      Intake(InputSources(inputs, excluding: excluded, paths), part: part), journal,
      Admission.Settings(options: key, names: names, retry: retry), scratch: scratch, stop: stop)
  }

  /// Companions wait in memory for their turn.
  private func queue(_ stop: StopFlag) -> WorkQueue {
    WorkQueue(jobs: jobs, memory: memory, mostUnreported: max(32, 4 * jobs), stop: stop)
  }

  /// The normalizer for the output's depth, and the key of all options.
  private func prepared() throws(ImageError) -> (Normalizer, [UInt8]) {
    var options = normalizer.options
    options.outputFormat = encoding.format
    try options.keepDepth(in: encoding)
    try options.validate()
    try encoding.validate()
    try filter.validate()
    if jobs > 1 { options.threads = 1 }
    let key = OptionsKey.bytes(options, encoding, names, filter, reencodes: reencodes, version: version)
    return (normalizer.with(options), key)
  }
}
