import ImagePrep

/// `pretrained_cfg` of timm's `config.json`: what `create_transform` makes for evaluation (timm 1.0.31,
/// `transforms_imagenet_eval`).
enum TimmConfig {
  private static let standardPart = 0.875
  private static let defaults: [String: JSONValue] = [
    "input_size": .list([.number(3), .number(224), .number(224)]), "crop_pct": .number(standardPart),
    "crop_mode": .text("center"), "interpolation": .text("bicubic"),
    "mean": .list(TensorFormat.imagenet.mean.map(JSONValue.number)),
    "std": .list(TensorFormat.imagenet.std.map(JSONValue.number)),
  ]

  static func recipe(_ config: JSONValue, like arithmetic: Arithmetic) throws(ImageError) -> Recipe? {
    guard let fields = config["pretrained_cfg"]?.object ?? flatFields(config) else { return nil }
    var config = ProcessorConfig(fields, of: "timm", defaults)
    let size = try size(&config)
    var part = try config.number("crop_pct") ?? standardPart
    // timm takes its default for a value that counts as false.
    if part == 0 { part = standardPart }
    guard part > 0.01, part <= 2 else { throw config.fault("crop_pct", "is no part of a picture") }
    func resized(_ side: Int) -> Int { max(1, Int((Double(side) / part).rounded(.down))) }
    guard let mode = CenteredRecipe.Mode(rawValue: try config.text("crop_mode") ?? "center") else {
      throw config.fault("crop_mode", "is not known: center, squash and border are")
    }
    let mean = try config.channels("mean") ?? [0]
    let centered = CenteredRecipe(
      resized: Size(width: resized(size.width), height: resized(size.height)), cropped: size, mode: mode,
      filter: try config.filter("interpolation"), mean: mean, std: try config.channels("std") ?? [1],
      padding: mode == .border ? Color(rounding: mean) : .black)
    return centered.recipe(like: arithmetic)
  }

  /// True if a file is one of timm's: other packages write a `config.json` too.
  static func isOne(_ config: JSONValue) -> Bool {
    config["pretrained_cfg"] != nil || flatFields(config) != nil
  }

  /// Older files have no `pretrained_cfg` around the fields.
  private static func flatFields(_ config: JSONValue) -> [String: JSONValue]? {
    config["input_size"] != nil && config["interpolation"] != nil ? config.object : nil
  }

  private static func size(_ config: inout ProcessorConfig) throws(ImageError) -> Size {
    guard case .list(let values)? = config.value("input_size"), values.count == 3, values[0].whole == 3,
      let height = values[1].whole, let width = values[2].whole, min(width, height) > 0
    else { throw config.fault("input_size", "is no picture of three channels") }
    return Size(width: width, height: height)
  }
}

extension Color {
  /// The samples nearest to a mean from 0 to 1, half to even.
  fileprivate init(rounding mean: [Double]) {
    func sample(_ index: Int) -> UInt8 {
      UInt8(min(255, max(0, (255 * mean[min(index, mean.count - 1)]).rounded(.toNearestOrEven))))
    }
    self.init(red: sample(0), green: sample(1), blue: sample(2))
  }
}
