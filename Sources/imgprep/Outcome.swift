import ImagePrep
import ImagePrepBatch

/// What became of one input.
struct Outcome: Sendable {
  var input: SystemPath
  /// `-` is standard output; nil where nothing is to be written.
  var output: SystemPath?
  var status = Status.done
  var info: ImageInfo?
  var plan: Plan?
  /// Bytes that it needs at most, those of the encoder included; nil where it is not written.
  var memory: Int?
  var fractionDecoded: Double?
  var warnings: [Warning] = []
  /// Nil as long as no worker has been started where one is asked for.
  var isolation: Isolation.Level?
  var milliseconds = 0.0
  private(set) var error: ImageError?

  enum Status: String, Encodable {
    case done
    /// Only looked at: `inspect` and `--dry-run`.
    case planned
    /// Its output is there already (`--skip-existing`).
    case skipped
    case failed
  }

  init(_ input: Input, output: SystemPath?) {
    self.input = input.path
    self.output = output
  }

  /// Keeps what the error knows about the image.
  mutating func fail(_ error: ImageError, _ input: Input) {
    status = .failed
    self.error = error.path == nil ? error.at(input.name) : error
    info = info ?? error.info
    fractionDecoded = error.fractionDecoded
  }
}
