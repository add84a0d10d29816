import ImagePrep

/// A model's own way to make a tensor of an image: values of the same options that anyone can set.
public struct Preset: Sendable, Equatable {
  /// For example `clip`, or the path of a file.
  public var name: String
  /// The models of the Hub that use it, by their ids.
  public var models: [String] = []
  /// The image processor of transformers whose results it gives. Nil if it is from elsewhere.
  public var processorClass: String?
  /// Where its numbers come from: a package and its version.
  public var source: String
  public var options: Options
  public var tensor: TensorFormat
  /// The name of the tensor of pixels.
  public var tensorName = "pixel_values"
  /// The other tensors that the processor returns.
  public var extraTensors: [ExtraTensor] = []
  /// True if the model is given a picture, and no tensor.
  public var isPicture = false
  /// How the language model counts, where that does not follow from the tensor.
  var tokenRule: TokenRule?

  /// - Parameters:
  ///   - text: JSON: the `preprocessor_config.json` of a model, or one of the other files that ``read(contentsOf:like:)``
  ///     knows.
  ///   - arithmetic: Whose form of the processor is meant: Pillow's, or torchvision's.
  /// - Throws: `ImageError` with the code `invalidOptions`, which names a field that cannot be honored.
  public init(config text: String, name: String, like arithmetic: Arithmetic = .pillow) throws(ImageError) {
    try self.init(
      PresetFile(config: try ConfigText.parse(Array(text.utf8))), name: name, like: arithmetic)
  }

  init(_ file: PresetFile, name: String, like arithmetic: Arithmetic) throws(ImageError) {
    let found = try file.find(like: arithmetic)
    try found.recipe.options.validate()
    try found.recipe.tensor.validate()
    self.name = name
    processorClass = found.processorClass
    source = found.source
    options = found.recipe.options
    tensor = found.recipe.tensor
    tensorName = found.recipe.tensorName
    extraTensors = found.recipe.extraTensors
    isPicture = found.recipe.isPicture
  }
}
