/// The classes of transformers whose rules are known.
enum ClassTable {
  /// - Parameter name: With or without the endings of its forms (`Fast`, `Pil`), or of older versions
  ///   (`FeatureExtractor`).
  static func find(_ name: String) -> ProcessorClass? {
    let name = canonical(name)
    return rows.first { $0.name == name }
  }

  /// The name of a class in its current form.
  static func canonical(_ name: String) -> String {
    var name = name.replacing("FeatureExtractor", with: "ImageProcessor")
    for ending in ["Fast", "Pil"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    return oldNames[name] ?? name
  }

  private static let oldNames = [
    "GroundingDINOImageProcessor": "GroundingDinoImageProcessor",
    "ViViTImageProcessor": "VivitImageProcessor",
    "DonutSwinImageProcessor": "DonutImageProcessor",
    "TableTransformerImageProcessor": "DetrImageProcessor",
  ]

  private static let labels = ["do_reduce_labels", "reduce_labels", "ignore_index", "num_labels"]
  private static let boxes = ["format", "do_convert_annotations"]

  static let rows: [ProcessorClass] = [
    // Resized, cropped, rescaled, normalized, padded.
    ProcessorClass("BitImageProcessor"),
    ProcessorClass("BlipImageProcessor"),
    ProcessorClass("CLIPImageProcessor"),
    ProcessorClass("ChameleonImageProcessor"),
    ProcessorClass("ChineseCLIPImageProcessor"),
    ProcessorClass("DeiTImageProcessor"),
    ProcessorClass("MobileNetV1ImageProcessor"),
    ProcessorClass("OwlViTImageProcessor"),
    ProcessorClass("PI0ImageProcessor"),
    ProcessorClass("PPChart2TableImageProcessor"),
    ProcessorClass("PvtImageProcessor"),
    ProcessorClass("SiglipImageProcessor"),
    ProcessorClass("ViTImageProcessor"),

    // The same for pictures; what is done to labels is of no matter here.
    ProcessorClass("BeitImageProcessor", ignoring: labels),
    ProcessorClass("MobileNetV2ImageProcessor", ignoring: labels),
    ProcessorClass("SegformerImageProcessor", ignoring: labels),
  ]
}

/// What transformers takes where a file leaves a field out.
enum ClassDefaults {
  /// The fields that a class reads. Nil for an unknown class.
  static func of(_ name: String) -> [String: JSONValue]? {
    guard let text = fields[name], let own = parse(text), let common = parse(common) else { return nil }
    return common.merging(own) { $1 }
  }

  private static func parse(_ text: String) -> [String: JSONValue]? {
    try? ConfigText.parse(Array(text.utf8)).object
  }
}
