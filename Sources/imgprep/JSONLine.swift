import ImagePrep

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `--json` prints for one input. Fields are only ever added while `schema` stays 1.
struct JSONLine: Encodable {
  var schema = 1
  /// A name that is not UTF-8 has its other bytes as `\\xNN` here, and all of them in `inputBase64`.
  var input: String
  var inputBase64: String?
  var output: String?
  var outputBase64: String?
  var status: Outcome.Status
  var source: Source?
  var result: Result?
  var memory: Int?
  /// Of the rows; less than 1 only with `--lenient`, and where a marker ends a JPEG's data early.
  var fractionDecoded: Double?
  var warnings: [String]
  /// The codes of the warnings, in their order.
  var warningCodes: [String]
  /// What may be worth knowing though nothing is wrong.
  var notes: [String]
  /// What kept the decoder apart: none, process or sandbox; null as long as no worker has been started.
  var isolation: String?
  var error: Failure?
  var milliseconds: Double

  /// Sizes are those of the upright picture; `storedWidth` and `storedHeight` are before it is turned.
  struct Source: Encodable {
    var format: String
    var width: Int
    var height: Int
    var storedWidth: Int
    var storedHeight: Int
    var orientation: Int
    var bitDepth: Int
    /// Where a PNG says that fewer carry information.
    var significantBits: Int?
    var colorModel: String
    /// The same as `colorModel`, for programs written before it; so is `colourProfile`.
    var colourModel: String
    var subsampling: String?
    var alpha: Bool
    var frames: Int?
    var colorProfile: Bool
    var colourProfile: Bool
    var progressive: Bool
    var gainMap: Bool
  }

  /// A point of the upright source lies at `scale * point + shift` in the result.
  struct Result: Encodable {
    var width: Int
    var height: Int
    var scale: [Double]
    var shift: [Double]
    /// By how much the ratio of the sides changes by scaling; 0 where it stays.
    var aspectChange: Double
    /// Whether a side of the picture becomes longer.
    var enlarged: Bool
    var decodeShrink: Int
  }

  struct Failure: Encodable {
    var kind: String
    var message: String
    /// The option that it is about.
    var option: String?
  }

  init(_ outcome: Outcome) {
    input = outcome.input.description
    inputBase64 = outcome.input.base64UnlessText
    let written = outcome.status == .failed ? nil : outcome.output
    output = written?.description
    outputBase64 = written?.base64UnlessText
    status = outcome.status
    source = outcome.info.map(Source.init)
    result = outcome.plan.map(Result.init)
    memory = outcome.memory ?? outcome.plan?.memory
    fractionDecoded = outcome.fractionDecoded
    warnings = outcome.warnings.map { $0.text(naming: \.flag) }
    warningCodes = outcome.warnings.map(\.code.description)
    notes = outcome.info?.notes ?? []
    isolation = outcome.isolation?.rawValue
    error = outcome.error.map {
      Failure(
        kind: $0.code.description, message: $0.text(naming: \.flag), option: $0.option?.flag)
    }
    milliseconds = (outcome.milliseconds * 1000).rounded() / 1000
  }

  var text: String { Self.text(self) }

  static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing in it can fail to encode: there are no numbers but finite ones.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

/// The last line of `--json` for several inputs.
struct JSONSummary: Encodable {
  var schema = 1
  var summary: Counts

  struct Counts: Encodable {
    var inputs: Int
    var done: Int
    /// Only looked at: by `inspect` and `--dry-run`.
    var planned: Int
    var failed: Int
    var failedByKind: [String: Int]
    /// Inputs with warnings, whatever became of them.
    var warned: Int
    var skipped: Int
    /// Files of folders that are no images, and no inputs.
    var passedOver: Int
    /// Inputs that were left when the run was stopped.
    var notTried: Int
    var milliseconds: Double
  }

  init(_ summary: Summary) {
    self.summary = Counts(
      inputs: summary.inputs, done: summary.done, planned: summary.planned, failed: summary.failed,
      failedByKind: Dictionary(uniqueKeysWithValues: summary.failures.map { ($0.key.description, $0.value) }),
      warned: summary.warned, skipped: summary.skipped, passedOver: summary.passedOver,
      notTried: summary.notTried, milliseconds: (summary.milliseconds * 1000).rounded() / 1000)
  }

  var text: String { JSONLine.text(self) }
}

extension SystemPath {
  fileprivate var base64UnlessText: String? { text == nil ? Data(bytes).base64EncodedString() : nil }
}

extension JSONLine.Source {
  init(_ info: ImageInfo) {
    format = info.format.rawValue
    width = info.uprightSize.width
    height = info.uprightSize.height
    storedWidth = info.storedSize.width
    storedHeight = info.storedSize.height
    orientation = info.orientation.rawValue
    bitDepth = info.bitDepth
    significantBits = info.significantBits
    colorModel = info.colorModel.rawValue
    colourModel = colorModel
    subsampling = info.subsampling
    alpha = info.hasAlpha
    frames = info.frameCount
    colorProfile = info.hasColorProfile
    colourProfile = colorProfile
    progressive = info.isProgressive
    gainMap = info.hasGainMap
  }
}

extension JSONLine.Result {
  init(_ plan: Plan) {
    width = plan.output.width
    height = plan.output.height
    scale = [plan.transform.scaleX, plan.transform.scaleY]
    shift = [plan.transform.shiftX, plan.transform.shiftY]
    aspectChange = plan.aspectChange
    enlarged = plan.enlarges
    decodeShrink = plan.decodeShrink
  }
}
