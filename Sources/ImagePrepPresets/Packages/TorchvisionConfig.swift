import ImagePrep

/// What `weights.transforms()` of torchvision states (0.29.2, `ImageClassification` and
/// `SemanticSegmentation`, which does not crop).
enum TorchvisionConfig {
  private static let defaults: [String: JSONValue] = [
    "resize_size": .number(256), "antialias": .bool(true), "interpolation": .text("bilinear"),
    "mean": .list(TensorFormat.imagenet.mean.map(JSONValue.number)),
    "std": .list(TensorFormat.imagenet.std.map(JSONValue.number)),
  ]

  static func recipe(_ config: JSONValue, like arithmetic: Arithmetic) throws(ImageError) -> Recipe? {
    guard config["resize_size"] != nil, let fields = config.object else { return nil }
    var config = ProcessorConfig(fields, of: "torchvision", defaults)
    // Pillow antialiases whatever it says.
    let antialiases = try config.flag("antialias")
    guard antialiases || arithmetic == .pillow else {
      throw config.fault("antialias", "is not known: only true is")
    }
    let resized = try size("resize_size", &config)
    let cropped = config.isGiven("crop_size") ? try size("crop_size", &config) : nil
    return CenteredRecipe(
      resized: resized, cropped: cropped,
      filter: try config.filter("interpolation"), mean: try config.channels("mean") ?? [0],
      std: try config.channels("std") ?? [1]
    ).recipe(like: arithmetic)
  }

  /// One side, alone or in a list.
  private static func size(_ name: String, _ config: inout ProcessorConfig) throws(ImageError) -> Size {
    let value = config.value(name)
    let side = if case .list(let values)? = value, values.count == 1 { values[0].whole } else { value?.whole }
    guard let side, side > 0 else { throw config.fault(name, "is not one side") }
    return Size(width: side, height: side)
  }
}
