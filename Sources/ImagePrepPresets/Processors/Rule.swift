import ImagePrep

/// How a processor makes a tensor of an image. Many classes share a rule; parameters say where they differ.
enum Rule: Sendable, Equatable {
  /// Resized, cropped, rescaled, normalized and padded, in this order.
  case standard(StandardRule)
  /// Scaled by a budget, and flattened into patches.
  case patches(PatchRule)
  /// Cut into tiles, with the whole.
  case tiles(TileRule)
  /// Scaled to multiples within a bound.
  case fitting(FittingRule)
  /// Scaled and padded to a square.
  case square(SquareRule)

  /// - Parameter arithmetic: Whose form of the processor is meant: Pillow's or torchvision's.
  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    switch self {
    case .standard(let rule): try rule.recipe(&config, like: arithmetic)
    case .patches(let rule): try rule.recipe(&config, like: arithmetic)
    case .tiles(let rule): try rule.recipe(&config, like: arithmetic)
    case .fitting(let rule): try rule.recipe(&config, like: arithmetic)
    case .square(let rule): try rule.recipe(&config, like: arithmetic)
    }
  }
}

/// The values that a rule sets.
struct Recipe: Sendable, Equatable {
  var options: Options
  var tensor = TensorFormat()
  var tensorName = "pixel_values"
  var extraTensors: [ExtraTensor] = []
  /// True if a picture is wanted, and no tensor.
  var isPicture = false
}

extension Recipe {
  /// The picture in its own size, decoded exactly, which a rule then changes.
  init(like arithmetic: Arithmetic) {
    self.init(options: Options(max: nil, multiple: 1))
    options.decode = .exact
    options.arithmetic = arithmetic
  }
}
