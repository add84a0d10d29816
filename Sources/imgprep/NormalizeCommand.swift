import ArgumentParser
import ImagePrep
import ImagePrepBatch
import ImagePrepPresets

struct NormalizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "normalize",
    abstract: "Make images ready for a model (the default command).",
    usage: """
      imgprep [normalize] <input> ... [options]
      imgprep inspect <input> ...
      imgprep remap <labels> --receipts <file> -o <path>
      """,
    discussion: """
      Decodes JPEG (of 8 bits, not lossless), PNG, GIF and WebP, turns it upright, flattens transparency onto \
      white, scales it to at most 1024 pixels a side and makes both sides multiples of 8.

      EXAMPLES:
        imgprep in.webp                                writes in.prep.png beside it
        imgprep in.webp --max 512 --multiple 16        smaller, for another model
        imgprep photos/ -o ready/ --format jpeg        a whole folder, its tree kept
        imgprep in.jpg --width 640 --height 640 --fit pad --background gray
        curl -s URL | imgprep - -o - --format ppm      from a pipe to a pipe
        imgprep inspect in.jpg                         what is it, and what would be done?

      Exit codes: 0 all done, 1 some of several inputs failed, 64 wrong usage, 65 bad image data or over a \
      limit, 66 input missing, 69 no worker or sandbox (--isolate), 71 out of memory, 73 output exists or cannot be created, 74 reading or writing failed, \
      75 stopped by a signal.
      """)

  @Argument(
    help: ArgumentHelp(
      "Images, folders of images, or - for standard input (whose result goes to standard output, without --output).",
      valueName: "input"),
    completion: .file())
  var inputs: [SystemPath]

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Output") var writing: FormatOptions
  @OptionGroup(title: "Tensor") var tensor: TensorOptions
  @OptionGroup var shared: SharedOptions
  @OptionGroup(title: "Running") var running: RunningOptions
  @OptionGroup(title: "Running") var isolation: IsolationOptions

  func validate() throws { _ = try makeJob() }

  func run() throws {
    let job = try makeJob()
    // Warnings are about the arguments as given, so they come before a folder is made.
    let warnings = warnings(job)
    let inputs: FoundInputs
    let outputs: [OutputTarget]
    let preset: Preset?
    do {
      try InstructionSets.checkChoice()
      try HuffmanDecoder.checkChoice()
      try MisplacedWords.check(inputs: self.inputs, output: output.output)
      let destinations = ([job.names] + job.otherViews.map(\.names)).map(\.destination)
      for destination in destinations { try checkFolders(destination) }
      inputs = try FoundInputs(
        self.inputs, excluding: destinations.compactMap(\.path), verbose: running.verbose)
      outputs = try job.names.outputs(for: inputs.all, replacing: job.existing == .replace)
      try job.checkViews(inputs.all, outputs)
      if outputs.contains(.standardOutput), !output.dryRun { try checkStandardOutput() }
      try job.prepare(inputs.all, outputs)
      try job.normalizer.prepare()
      preset = try shared.namedPreset()
    } catch let clashes as NameClashes {
      throw Report.fail(clashes)
    } catch let error as ImageError {
      throw Report.fail(error)
    }
    for warning in warnings { Report.warn(warning) }
    let report = Report(
      running.reporting(output.dryRun ? .dryRun : .normalize), inputs,
      writesImage: outputs.contains(.standardOutput), preset: preset)
    run(job, inputs, outputs, report)
    if let code = report.finish(stopped: Interruption.flag.reason) { throw code }
  }

  private func run(_ job: Job, _ inputs: FoundInputs, _ outputs: [OutputTarget], _ report: Report) {
    let progress = Progress(total: inputs.all.count, isShown: !inputs.isSingle && !running.quiet)
    // A single image is in hand from the start, so a signal ends the process at once.
    if !inputs.isSingle { Interruption.listen() }
    job.run(
      zip(inputs.all, outputs), count: inputs.all.count,
      jobs: running.fittingJobs(isolated: isolation.isolate != nil), stop: Interruption.flag
    ) { outcome in
      progress.count(failed: outcome.error != nil)
    } report: { outcome in
      progress.hide()
      report.add(outcome)
      progress.show()
    }
    progress.hide()
  }

  private func makeJob() throws -> Job {
    let destination = Destination(output.output, for: inputs)
    let encoding = try writing.encoding(for: destination, tensor)
    if output.output?.isEmpty == true { throw ValidationError("--output needs a name") }
    do {
      try encoding.validate()
    } catch {
      throw ValidationError(error.text(naming: \.flag))
    }
    if shared.picture.alpha == .keep, !encoding.format.holdsAlpha {
      let format = encoding.format.rawValue
      let given = writing.format == nil ? output.output.map { "-o \($0) (\(format))" } : nil
      throw ValidationError(
        "\(given ?? "--format \(format)") cannot hold alpha (--alpha keep): use png or webp, or --alpha flatten"
      )
    }
    var options = try shared.options()
    options.outputFormat = encoding.format
    if options.tiles != nil, encoding.tensor.padValue != nil {
      throw ValidationError("--pad-value cannot be had with --tiles: use --padding")
    }
    let numbering = options.frames != nil ? "--frames" : options.tiles != nil ? "--tiles" : nil
    let views = try output.otherViews(inputs, options, writing.namesRule)
    let encodings = [encoding] + (options.frames == nil ? [] : views.map(\.1.encoding))
    if let numbering, output.skipExisting, encodings.contains(where: { !$0.format.isTensor }) {
      throw ValidationError(
        "--skip-existing cannot know all files of \(numbering): use --force, or another -o")
    }
    options.otherViews = views.map(\.0)
    do {
      try options.keepDepth(in: encoding)
      for view in views { try options.checkDepth(of: view.1.encoding) }
      try options.validate()
    } catch {
      throw ValidationError(error.text(naming: \.flag))
    }
    return Job(
      Normalizer(options, isolation: isolation.isolation(options.limits)), encoding,
      OutputNames(destination, fileExtension: encoding.format.fileExtension, rule: writing.namesRule),
      otherViews: views.map(\.1),
      existing: try output.existing, durability: writing.durability, isDryRun: output.dryRun)
  }

  /// Warnings about options that change nothing. They are given once, not for each input.
  private func warnings(_ job: Job) -> [String] {
    guard !running.quiet else { return [] }
    let options = job.normalizer.options
    return
      output.warnings(job.encoding, job.names.destination) + writing.warnings(job.encoding)
      + tensor.warnings(job.encoding.format)
      + shared.size.warnings(options)
      + shared.picture.warnings + [InstructionSets.warning].compactMap(\.self)
  }

  private func checkFolders(_ destination: Destination) throws(ImageError) {
    guard let folder = destination.folder(among: inputs) else { return }
    throw ImageError(
      .invalidOptions, "results would lie among the inputs, and be taken for inputs by the next run",
      advice: "name another folder for the output, best one that does not lie inside it",
      path: folder)
  }

  private func checkStandardOutput() throws(ImageError) {
    if running.json {
      throw ImageError(
        .invalidOptions, "--json and an image cannot both go to standard output",
        advice: "name a file with --output")
    }
    if Console.isTerminal(1) {
      throw ImageError(
        .invalidOptions, "an image is not written to a terminal",
        advice: "name a file with --output, or use a pipe")
    }
  }
}
