import ImagePrep

/// The fields that `--json` prints for one input. While `schema` is 1, fields are only ever added.
public struct OutcomeRow: Encodable {
  var schema = 1
  /// If the name is not UTF-8, its other bytes are `\\xNN` here, and `inputBase64` has the whole name.
  var input: String
  var inputBase64: String?
  var output: String?
  var outputBase64: String?
  var status: Outcome.Status
  var source: Source?
  var result: Result?
  /// [a, b, c, d, e, f]: a point of the stored source, before it is turned upright, lies at (a·x + b·y + c,
  /// d·x + e·y + f) in the result.
  var transform: [Double]?
  /// Every view, the first included, if there are several.
  var views: [View]?
  /// The tiles of `--tiles`, row by row, with the whole if it is among them.
  var tiles: Tiles?
  /// The frames that `--frames` chose.
  var frames: [Frame]?
  /// Rows of the tensor of patches that a preset makes. The caller sets it.
  public var patches: Int?
  /// Tokens of the preset's language model. The caller sets it.
  public var tokens: Int?
  var memory: Int?
  /// The fraction of the rows that were decoded. It is below 1 only with `--lenient`, or if a marker ends a JPEG's data
  /// early.
  var fractionDecoded: Double?
  var warnings: [String]
  /// The codes of the warnings, in their order.
  var warningCodes: [String]
  /// Sentences about the image, though nothing is wrong with it.
  var notes: [String]
  /// The isolation of the decoder: none, process or sandbox. Null until a worker has been started.
  var isolation: String?
  var error: Failure?
  var milliseconds: Double

  /// Sizes describe the upright picture; `storedWidth` and `storedHeight` describe the stored one.
  struct Source: Encodable {
    var format: String
    var width: Int
    var height: Int
    var storedWidth: Int
    var storedHeight: Int
    var orientation: Int
    var bitDepth: Int
    /// The bits that carry information, if a PNG states fewer.
    var significantBits: Int?
    var colorModel: String
    /// The old names of `colorModel` and `colorProfile`, for older programs.
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
    /// The part that the picture covers; the rest is padding.
    var place: Place
    var scale: [Double]
    var shift: [Double]
    /// How much scaling changes the aspect ratio; 0 is no change.
    var aspectChange: Double
    /// True if a side of the picture becomes longer.
    var enlarged: Bool
    var decodeShrink: Int
  }

  struct Tiles: Encodable {
    var count: Int
    var columns: Int
    var rows: Int
    /// Null if the tiles are one tensor.
    var outputs: [String]?
  }

  struct Frame: Encodable {
    /// Counted from 0.
    var frame: Int
    /// Null if the frame is a part of a tensor.
    var output: String?
    var outputBase64: String?
    /// The files of all views, if there are several.
    var outputs: [String]?
    /// How long the frame is shown.
    var duration: Int?
  }

  struct View: Encodable {
    var output: String?
    var outputBase64: String?
    var result: Result
    var transform: [Double]
  }

  struct Place: Encodable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
  }

  struct Failure: Encodable {
    var kind: String
    var message: String
    /// The option that the error is about.
    var option: String?
  }

  /// - Parameter name: Gives the program's name for an option.
  public init(_ outcome: Outcome, naming name: (OptionKey) -> String) {
    input = outcome.input.path.description
    inputBase64 = outcome.input.path.base64UnlessText
    let isNumbered = !outcome.tileOutputs.isEmpty || outcome.frames.contains { !$0.outputs.isEmpty }
    let written = outcome.status == .failed || isNumbered ? nil : outcome.output.name
    output = written?.description
    outputBase64 = written?.base64UnlessText
    status = outcome.status
    source = outcome.info.map(Source.init)
    result = outcome.plan.map { Result($0.views[0], $0) }
    if let plan = outcome.plan, plan.views.count > 1 {
      let outputs = [outcome.output] + outcome.otherOutputs
      views = plan.views.enumerated().map { index, view in
        let name = written != nil && outputs.indices.contains(index) ? outputs[index].name : nil
        return View(
          output: name?.description, outputBase64: name?.base64UnlessText, result: Result(view, plan),
          transform: view.receipt.elements)
      }
    }
    if let plan = outcome.plan, let tile = plan.options.tiles {
      tiles = Tiles(
        count: outcome.tileCount ?? plan.tiles.count, columns: plan.output.width / tile.width,
        rows: plan.output.height / tile.height,
        outputs: outcome.tileOutputs.isEmpty ? nil : outcome.tileOutputs.map(\.description))
    }
    frames = outcome.frames.isEmpty ? nil : outcome.frames.map(Frame.init)
    transform = outcome.plan?.receipt.elements
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
  /// The path's bytes in base64; nil if the path is text.
  var base64UnlessText: String? {
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

extension OutcomeRow.Frame {
  init(_ frame: Outcome.Frame) {
    self.frame = frame.number
    output = frame.outputs.first?.description
    outputBase64 = frame.outputs.first?.base64UnlessText
    outputs = frame.outputs.count > 1 ? frame.outputs.map(\.description) : nil
    duration = frame.milliseconds
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
  init(_ view: Plan.View, _ plan: Plan) {
    width = view.output.width
    height = view.output.height
    let covered = view.placement
    place = OutcomeRow.Place(
      x: covered.x, y: covered.y, width: covered.size.width, height: covered.size.height)
    scale = [view.transform.scaleX, view.transform.scaleY]
    shift = [view.transform.shiftX, view.transform.shiftY]
    aspectChange = view.aspectChange
    enlarged = view.enlarges
    decodeShrink = plan.decodeShrink
  }
}
