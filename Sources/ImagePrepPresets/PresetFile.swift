import ImagePrep

/// A configuration, with what lies beside it.
struct PresetFile {
  var config: JSONValue
  /// The model's own `config.json`, which names a class if `config` does not.
  var model: JSONValue?
  /// `vae/config.json` of a pipeline.
  var vae: JSONValue?

  /// What a configuration says.
  struct Found {
    var recipe: Recipe
    var processorClass: String?
    var source: String
  }

  func find(like arithmetic: Arithmetic) throws(ImageError) -> Found {
    guard config.object != nil else { throw ImageError(.invalidOptions, "it is no JSON object") }
    // A class of transformers wins over the keys of other packages.
    if ProcessorFields.className(config.object ?? [:]) != nil { return try processor(like: arithmetic) }
    if let recipe = try DiffusionConfig.recipe(config, vae: vae, like: arithmetic) {
      return Found(recipe: recipe, source: "diffusers 0.42.1")
    }
    if let recipe = try OpenCLIPConfig.recipe(config, like: arithmetic) {
      return Found(recipe: recipe, source: "open_clip_torch 3.3.0")
    }
    if let recipe = try TimmConfig.recipe(config, like: arithmetic) {
      return Found(recipe: recipe, source: "timm 1.0.31")
    }
    if let recipe = try LetterboxConfig.recipe(config) {
      return Found(recipe: recipe, source: "ultralytics 8.4.190")
    }
    if let recipe = try RFDetrConfig.recipe(config) {
      return Found(recipe: recipe, source: "rfdetr 1.11.2")
    }
    if let recipe = ServiceConfig.recipe(config) {
      return Found(recipe: recipe, source: "the service's guide to images, read in 2026 in copies")
    }
    if let recipe = try TorchvisionConfig.recipe(config, like: arithmetic) {
      return Found(recipe: recipe, source: "torchvision 0.29.2")
    }
    return try processor(like: arithmetic)
  }

  private func processor(like arithmetic: Arithmetic) throws(ImageError) -> Found {
    let found = try ProcessorFields(config, besides: model)
    guard let processorClass = ClassTable.find(found.className) else {
      throw ImageError(
        .invalidOptions, "the rule of its image processor \(found.className) is not known",
        advice: "imgprep presets lists those that are")
    }
    var config = try ProcessorConfig(found.fields, processorClass)
    let recipe = try processorClass.rule.recipe(&config, like: processorClass.arithmetic ?? arithmetic)
    try config.checkAllRead()
    return Found(
      recipe: recipe, processorClass: processorClass.name, source: "transformers \(ClassDefaults.version)")
  }
}

extension Preset {
  /// Reads a preset of a file, or of a folder that has one: `processor_config.json` or `preprocessor_config.json` of
  /// transformers, `config.json` of timm, `open_clip_config.json`, or `model_index.json` of diffusers.
  ///
  /// - Parameter arithmetic: Whose form of a processor is meant: Pillow's, or torchvision's.
  /// - Throws: `ImageError` with the code `invalidOptions`, which names a field that cannot be honored; or an error of
  ///   reading.
  public static func read(
    contentsOf path: some PathConvertible, like arithmetic: Arithmetic = .pillow
  ) throws(ImageError) -> Preset {
    let path = path.systemPath
    do throws(ImageError) {
      return try Preset(try PresetFile(path), name: path.description, like: arithmetic)
    } catch {
      throw error.path == nil ? error.at(path) : error
    }
  }
}

extension PresetFile {
  /// In the order in which they are looked for in a folder.
  static let names = [
    "processor_config.json", "preprocessor_config.json", "open_clip_config.json", "model_index.json",
    "config.json",
  ]

  init(_ path: SystemPath) throws(ImageError) {
    guard FileKind(of: path) == .folder else {
      config = try ConfigText.read(path)
      if Self.needsModel(config), path.name != "config.json" {
        model = try Self.readIfThere((path.folder ?? ".").appending("config.json"))
      }
      return
    }
    model = try Self.readIfThere(path.appending("config.json"))
    for name in Self.names {
      guard let found = try Self.readIfThere(path.appending(SystemPath(name))) else { continue }
      // Most of these files are about text alone.
      if name == "processor_config.json", found["image_processor"] == nil { continue }
      if name == "config.json", !TimmConfig.isOne(found) { continue }
      config = found
      vae = try Self.readIfThere(path.appending("vae/config.json"))
      return
    }
    throw ImageError(
      .invalidOptions, "it has no configuration of an image processor",
      advice: "it may be called \(Self.names[1])",
      path: path)
  }

  /// True if a configuration of transformers names no class.
  private static func needsModel(_ config: JSONValue) -> Bool {
    (try? ProcessorFields(config, besides: nil)) == nil
  }

  private static func readIfThere(_ path: SystemPath) throws(ImageError) -> JSONValue? {
    FileKind(of: path) == .nothing ? nil : try ConfigText.read(path)
  }
}
