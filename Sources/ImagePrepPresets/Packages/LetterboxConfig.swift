import ImagePrep

/// The letterbox of ultralytics (8.4.190, `LetterBox` of `data/augment.py`, with `auto` off): `imgsz` is the side of a square.
enum LetterboxConfig {
  static func recipe(_ config: JSONValue) throws(ImageError) -> Recipe? {
    guard config["imgsz"] != nil, let fields = config.object else { return nil }
    var config = ProcessorConfig(fields, of: "ultralytics", ["imgsz": .number(640)])
    let side = try config.count("imgsz") ?? 640
    var options = Options(geometry: .fit(.pad(width: side, height: side), upscale: .allow))
    options.geometry.sideRounding = .halfEven
    options.filter = .bilinear
    options.decode = .exact
    // It resizes with OpenCV, whoever the others follow.
    options.arithmetic = .opencv
    options.background = Color(red: 114, green: 114, blue: 114)
    var tensor = TensorFormat()
    tensor.dtype = .float32
    return Recipe(options: options, tensor: tensor)
  }
}
