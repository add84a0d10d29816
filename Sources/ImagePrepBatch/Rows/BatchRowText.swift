import ImagePrep

/// The text of a row of the account, in two parts. The head names the input and the output as they are in this run. The
/// tail, from the status on, is what the journal keeps, byte for byte.
enum BatchRowText {
  static let schema = 1

  static func head(
    input: SystemPath, output: SystemPath?, shard: SystemPath? = nil, columns: [UInt8]? = nil
  ) -> [UInt8] {
    var row = JSONWriter()
    row.add("schema", schema)
    row.add("input", input)
    if let output { row.add("output", output) }
    if let shard { row.add("shard", shard) }
    if let columns { row.add("columns", raw: columns) }
    return [UInt8(ascii: "{")] + row.bytes + [UInt8(ascii: ",")]
  }

  /// - Parameter naming: Gives the program's name for an option.
  static func tail(_ result: ImageResult, naming name: (OptionKey) -> String) -> [UInt8] {
    var row = JSONWriter()
    row.add("status", result.status.rawValue)
    if let info = result.info { row.add("source", source(info)) }
    if let plan = result.plan, result.status.hasOutput {
      row.add("result", self.result(plan.views[0]))
      row.add("transform", plan.receipt.elements)
    }
    row.add("warnings", result.warnings.map { $0.text(naming: name) })
    row.add("warningCodes", result.warnings.map(\.code.description))
    if let error = result.error { row.add("error", failure(error, naming: name)) }
    if let reason = result.skipped { row.add("skipped", object(reason)) }
    if let bytes = result.inputBytes { row.add("inputBytes", bytes) }
    if let output = result.output {
      row.add("outputBytes", output.identity.size)
      row.add("sha256", output.digest.hexadecimal)
    }
    row.add("milliseconds", (result.milliseconds * 1000).rounded() / 1000)
    return row.bytes + Array("}\n".utf8)
  }

  /// The size is that of the upright picture; the stored one has sizes of its own.
  private static func source(_ info: ImageInfo) -> JSONWriter {
    var object = JSONWriter()
    object.add("format", info.format.rawValue)
    object.add("width", info.uprightSize.width)
    object.add("height", info.uprightSize.height)
    object.add("storedWidth", info.storedSize.width)
    object.add("storedHeight", info.storedSize.height)
    object.add("orientation", info.orientation.rawValue)
    object.add("bitDepth", info.bitDepth)
    object.add("colorModel", info.colorModel.rawValue)
    if let subsampling = info.subsampling { object.add("subsampling", subsampling) }
    object.add("alpha", info.hasAlpha)
    if let frames = info.frameCount { object.add("frames", frames) }
    object.add("colorProfile", info.hasColorProfile)
    object.add("progressive", info.isProgressive)
    return object
  }

  private static func result(_ view: Plan.View) -> JSONWriter {
    var place = JSONWriter()
    place.add("x", view.placement.x)
    place.add("y", view.placement.y)
    place.add("width", view.placement.size.width)
    place.add("height", view.placement.size.height)
    var object = JSONWriter()
    object.add("width", view.output.width)
    object.add("height", view.output.height)
    object.add("place", place)
    object.add("aspectChange", view.aspectChange)
    object.add("enlarged", view.enlarges)
    return object
  }

  private static func object(_ reason: SkipReason) -> JSONWriter {
    var object = JSONWriter()
    object.add("kind", reason.code)
    object.add("message", reason.description)
    return object
  }

  private static func failure(_ error: ImageError, naming name: (OptionKey) -> String) -> JSONWriter {
    var object = JSONWriter()
    object.add("kind", error.code.description)
    object.add("message", error.text(naming: name))
    if let option = error.option { object.add("option", name(option)) }
    return object
  }
}
