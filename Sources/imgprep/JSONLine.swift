import ImagePrep

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `--json` prints for one input. Fields are only ever added while `schema` stays 1.
struct JSONLine: Encodable {
  var schema = 1
  var input: String
  var output: String?
  var source: Source?
  var result: Result?
  var memory: Int?
  /// Of the rows; less than 1 only with `--lenient`, and where a marker ends a JPEG's data early.
  var fractionDecoded: Double?
  var warnings: [String]
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
    var colourModel: String
    var subsampling: String?
    var alpha: Bool
    var frames: Int?
    var colourProfile: Bool
    var progressive: Bool
  }

  /// A point of the upright source lies at `scale * point + shift` in the result.
  struct Result: Encodable {
    var width: Int
    var height: Int
    var scale: [Double]
    var shift: [Double]
    var decodeShrink: Int
  }

  struct Failure: Encodable {
    var kind: String
    var message: String
  }

  init(_ outcome: Outcome) {
    input = outcome.input.description
    output = outcome.error == nil && !outcome.output.isEmpty ? outcome.output.description : nil
    source = outcome.info.map(Source.init)
    result = outcome.plan.map(Result.init)
    memory = outcome.plan?.memory
    fractionDecoded = outcome.fractionDecoded
    warnings = outcome.warnings
    isolation = outcome.isolation?.rawValue
    error = outcome.error.map { Failure(kind: $0.code.description, message: $0.description) }
    milliseconds = (outcome.milliseconds * 1000).rounded() / 1000
  }

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing in it can fail to encode: there are no numbers but finite ones.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
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
    colourModel = info.colourModel.rawValue
    subsampling = info.subsampling
    alpha = info.hasAlpha
    frames = info.frameCount
    colourProfile = info.hasColourProfile
    progressive = info.isProgressive
  }
}

extension JSONLine.Result {
  init(_ plan: Plan) {
    width = plan.output.width
    height = plan.output.height
    scale = [plan.transform.scaleX, plan.transform.scaleY]
    shift = [plan.transform.shiftX, plan.transform.shiftY]
    decodeShrink = plan.decodeShrink
  }
}
