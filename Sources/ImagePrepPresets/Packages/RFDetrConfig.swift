import ImagePrep

/// RF-DETR by its own package (rfdetr 1.11.2): a square of `resolution`, resized as in its training, with `cv2.INTER_LINEAR`
/// of bytes. Its `predict` resizes floats in the same way, so that its values are up to a level away.
enum RFDetrConfig {
  private static let defaults: [String: JSONValue] = ["resolution": .number(560)]

  static func recipe(_ config: JSONValue) throws(ImageError) -> Recipe? {
    guard let name = config["model_name"]?.text, name.hasPrefix("RFDETR"), let fields = config.object else {
      return nil
    }
    var config = ProcessorConfig(fields, of: "rfdetr", defaults)
    let side = try config.count("resolution") ?? 560
    var options = Options(geometry: .fit(.stretch(width: side, height: side)))
    options.filter = .bilinear
    options.decode = .exact
    options.arithmetic = .opencv
    var tensor = TensorFormat()
    (tensor.mean, tensor.std) = TensorFormat.imagenet
    return Recipe(options: options, tensor: tensor)
  }
}
