import ImagePrep

/// `open_clip_config.json`: what `image_transform` makes for inference (open_clip_torch 3.3.0).
enum OpenCLIPConfig {
  private static let defaults: [String: JSONValue] = [
    "size": .number(224), "mode": .text("RGB"), "resize_mode": .text("shortest"),
    "interpolation": .text("bicubic"),
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
    // The size of the model wins over one of its own.
    fields["size"] = model["vision_cfg"]?["image_size"]
    var config = ProcessorConfig(fields, of: "OpenCLIP", defaults)
    guard let value = config.value("size"),
      case .exact(let width, let height)? = SizeField(value, isSquare: true)
    else {
      throw config.fault("size", "is neither one side nor a height and a width")
    }
    guard let mode = modes[try config.text("resize_mode") ?? ""] else {
      throw config.fault("resize_mode", "is not known: shortest, squash and longest are")
    }
    guard try config.text("mode") == "RGB" else { throw config.fault("mode", "is not RGB") }
    let size = Size(width: width, height: height)
    let gray = try config.number("fill_color") ?? 0
    guard let sample = UInt8(exactly: gray) else {
      throw config.fault("fill_color", "is no number from 0 to 255")
    }
    return CenteredRecipe(
      resized: size, cropped: size, mode: mode, filter: try filter(&config, mode, size),
      mean: try config.channels("mean") ?? [0], std: try config.channels("std") ?? [1],
      padding: Color(red: sample, green: sample, blue: sample)
    ).recipe(like: arithmetic)
  }

  private static func filter(
    _ config: inout ProcessorConfig, _ mode: CenteredRecipe.Mode, _ size: Size
  ) throws(ImageError) -> Filter {
    switch try config.text("interpolation") {
    // It resizes to the shortest side of no square without saying a filter, and takes that one then.
    case "bilinear": mode == .center && size.width != size.height ? .bicubic : .bilinear
    // Only training is random.
    case "bicubic", "random": .bicubic
    default: throw config.fault("interpolation", "is not known: bicubic, bilinear and random are")
    }
  }
}
