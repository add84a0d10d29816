import ImagePrep

/// The fields that `--json` prints for one input. They are only ever added to while `schema` stays 1.
public struct OutcomeRow: Encodable {
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
  /// The part of the rows that were decoded. It is less than 1 only with `--lenient`, and where a marker ends a JPEG's data early.
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

  /// - Parameter name: The name that the program has for an option.
  public init(_ outcome: Outcome, naming name: (OptionKey) -> String) {
    input = outcome.input.path.description
    inputBase64 = outcome.input.path.base64UnlessText
    let written = outcome.status == .failed ? nil : outcome.output.name
    output = written?.description
    outputBase64 = written?.base64UnlessText
    status = outcome.status
    source = outcome.info.map(Source.init)
    result = outcome.plan.map(Result.init)
    memory = outcome.memory ?? outcome.plan?.memory
    fractionDecoded = outcome.fractionDecoded
    warnings = outcome.warnings.map { $0.text(naming: name) }
    warningCodes = outcome.warnings.map(\.code.description)
    notes = outcome.info?.notes ?? []
    isolation = outcome.isolation?.rawValue
    error = outcome.error.map {
      Failure(
        kind: $0.code.description, message: $0.text(naming: name), option: $0.option.map(name))
    }
    milliseconds = (outcome.milliseconds * 1000).rounded() / 1000
  }
}

extension SystemPath {
  /// Its bytes in base64; nil for a name that is text.
  fileprivate var base64UnlessText: String? {
    guard text == nil else { return nil }
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var encoded: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<Swift.min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      encoded += (0...3).map { $0 <= group.count ? digits[bits >> (18 - 6 * $0) & 63] : UInt8(ascii: "=") }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}

extension OutcomeRow.Source {
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

extension OutcomeRow.Result {
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
