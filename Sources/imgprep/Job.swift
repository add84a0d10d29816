import ImagePrep
import ImagePrepBatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is done with each input: the same for all of them.
struct Job: Sendable {
  private(set) var normalizer: Normalizer
  let encoding: Encoding
  let names: OutputNames
  let existing: ExistingOutputs
  let durability: Durability
  let isDryRun: Bool

  /// What is done where an output exists.
  enum ExistingOutputs: Sendable {
    case fail, skip, replace
  }

  /// The same job, where each of `jobs` threads that find no input of their own helps with another's.
  func sharing(jobs: Int, among inputs: Int) -> Job {
    var options = normalizer.options
    options.threads = max(1, jobs / max(1, inputs))
    var job = self
    job.normalizer = normalizer.with(options)
    return job
  }

  /// Finds out that the output folder cannot be written to before it fails for each input; where all outputs are there
  /// and are kept, it need not be written to.
  func prepare(_ inputs: [Input], _ outputs: [SystemPath?]) throws(ImageError) {
    guard case .folder(let folder) = names.destination, !isDryRun else { return }
    let writes = zip(inputs, outputs).contains { input, output in
      input.problem == nil && !(existing == .skip && output.map(isKept) == true)
    }
    if writes { try OutputFolder.prepare(folder, sync: durability) }
  }

  private func isKept(_ output: SystemPath) -> Bool { (try? isTaken(output)) == true }

  /// Normalizes one input; never throws, since one failure must not stop the rest.
  func run(_ input: Input, to output: SystemPath?) -> Outcome {
    let start = ContinuousClock.now
    var outcome = Outcome(input, output: output ?? "-")
    do throws(ImageError) {
      if let problem = input.problem { throw problem }
      if existing == .skip, let output, try isTaken(output) {
        outcome.status = .skipped
        return outcome
      }
      if isDryRun {
        // The frames of a GIF are counted only where another than the first is asked for.
        try outcome.plan(input, countingFrames: normalizer.options.frame > 0, normalizer, writing: encoding)
        try checkPlace(output)
      } else {
        try checkPlace(output)
        if let output { try names.prepareFolder(for: output, sync: durability) }
        let image = try normalize(input, to: output)
        outcome.info = image.info
        outcome.plan = image.plan
        outcome.memory = image.plan.memory(writing: encoding)
        outcome.warnings = image.warnings + (output == nil ? encoding.warnings(about: image.metadata) : [])
        outcome.fractionDecoded = image.fractionDecoded
      }
    } catch {
      outcome.fail(error, input)
    }
    outcome.isolation = normalizer.isolationLevel
    outcome.milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    return outcome
  }

  /// Finds out that an output is in the way, or has no folder, before an image is decoded for it.
  private func checkPlace(_ output: SystemPath?) throws(ImageError) {
    guard let output else { return }
    if existing != .replace, try isTaken(output) { throw ImageError.outputExists.at(output) }
    if case .file = names.destination, let folder = output.folder, FileKind(of: folder) == .nothing {
      throw ImageError(
        .uncreatable, "its folder \(folder) does not exist",
        advice: "create it, or end the name in a slash, as -o \(folder)/, to have it made", path: output)
    }
  }

  /// Whether something is there that would be replaced.
  private func isTaken(_ output: SystemPath) throws(ImageError) -> Bool {
    do {
      return try OutputPlace(output, followingLinks: followsLinks).isTaken
    } catch {
      throw error.at(output)
    }
  }

  /// Links are followed where an output is named by itself. In a folder, others may have put them there.
  private var followsLinks: Bool {
    if case .file = names.destination { true } else { false }
  }

  /// What was found in a folder was a file then.
  private func normalizer(for input: Input) -> Normalizer {
    input.relativePath == nil ? normalizer : normalizer.forFilesOnly
  }

  private func normalize(
    _ input: Input, to output: SystemPath?
  ) throws(ImageError) -> NormalizedImage {
    guard let output else { return try normalizeToStandardOutput(input) }
    let replaces = existing == .replace
    return input.isStandardInput
      ? try normalizer.normalize(
        descriptor: 0, to: output, as: encoding, replacing: replaces, followingLinks: followsLinks,
        sync: durability)
      : try normalizer(for: input).normalize(
        contentsOf: input.path, to: output, as: encoding, replacing: replaces, followingLinks: followsLinks,
        sync: durability)
  }

  /// Nothing goes to a pipe before the whole image is known to be good.
  private func normalizeToStandardOutput(_ input: Input) throws(ImageError) -> NormalizedImage {
    let normalizer = normalizer(for: input).forEncoding(encoding)
    let image =
      input.isStandardInput
      ? try normalizer.normalize(descriptor: 0) : try normalizer.normalize(contentsOf: input.path)
    var encoding = encoding
    encoding.metadata = image.metadata
    do {
      try image.pixels.write(descriptor: 1, as: encoding, seconds: normalizer.options.limits.seconds)
    } catch {
      throw error.at("standard output")
    }
    return image
  }
}

extension Outcome {
  /// Reads the header only, and says what would be done.
  mutating func plan(
    _ input: Input, countingFrames: Bool = false, _ normalizer: Normalizer, writing encoding: Encoding? = nil
  ) throws(ImageError) {
    let info = try input.readInfo(countingFrames: countingFrames, normalizer)
    self.info = info
    status = .planned
    if let warning = info.format.warning(ofName: input.path) { warnings.append(warning) }
    let plan = try normalizer.plan(for: info, writing: encoding)
    self.plan = plan
    memory = encoding.map { plan.memory(writing: $0) }
    warnings += plan.warnings(normalizer.options) + normalizer.options.warnings(ofSize: plan.output)
  }
}

extension Input {
  /// What messages call it.
  var name: SystemPath { isStandardInput ? "standard input" : path }

  fileprivate func readInfo(countingFrames: Bool, _ normalizer: Normalizer) throws(ImageError) -> ImageInfo {
    isStandardInput
      ? try normalizer.readInfo(descriptor: 0, countingFrames: countingFrames)
      : try (relativePath == nil ? normalizer : normalizer.forFilesOnly)
        .readInfo(contentsOf: path, countingFrames: countingFrames)
  }
}

extension ImageError {
  /// Whether no further output can be written either.
  var isFullDisk: Bool { code == .unwritable && [ENOSPC, EDQUOT].contains(systemError) }
}
