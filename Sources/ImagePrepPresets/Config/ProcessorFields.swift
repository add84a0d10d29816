import ImagePrep

/// The fields of an image processor in a configuration, and the name of its class.
struct ProcessorFields {
  var fields: [String: JSONValue]
  var className: String

  /// - Parameters:
  ///   - config: Of `preprocessor_config.json` or `processor_config.json`.
  ///   - model: Of `config.json`.
  init(_ config: JSONValue, besides model: JSONValue?) throws(ImageError) {
    let root = config.object ?? [:]
    // Newer files keep it beside the tokenizer's; some old ones keep it in `config`.
    let nested = ["image_processor", "config"].compactMap { root[$0]?.object }.first
    fields = root
    if let nested, Self.className(root) == nil || root["image_processor"]?.object != nil { fields = nested }
    guard
      let name = Self.className(fields) ?? Self.className(root) ?? Self.className(ofModel: root)
        ?? Self.className(ofModel: model?.object ?? [:])
    else {
      throw ImageError(
        .invalidOptions, "it names no image processor (image_processor_type)",
        advice: "add the config.json of the model beside it, whose model_type says which one it has")
    }
    className = name
  }

  /// The class that fields name themselves.
  static func className(_ fields: [String: JSONValue]) -> String? {
    (fields["image_processor_type"] ?? fields["feature_extractor_type"])?.text
  }

  /// The class of a model by its `model_type`.
  private static func className(ofModel fields: [String: JSONValue]) -> String? {
    fields["image_processor_type"]?.text ?? fields["model_type"]?.text.flatMap { ClassDefaults.models[$0] }
  }
}
