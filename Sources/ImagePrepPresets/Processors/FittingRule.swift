import ImagePrep

/// Scales the picture to multiples within a bound, and states the size that it gets (Pixtral, Emu 3).
struct FittingRule: Sendable, Equatable {
  var bound: Bound

  enum Bound: Sendable, Equatable {
    /// `size` is the longest side. Sides are rounded down, and then become the multiples of `patch_size` above.
    case longestSide
    /// `min_pixels` and `max_pixels` are areas, alone or in `size`, and `spatial_factor` is the multiple.
    case area
  }

  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    var recipe = Recipe(like: arithmetic)
    recipe.options.filter = try config.filter()
    recipe.tensor = try TensorFormat(&config, .normalized)
    recipe.extraTensors = [ExtraTensor("image_sizes", .scaledSize)]
    guard try config.flag("do_resize") else { throw config.fault("do_resize", "leaves the size open") }
    switch bound {
    case .longestSide:
      guard let patch = try config.box("patch_size") else { throw config.fault("patch_size", "is missing") }
      let limit: Size
      switch try config.size("size") {
      case .longest(let side): limit = Size(width: side, height: side)
      case .exact(let width, let height): limit = Size(width: width, height: height)
      default: throw config.fault("size", "has neither longest_edge nor height and width")
      }
      guard limit.width.isMultiple(of: patch.width), limit.height.isMultiple(of: patch.height) else {
        throw config.fault("size", "is no multiple of patch_size")
      }
      recipe.options.geometry = .fit(.inside(width: limit.width, height: limit.height))
      recipe.options.geometry.sideRounding = .down
      recipe.options.multiple = Multiple(width: patch.width, height: patch.height, rounding: .up)
    case .area:
      let factor = try config.count("spatial_factor") ?? 1
      var budget = try AreaBudget(least: config.count("min_pixels"), most: config.count("max_pixels"))
      if case .pixels(let least, let most)? = try config.size("size") {
        (budget.least, budget.most) = (budget.least ?? least, budget.most ?? most)
      }
      recipe.options.geometry = .fit(.area(budget))
      recipe.options.multiple = Multiple(width: factor, height: factor, rounding: .halfEven)
    }
    return recipe
  }
}
