import ImagePrep

/// A model's own way to make a tensor of an image: values of the same options that anyone can set.
public struct Preset: Sendable, Equatable {
  /// For example `clip`, or the path of a file.
  public var name: String
  /// The models of the Hub that use it, by their ids.
  public var models: [String] = []
  /// The image processor of transformers whose results it gives. Nil if it is from elsewhere.
  public var processorClass: String?
  /// Where its numbers come from: a package and its version, or a file.
  public var source: String
  public var options: Options
  public var tensor: TensorFormat
  /// The name of the tensor of pixels.
  public var tensorName = "pixel_values"
  /// The other tensors that the processor returns.
  public var extraTensors: [ExtraTensor] = []

  /// - Parameters:
  ///   - path: A file, or a folder that has one.
  ///   - arithmetic: Whose form of the processor is meant: Pillow's, or torchvision's.
  /// - Throws: `ImageError` with the code `invalidOptions` for a field that cannot be honored, which it names; or an error
  ///   of reading.
  public static func read(
    contentsOf path: some PathConvertible, like arithmetic: Arithmetic = .pillow
  ) throws(ImageError) -> Preset {
    let path = path.systemPath
    do throws(ImageError) {
      return try Preset(config: try ConfigText.read(path), name: path.description, like: arithmetic)
    } catch {
      throw error.path == nil ? error.at(path) : error
    }
  }

  /// - Parameter text: JSON, as in a `preprocessor_config.json`.
  public init(config text: String, name: String, like arithmetic: Arithmetic = .pillow) throws(ImageError) {
    try self.init(config: try ConfigText.parse(Array(text.utf8)), name: name, like: arithmetic)
  }

  init(config: JSONValue, name: String, like arithmetic: Arithmetic) throws(ImageError) {
    let found = try ProcessorFields(config)
    guard let processorClass = ClassTable.find(found.className) else {
      throw ImageError(
        .invalidOptions, "the rule of its image processor \(found.className) is not known",
        advice: "imgprep presets lists those that are")
    }
    var config = try ProcessorConfig(found.fields, processorClass)
    let recipe = try processorClass.rule.recipe(&config, like: processorClass.arithmetic ?? arithmetic)
    try config.checkAllRead()
    try recipe.options.validate()
    try recipe.tensor.validate()
    self.name = name
    self.processorClass = processorClass.name
    source = "transformers \(ClassDefaults.version)"
    options = recipe.options
    tensor = recipe.tensor
    tensorName = recipe.tensorName
    extraTensors = recipe.extraTensors
  }
}
