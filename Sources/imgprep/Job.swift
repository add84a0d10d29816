import ImagePrep
import ImagePrepBatch

/// What is done with each input: the same for all of them.
struct Job: Sendable {
  private(set) var normalizer: Normalizer
  let encoding: Encoding
  let names: OutputNames
  let replaces: Bool
  let isDryRun: Bool

  /// The same job, where each of `jobs` threads that find no input of their own helps with another's.
  func sharing(jobs: Int, among inputs: Int) -> Job {
    var options = normalizer.options
    options.threads = max(1, jobs / max(1, inputs))
    var job = self
    job.normalizer = normalizer.with(options)
    return job
  }

  /// Normalizes one input; never throws, since one failure must not stop the rest.
  func run(_ input: Input, to output: SystemPath?) -> Outcome {
    let start = ContinuousClock.now
    var outcome = Outcome(input: input.path, output: output ?? "-")
    do {
      if isDryRun {
        let info = try input.readInfo(normalizer)
        outcome.info = info
        if let warning = info.format.warning(ofName: input.path) { outcome.warnings.append(warning) }
        outcome.plan = try normalizer.plan(for: info)
        try refuseExisting(output)
      } else {
        try refuseExisting(output)
        if let output { try names.prepareFolder(for: output) }
        let image = try normalize(input, to: output)
        outcome.info = image.info
        outcome.plan = image.plan
        outcome.warnings = image.warnings + (output == nil ? encoding.warnings(about: image.metadata) : [])
        outcome.fractionDecoded = image.fractionDecoded
      }
    } catch {
      outcome.error = error.path == nil ? error.at(input.name) : error
    }
    outcome.isolation = normalizer.isolationLevel
    outcome.milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    return outcome
  }

  /// Finds out that an output is in the way before an image is decoded for it. Devices and pipes are written
  /// to, not replaced.
  private func refuseExisting(_ output: SystemPath?) throws(ImageError) {
    guard let output, !replaces, SystemFile.isTaken(output) else { return }
    throw ImageError.outputExists.at(output)
  }

  private func normalize(
    _ input: Input, to output: SystemPath?
  ) throws(ImageError) -> NormalizedImage {
    guard let output else { return try normalizeToStandardOutput(input) }
    return input.isStandardInput
      ? try normalizer.normalize(descriptor: 0, to: output, as: encoding, replacing: replaces)
      : try normalizer.normalize(
        contentsOf: input.path, to: output, as: encoding, replacing: replaces)
  }

  /// Nothing goes to a pipe before the whole image is known to be good.
  private func normalizeToStandardOutput(_ input: Input) throws(ImageError) -> NormalizedImage {
    let image =
      input.isStandardInput
      ? try normalizer.normalize(descriptor: 0)
      : try normalizer.normalize(contentsOf: input.path)
    var encoding = encoding
    encoding.metadata = image.metadata
    do {
      try image.pixels.write(descriptor: 1, as: encoding)
    } catch {
      throw error.at("standard output")
    }
    return image
  }
}

extension Input {
  /// What messages call it.
  var name: SystemPath { isStandardInput ? "standard input" : path }

  func readInfo(countingFrames: Bool = false, _ normalizer: Normalizer) throws(ImageError) -> ImageInfo {
    isStandardInput
      ? try normalizer.readInfo(descriptor: 0, countingFrames: countingFrames)
      : try normalizer.readInfo(contentsOf: path, countingFrames: countingFrames)
  }
}

extension ImageError {
  static func noImages(in paths: [SystemPath]) -> ImageError {
    ImageError(.missing, "no images in \(paths.map(\.description).joined(separator: ", "))")
  }
}

/// What became of one input.
struct Outcome: Sendable {
  var input: SystemPath
  var output: SystemPath
  var info: ImageInfo?
  var plan: Plan?
  var fractionDecoded: Double?
  var warnings: [String] = []
  /// Nil as long as no worker has been started where one is asked for.
  var isolation: Isolation.Level?
  var error: ImageError?
  var milliseconds = 0.0
}
