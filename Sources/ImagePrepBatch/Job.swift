import ImagePrep

/// The work on each input, the same for all of them.
public struct Job: Sendable {
  public let normalizer: Normalizer
  public let encoding: Encoding
  public let names: OutputNames
  /// How each of `Options.otherViews` is written, in their order.
  public let otherViews: [ViewOutput]
  public let existing: ExistingOutputs
  public let durability: Durability
  /// True if only headers are read, and nothing is written.
  public let isDryRun: Bool

  /// What happens if an output exists.
  public enum ExistingOutputs: Sendable {
    case fail, skip, replace
  }

  public init(
    _ normalizer: Normalizer, _ encoding: Encoding, _ names: OutputNames, otherViews: [ViewOutput] = [],
    existing: ExistingOutputs, durability: Durability, isDryRun: Bool
  ) {
    self.otherViews = otherViews
    var options = normalizer.options
    options.keepsDepth = encoding.keepsDepth
    for (index, view) in zip(options.otherViews.indices, otherViews) {
      options.otherViews[index].keepsDepth = view.encoding.keepsDepth
    }
    self.normalizer = options == normalizer.options ? normalizer : normalizer.with(options)
    self.encoding = encoding
    self.names = names
    self.existing = existing
    self.durability = durability
    self.isDryRun = isDryRun
  }

  /// Works on many inputs, several at once. Stops when the disk is full.
  ///
  /// - Parameters:
  ///   - count: The number of inputs. If there are fewer inputs than threads, the other threads help with one input.
  ///   - jobs: The number of threads.
  ///   - stop: Ends the run once the inputs in hand are done. Afterwards it tells why the run ended early.
  ///   - progress: Called with every outcome as soon as it is known.
  ///   - report: Called with every outcome in the order of the inputs.
  public func run(
    _ inputs: sending some Sequence<(Input, OutputTarget)>, count: Int, jobs: Int, stop: StopFlag,
    progress: (Outcome) -> Void, report: (Outcome) -> Void
  ) {
    var options = normalizer.options
    options.threads = max(1, jobs / max(1, count))
    let normalizer = normalizer.with(options)
    WorkQueue(jobs: min(jobs, count), stop: stop).run(
      inputs,
      work: { input, output in
        let outcome = run(input, to: output, normalizer)
        if outcome.error?.isFullDisk == true { stop.set(.diskFull) }
        return outcome
      }, progress: progress, report: report)
  }

  /// Throws if the output folder cannot be written to, so that this does not fail for each input. If all outputs exist
  /// and are kept, the folder need not be writable.
  public func prepare(_ inputs: [Input], _ outputs: [OutputTarget]) throws(ImageError) {
    guard case .folder(let folder) = names.destination, !isDryRun else { return }
    let writes = zip(inputs, outputs).contains { input, output in
      input.problem == nil && !(existing == .skip && output.path.map(isKept) == true)
    }
    if writes { try OutputFolder.prepare(folder, sync: durability) }
  }

  private func isKept(_ output: SystemPath) -> Bool { (try? isTaken(output)) == true }

  /// Never throws: one failure must not stop the rest.
  private func run(_ input: Input, to output: OutputTarget, _ normalizer: Normalizer) -> Outcome {
    Outcome(of: input, output, normalizer) { outcome throws(ImageError) in
      outcome.otherOutputs = otherViews.map { $0.names.output(for: input) }
      let outputs = [output] + outcome.otherOutputs
      let kept = try existing == .skip ? keptOutputs(outputs) : []
      guard kept.count < outputs.count else {
        outcome.status = .skipped
        return
      }
      if isDryRun {
        // Counting the frames of a GIF reads all of it, so it is done only if later frames are asked for.
        let options = normalizer.options
        try outcome.plan(
          input, countingFrames: options.frame > 0 || options.frames != nil, normalizer, writing: encoding)
        try planFrames(outputs, &outcome)
        for (view, output) in zip(outcome.plan?.views.dropFirst() ?? [], otherViews) {
          try output.encoding.format.check(view.output)
        }
      }
      for index in outputs.indices where !kept.contains(index) && !isNumbered(index) {
        try checkPlace(outputs[index], names(ofView: index))
      }
      guard !isDryRun else { return }
      let reading = normalizer.reading(input)
      if normalizer.options.tiles != nil {
        return try runTiles(input, outputs, except: kept, reading, &outcome)
      }
      if normalizer.options.frames != nil {
        return try runFrames(input, outputs, except: kept, reading, &outcome)
      }
      let image =
        otherViews.isEmpty
        ? try normalize(input, to: output, reading)
        : try normalize(input, to: files(outputs, except: kept), reading)
      outcome.info = image.info
      outcome.plan = image.plan
      outcome.memory =
        otherViews.isEmpty
        ? image.plan.memory(writing: encoding) : image.plan.memory(writing: files(outputs, except: kept))
      outcome.warnings = image.warnings
      if output == .standardOutput { outcome.warnings += encoding.warnings(about: image.metadata) }
      outcome.fractionDecoded = image.fractionDecoded
    }
  }

  /// The indexes of outputs that exist.
  private func keptOutputs(_ outputs: [OutputTarget]) throws(ImageError) -> Set<Int> {
    var kept: Set<Int> = []
    for (index, output) in outputs.enumerated() {
      if let path = output.path, try isTaken(path) { kept.insert(index) }
    }
    return kept
  }

  /// Throws if an output exists already or has no folder, before the image is decoded.
  private func checkPlace(_ output: OutputTarget, _ names: OutputNames) throws(ImageError) {
    guard let output = output.path else { return }
    if existing != .replace, try isTaken(output) { throw ImageError.outputExists.at(output) }
    if case .file = names.destination, let folder = output.folder, FileKind(of: folder) == .nothing {
      throw ImageError(
        .uncreatable, "its folder \(folder) does not exist",
        advice: "create it, or end the name in a slash, as \(.output) \(folder)/, to have it made",
        path: output)
    }
  }

  /// True if there is a file that would be replaced.
  func isTaken(_ output: SystemPath) throws(ImageError) -> Bool {
    do {
      return try OutputPlace(output, followingLinks: followsLinks).isTaken
    } catch {
      throw error.at(output)
    }
  }

  private var followsLinks: Bool { names.namesFile }

  func names(ofView index: Int) -> OutputNames { index == 0 ? names : otherViews[index - 1].names }

  private func normalize(
    _ input: Input, to output: OutputTarget, _ normalizer: Normalizer
  ) throws(ImageError) -> NormalizedImage {
    guard let output = output.path else { return try normalizeToStandardOutput(input, normalizer) }
    try names.prepareFolder(for: output, sync: durability)
    let replaces = existing == .replace
    return input.isStandardInput
      ? try normalizer.normalize(
        descriptor: 0, to: output, as: encoding, replacing: replaces, followingLinks: followsLinks,
        sync: durability)
      : try normalizer.normalize(
        contentsOf: input.path, to: output, as: encoding, replacing: replaces, followingLinks: followsLinks,
        sync: durability)
  }

  /// Writes several views of one decode.
  private func normalize(
    _ input: Input, to files: [OutputFile], _ normalizer: Normalizer
  ) throws(ImageError) -> NormalizedImage {
    try prepareFolders(for: files)
    let image = try normalizer.open(input)
    return try image.render(image.plan(normalizer.options), to: files)
  }

  func prepareFolders(for files: [OutputFile]) throws(ImageError) {
    for file in files where file.path != Self.standardOutput {
      try names(ofView: file.view).prepareFolder(for: file.path, sync: durability)
    }
  }

  static let standardOutput: SystemPath = "/dev/stdout"

  func files(_ outputs: [OutputTarget], except kept: Set<Int>) -> [OutputFile] {
    outputs.indices.filter { !kept.contains($0) }.map { index in
      let path = outputs[index].path
      var file = OutputFile(
        path ?? Self.standardOutput, as: index == 0 ? encoding : otherViews[index - 1].encoding)
      file.view = index
      file.replacing = existing == .replace
      file.followingLinks = path == nil || names(ofView: index).namesFile
      file.sync = durability
      return file
    }
  }

  /// Writes to a pipe only once the whole image is known to be good.
  private func normalizeToStandardOutput(
    _ input: Input, _ normalizer: Normalizer
  ) throws(ImageError) -> NormalizedImage {
    let normalizer = normalizer.forEncoding(encoding)
    let image =
      input.isStandardInput
      ? try normalizer.normalize(descriptor: 0) : try normalizer.normalize(contentsOf: input.path)
    var encoding = encoding
    encoding.metadata = image.metadata
    encoding = encoding.describing(image.plan)
    do {
      try image.pixels.write(descriptor: 1, as: encoding, seconds: normalizer.options.limits.seconds)
    } catch {
      throw error.at("standard output")
    }
    return image
  }
}

extension Normalizer {
  /// The normalizer for an input. An input found in a folder was a file, and must still be one.
  func reading(_ input: Input) -> Normalizer { input.relativePath == nil ? self : forFilesOnly }

  /// Opens an input: standard input, or a file.
  func open(_ input: Input) throws(ImageError) -> OpenImage {
    input.isStandardInput ? try open(descriptor: 0) : try open(contentsOf: input.path)
  }
}
