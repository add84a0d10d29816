import ImagePrep

/// How a processor makes a tensor of an image. Many classes share a rule; parameters say where they differ.
enum Rule: Sendable, Equatable {
  /// Resized, cropped, rescaled, normalized and padded, in this order.
  case standard(StandardRule)

  /// - Parameter arithmetic: Whose form of the processor is meant: Pillow's or torchvision's.
  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    switch self {
    case .standard(let rule): try rule.recipe(&config, like: arithmetic)
    }
  }
}

/// The values that a rule sets.
struct Recipe: Sendable, Equatable {
  var options: Options
  var tensor = TensorFormat()
  /// What padding is in the tensor, if it comes after normalizing.
  var paddingValue: Double?
}
