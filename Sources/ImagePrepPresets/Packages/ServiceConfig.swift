import ImagePrep

/// A service that takes pictures and says how its models see them: `service` is a name of ``ServiceRule``. What is sent is a
/// picture, so there is no tensor to normalize.
enum ServiceConfig {
  static func recipe(_ config: JSONValue) -> Recipe? {
    guard let rule = config["service"]?.text.flatMap(ServiceRule.init(rawValue:)) else { return nil }
    var recipe = Recipe(options: Options(geometry: .fit(.service(rule)), multiple: nil))
    recipe.isPicture = true
    return recipe
  }
}
