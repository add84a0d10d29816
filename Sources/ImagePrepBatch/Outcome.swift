import ImagePrep

/// The outcome of the work on one input.
public struct Outcome: Sendable {
  public let input: Input
  public let output: OutputTarget
  /// The outputs of the other views.
  public internal(set) var otherOutputs: [OutputTarget] = []
  /// The frames that were written (`Options.frames`).
  public internal(set) var frames: [Frame] = []
  /// The tiles that were written (`Options.tiles`), with the whole if it is among them; nil without tiles.
  public internal(set) var tileCount: Int?
  /// The numbered files of tiles; empty if they are one tensor.
  public internal(set) var tileOutputs: [SystemPath] = []
  public internal(set) var status = Status.done
  public internal(set) var info: ImageInfo?
  public internal(set) var plan: Plan?
  /// The most bytes of memory that the input needs, including the encoder's; nil if no output is written.
  public internal(set) var memory: Int?
  public internal(set) var fractionDecoded: Double?
  public internal(set) var warnings: [Warning] = []
  /// The isolation of the decoder; nil if a worker was asked for and none has been started.
  public private(set) var isolation: Isolation.Level?
  public private(set) var milliseconds = 0.0
  public private(set) var error: ImageError?

  /// One frame of an animation.
  public struct Frame: Sendable {
    /// Counted from 0.
    public let number: Int
    /// The numbered files, one for each view; none if the frame is a part of a tensor.
    public let outputs: [SystemPath]
    /// How long the frame is shown; nil for a still image.
    public let milliseconds: Int?
  }

  /// How the work on an input ended.
  public enum Status: String, Sendable, Encodable {
    case done
    /// Only inspected, by `inspect` or `--dry-run`.
    case planned
    /// The output exists already (`--skip-existing`).
    case skipped
    case failed
  }

  /// Does the work on one input, and records how it ended and how long it took.
  init(
    of input: Input, _ output: OutputTarget, _ normalizer: Normalizer,
    work: (inout Outcome) throws(ImageError) -> Void
  ) {
    self.input = input
    self.output = output
    let start = ContinuousClock.now
    do throws(ImageError) {
      if let problem = input.problem { throw problem }
      try work(&self)
    } catch {
      fail(error)
    }
    guard status != .skipped else { return }
    isolation = normalizer.isolationLevel
    milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
  }

  /// Records the error, and the header and fraction that it carries.
  private mutating func fail(_ error: ImageError) {
    status = .failed
    self.error = error.path == nil ? error.at(input.name) : error
    info = info ?? error.info
    fractionDecoded = error.fractionDecoded
  }

  /// Reads only the header, and makes the plan.
  mutating func plan(
    _ input: Input, countingFrames: Bool, _ normalizer: Normalizer, writing encoding: Encoding? = nil
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
  fileprivate func readInfo(countingFrames: Bool, _ normalizer: Normalizer) throws(ImageError) -> ImageInfo {
    isStandardInput
      ? try normalizer.readInfo(descriptor: 0, countingFrames: countingFrames)
      : try normalizer.reading(self).readInfo(contentsOf: path, countingFrames: countingFrames)
  }
}
