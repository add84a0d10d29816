import ArgumentParser
import ImagePrep
import ImagePrepBatch

struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Make a set of images, with an account of every input; a stopped run goes on.",
    usage: "imgprep batch <input> ... -o <path> [<options>]",
    discussion: """
      Writes the images of folders and files to a folder, and an account of every input to manifest.jsonl there. A \
      second run does what is missing or has changed, and nothing else: an input of another size or time, other \
      options, another version. Failures are remembered. What stands under the name of an output is replaced.

      EXAMPLES:
        imgprep batch photos/ -o ready/ --max 1024     and again: what is missing
        imgprep batch photos/ -o cats/ --include 'cats/**' --min-side 256
        imgprep batch photos/ -o part2/ --part 2/8     one of eight parts
        imgprep merge part*/ -o all/                   one account of all parts
        imgprep batch in.tar -o 'out/%06d.tar' --shard-size 1000
        imgprep batch --from list.csv --column path -o ready/
        imgprep batch - -o - --manifest rows.jsonl < in.tar > out.tar

      Exit codes: 0 all done, 1 some inputs failed (now or in an earlier run), 64 wrong usage, 66 an input of the \
      command line is missing, 73 the output cannot be made or another process is at work in it, 74 the output cannot \
      be written any more, 75 stopped by a signal.
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of images, images, tar archives (.tar, .tar.gz; - for standard input), and @LIST, a file with a path a line.",
      valueName: "input"), completion: .file())
  var inputs: [SystemPath] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      The folder that outputs go to, which belongs to batch; the names of tar shards, as out/%06d.tar; or - for a tar on \
      standard output.
      """, valueName: "path"), completion: .file())
  var output: SystemPath

  @OptionGroup(title: "Output") var writing: FormatOptions
  @OptionGroup(title: "Batch") var batch: BatchOptions
  @OptionGroup(title: "Tensor") var tensor: TensorOptions
  @OptionGroup var shared: SharedOptions
  @OptionGroup(title: "Running") var running: RunningOptions
  @OptionGroup(title: "Running") var isolation: IsolationOptions

  func validate() throws { _ = try makeBatch() }

  func run() throws {
    var batch = try makeBatch()
    let report = BatchReport(running)
    do {
      try InstructionSets.checkChoice()
      try HuffmanDecoder.checkChoice()
      try batch.normalizer.prepare()
      batch.jobs = running.fittingJobs(
        isolated: isolation.isolate != nil, others: Batch.descriptors)
      Interruption.listen()
      for warning in warnings(batch) { Report.warn(warning) }
      let summary = try run(batch, report.observer)
      if let code = report.finish(summary) { throw code }
    } catch let error as ImageError {
      throw Report.fail(error)
    }
  }

  private func run(_ batch: Batch, _ observer: Batch.Observer) throws(ImageError) -> BatchSummary {
    let (inputs, stop) = (self.batch.arguments(inputs), Interruption.flag)
    if output == "-" {
      return try batch.runToStandardOutput(
        inputs, manifest: self.batch.manifest, stop: stop, observer: observer)
    }
    if let shards = ShardPattern(output) {
      return try batch.run(
        inputs, to: shards, samples: self.batch.shardSize ?? BatchOptions.defaultShardSize, stop: stop,
        observer: observer)
    }
    return try batch.run(inputs, to: output.withoutSlashes, stop: stop, observer: observer)
  }

  /// Finds outputs that cannot be meant.
  private func checkOutput() throws {
    guard !output.isEmpty else { throw ValidationError("--output needs a name") }
    let isTar = ShardPattern(output) != nil
    if output.fileExtension == "tar", !isTar {
      throw ValidationError(
        "--output \(output): several tars need a number in their names, as \(output.stem)-%06d.tar; - is one tar"
      )
    }
    if batch.shardSize != nil, !isTar {
      throw ValidationError("--shard-size is for tar shards: name them with -o, as out/%06d.tar")
    }
    if batch.manifest != nil, output != "-" {
      throw ValidationError(
        "--manifest is for -o -: otherwise the account is manifest.jsonl, where outputs go")
    }
    if output == "-", running.json {
      throw ValidationError("--json and a tar cannot both go to standard output: use --manifest FILE")
    }
    if output == "-", batch.part == nil, Console.isTerminal(1) {
      throw ValidationError("a tar is not written to a terminal: use a pipe")
    }
    if output == "-" || isTar, batch.prune {
      throw ValidationError("--prune is for outputs in a folder: shards never have inputs that have gone")
    }
    if inputs.isEmpty, batch.from == nil { throw ValidationError("Missing expected argument '<input> ...'") }
    if (batch.from == nil) != (batch.column == nil) {
      throw ValidationError("--from and --column go together, as --from list.csv --column path")
    }
  }

  private func makeBatch() throws -> Batch {
    try checkOutput()
    var options = try shared.options()
    guard options.frames == nil, options.tiles == nil else {
      let name = options.frames == nil ? "--tiles" : "--frames"
      throw ValidationError(
        "\(name) makes several files of an image, and batch makes one: use imgprep normalize")
    }
    let encoding = try writing.encoding(for: .folder(output), tensor)
    do {
      try encoding.validate()
      options.outputFormat = encoding.format
      try options.keepDepth(in: encoding)
      try options.validate()
    } catch {
      throw ValidationError(error.text(naming: \.flag))
    }
    if shared.picture.alpha == .keep, !encoding.format.holdsAlpha {
      throw ValidationError(
        "--format \(encoding.format.rawValue) cannot hold alpha (--alpha keep): use png or webp, or --alpha flatten"
      )
    }
    var batch = Batch(
      Normalizer(options, isolation: isolation.isolation(options.limits)), encoding,
      version: "imgprep \(Imgprep.version)")
    batch.names = writing.namesRule
    batch.durability = writing.durability
    batch.reencodes = self.batch.reencode == .always
    batch.retry = self.batch.retry
    batch.prunes = self.batch.prune
    batch.part = self.batch.part
    batch.paths = self.batch.paths
    batch.filter = try self.batch.filter
    batch.memory = self.batch.memory.map(\.bytes) ?? availableMemory / 2
    batch.naming = \.flag
    return batch
  }

  private func warnings(_ batch: Batch) -> [String] {
    guard !running.quiet else { return [] }
    return writing.warnings(batch.encoding) + tensor.warnings(batch.encoding.format)
      + shared.size.warnings(batch.normalizer.options) + shared.picture.warnings
      + [InstructionSets.warning].compactMap(\.self)
  }
}
