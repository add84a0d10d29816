import ImagePrep

/// Scales the picture to multiples within a bound, and states the size that it gets (Pixtral, Emu 3).
struct FittingRule: Sendable, Equatable {
  var bound: Bound
  var extras = [ExtraTensor("image_sizes", .scaledSize)]
  var channels = TensorChannels.rgb
  /// Other than `on` for classes that resize without antialiasing.
  var antialiasing = Antialiasing.on

  enum Bound: Sendable, Equatable {
    /// `size` is the longest side. Sides are rounded down, and then become the multiples of `patch_size` above.
    case longestSide
    /// `min_pixels` and `max_pixels` are areas, alone or in `size`, and `spatial_factor` is the multiple.
    case area
    /// `size` is the shortest and the longest side. Pictures of which one side is longer are scaled down; then sides that are
    /// shorter are stretched. There is an axis for the pictures of a text, and a mask if `do_pad` is true.
    case bothSides
    /// `max_image_size` is the longest side, and `min_image_size` the shortest. The picture is padded to a square, with a mask.
    case square
    /// The shorter side becomes that of `size`; then the picture is scaled down into it, and padded to it.
    case page
    /// A line of text: `size`, `max_image_width` and `pad_size`.
    case line
    /// `limit_side_len` is the longest side; sides become the nearest multiples of 32.
    case limitedSide
  }

  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    var recipe = Recipe(like: arithmetic)
    recipe.options.filter = try config.filter()
    recipe.tensor = try TensorFormat(&config, .normalized)
    recipe.extraTensors = extras
    recipe.tensor.channels = channels
    recipe.options.antialiasing = antialiasing
    // These classes make floats of all samples.
    if arithmetic.isFloat, recipe.tensor.resolvedType == .uint8 {
      (recipe.tensor.dtype, recipe.tensor.rescale) = (.float32, 1)
    }
    // A class without the field resizes always.
    let isResized = try config.flag("do_resize")
    guard isResized || bound == .square else { throw config.fault("do_resize", "leaves the size open") }
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
    case .bothSides:
      guard case .shortestLongest(let least, let most)? = try config.size("size") else {
        throw config.fault("size", "has no shortest_edge and longest_edge")
      }
      if try config.flag("do_image_splitting") {
        throw config.fault("do_image_splitting", "cuts pictures before they are scaled")
      }
      recipe.options.geometry = .fit(.max(most))
      recipe.options.geometry.sideRounding = .down
      recipe.options.geometry.sideFormula = .ratio
      recipe.options.geometry.leastSide = least
      recipe.tensor.layout = .bnchw
      if try config.flag("do_pad") { recipe.extraTensors.append(ExtraTensor("pixel_attention_mask", .mask)) }
    case .square:
      config.pass("split_resolutions")
      if try config.flag("split_image") {
        throw config.fault("split_image", "cuts pictures before they are scaled")
      }
      let side = try config.count("max_image_size") ?? 1
      recipe.options.geometry = .fit(.max(side), upscale: .allow)
      recipe.options.geometry.sideRounding = .down
      recipe.options.geometry.sideFormula = .scale
      recipe.options.geometry.leastSide = try config.count("min_image_size")
      recipe.options.geometry.canvas = Size(width: side, height: side)
      recipe.options.geometry.gravity = .northWest
      recipe.options.background = .black
    case .page:
      for (step, wanted) in [("do_thumbnail", true), ("do_pad", true), ("do_align_long_axis", false)] {
        guard try config.flag(step) == wanted else { throw config.fault(step, "is not \(wanted)") }
      }
      guard var size = try config.box("size") else { throw config.fault("size", "is no page") }
      // Lists of old files have the width first.
      if case .list? = config.value("size") { size = Size(width: size.height, height: size.width) }
      recipe.options.geometry = .fit(.inside(width: size.width, height: size.height))
      recipe.options.geometry.before = [Scaling(.shortest(min(size.width, size.height)))]
      recipe.options.geometry.sideRounding = .down
      recipe.options.geometry.canvas = size
      recipe.options.background = .black
    case .line:
      guard let size = try config.box("size"), let padded = try config.box("pad_size"), padded == size,
        try config.flag("do_pad")
      else { throw config.fault("pad_size", "is not size, or not used (do_pad)") }
      recipe.options.geometry = .fit(
        .line(
          TextLine(
            height: size.height, width: size.width, widest: try config.count("max_image_width"))))
      recipe.options.geometry.gravity = .northWest
      recipe.tensor.padValue = 0
      // Channels are turned before numbers for each are used.
      if channels == .bgr {
        (recipe.tensor.mean, recipe.tensor.std) = (
          recipe.tensor.mean.reversed(), recipe.tensor.std.reversed()
        )
      }
    case .limitedSide:
      guard try config.text("limit_type") == "max" else {
        throw config.fault("limit_type", "is not max")
      }
      let most = try config.count("limit_side_len") ?? 1
      if let limit = try config.count("max_side_limit"), limit < most {
        throw config.fault("max_side_limit", "is below limit_side_len")
      }
      guard most.isMultiple(of: 32) else { throw config.fault("limit_side_len", "is no multiple of 32") }
      recipe.options.geometry = .fit(.max(most))
      recipe.options.geometry.sideRounding = .down
      recipe.options.geometry.sideFormula = .scale
      recipe.options.multiple = Multiple(width: 32, height: 32, rounding: .halfEven)
      config.pass("size")
    }
    return recipe
  }
}
