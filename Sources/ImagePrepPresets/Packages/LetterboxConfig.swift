import ImagePrep

/// The letterbox of ultralytics, as `BasePredictor` makes it for a model of PyTorch (8.4.190, `LetterBox` of
/// `data/augment.py`): `imgsz` is a side, or a height and a width. With `rect`, which is what `LetterBox` calls `auto`, the
/// picture is padded no further than to the next multiple of `stride`.
enum LetterboxConfig {
  private static let defaults: [String: JSONValue] = [
    "imgsz": .number(640), "stride": .number(32), "rect": .bool(false),
  ]

  static func recipe(_ config: JSONValue) throws(ImageError) -> Recipe? {
    guard config["imgsz"] != nil, let fields = config.object else { return nil }
    var config = ProcessorConfig(fields, of: "ultralytics", defaults)
    let stride = try config.count("stride", atMost: 1 << 16) ?? 1
    let size = try size(&config, stride)
    var options = Options(geometry: .fit(.pad(width: size.width, height: size.height), upscale: .allow))
    if try config.flag("rect") {
      options.geometry = .fit(.inside(width: size.width, height: size.height), upscale: .allow)
      options.geometry.sideFormula = .scale
      options.multiple = Multiple(width: stride, height: stride, rounding: .up, by: .padding)
    }
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

  /// `imgsz`, raised to multiples of the stride (`check_imgsz`).
  private static func size(_ config: inout ProcessorConfig, _ stride: Int) throws(ImageError) -> Size {
    guard let value = config.value("imgsz"),
      case .exact(let width, let height)? = SizeField(value, isSquare: true)
    else { throw config.fault("imgsz", "is neither one side nor a height and a width") }
    func raised(_ side: Int) -> Int { (side + stride - 1) / stride * stride }
    return Size(width: raised(width), height: raised(height))
  }
}
