import ImagePrep

/// The presets that have a name. Each is the configuration file of its models, as far as it is not the class's default.
struct NamedPreset: Sendable {
  var name: String
  /// Hub ids.
  var models: [String]
  /// JSON.
  var config: String
  var tokens: TokenRule?

  init(_ name: String, _ config: String, _ models: [String] = [], tokens: TokenRule? = nil) {
    self.name = name
    self.config = config
    self.tokens = tokens
    self.models = models
  }

  static let all = classifiers + encoders + language + dense + diffusion
}

extension Preset {
  /// The date of the configurations of named presets.
  public static let namesDate = "2026-11-27"

  /// All presets that have names.
  public static func all(like arithmetic: Arithmetic = .pillow) -> [Preset] {
    NamedPreset.all.compactMap { try? Preset($0, like: arithmetic) }
  }

  /// - Parameter name: A name, such as `clip`, or the id of a model that uses one, such as `openai/clip-vit-base-patch32`.
  /// - Returns: Nil for an unknown name.
  public static func named(_ name: String, like arithmetic: Arithmetic = .pillow) -> Preset? {
    let wanted = name.lowercased()
    let found = NamedPreset.all.first {
      $0.name == wanted || $0.models.contains { $0.lowercased() == wanted }
    }
    return found.flatMap { try? Preset($0, like: arithmetic) }
  }

  init(_ named: NamedPreset, like arithmetic: Arithmetic) throws(ImageError) {
    try self.init(config: named.config, name: named.name, like: arithmetic)
    models = named.models
    tokenRule = named.tokens
  }
}
