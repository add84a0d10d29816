import ImagePrep

/// `open_clip_config.json`: what `image_transform` makes for inference (open_clip_torch 3.3.0).
enum OpenCLIPConfig {
  private static let defaults: [String: JSONValue] = [
    "size": .null, "resize_mode": .text("shortest"), "interpolation": .text("bicubic"),
    "fill_color": .number(0),
    "mean": .list(TensorFormat.clip.mean.map(JSONValue.number)),
    "std": .list(TensorFormat.clip.std.map(JSONValue.number)),
  ]
  private static let modes: [String: CenteredRecipe.Mode] = [
    "shortest": .center, "squash": .squash, "longest": .border,
  ]

  static func recipe(_ config: JSONValue, like arithmetic: Arithmetic) throws(ImageError) -> Recipe? {
    guard let model = config["model_cfg"] else { return nil }
    var fields = config["preprocess_cfg"]?.object ?? [:]
    if fields["size"] ?? .null == .null {
      fields["size"] = model["vision_cfg"]?["image_size"] ?? .number(224)
    }
    var config = ProcessorConfig(fields, of: "OpenCLIP", defaults)
    guard let value = config.value("size"),
      case .exact(let width, let height)? = SizeField(value, isSquare: true)
    else {
      throw config.fault("size", "is neither one side nor a height and a width")
    }
    guard let mode = modes[try config.text("resize_mode") ?? ""] else {
      throw config.fault("resize_mode", "is not known: shortest, squash and longest are")
    }
    let size = Size(width: width, height: height)
    let gray = try config.number("fill_color") ?? 0
    guard let sample = UInt8(exactly: gray) else {
      throw config.fault("fill_color", "is no number from 0 to 255")
    }
    return CenteredRecipe(
      resized: size, cropped: size, mode: mode, filter: try config.filter("interpolation"),
      mean: try config.channels("mean") ?? [0], std: try config.channels("std") ?? [1],
      padding: Color(red: sample, green: sample, blue: sample)
    ).recipe(like: arithmetic)
  }
}
