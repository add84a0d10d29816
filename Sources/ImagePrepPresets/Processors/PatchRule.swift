import ImagePrep

/// Scales the picture by a budget, and flattens it into patches (Qwen2-VL, GLM-4V, SigLIP 2, Gemma 4).
struct PatchRule: Sendable, Equatable {
  var budget = Budget.area
  /// True if patches come in squares of `merge_size`, and false if row by row.
  var isMerged = true
  /// False if a patch keeps its axes.
  var isFlat = true
  /// True if a patch is flattened pixel by pixel, and not channel by channel.
  var isInterleaved = false
  /// Tensors besides the pixels and their grid.
  var extras: [ExtraTensor] = []

  /// What limits the size.
  enum Budget: Sendable, Equatable {
    /// `size`, or `min_pixels` and `max_pixels`: areas of the picture. Sides become multiples first.
    case area
    /// Areas that count every frame of `temporal_patch_size`.
    case framedArea
    /// `max_num_patches`, filled up to that number of rows.
    case patches
    /// `max_soft_tokens` squares of `pooling_kernel_size` patches. The area comes first, and sides are rounded down.
    ///
    /// - Parameter areRows: True if each square is a row, and false if each patch is.
    case tokens(areRows: Bool)
    /// None: the picture keeps its size, and is padded to whole patches.
    case none
  }

  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    var recipe = Recipe(like: arithmetic)
    let side = try config.count("patch_size", atMost: 4096) ?? 1
    recipe.tensor = try TensorFormat(&config, .normalized)
    recipe.tensor.layout = isInterleaved ? .hwc : .chw
    let isResized = try config.flag("do_resize")
    guard isResized || budget == .none else {
      throw config.fault("do_resize", "leaves pictures that need not consist of patches")
    }
    if budget != .none { recipe.options.filter = try config.filter() }
    var patches = TensorPatches(side: side)
    patches.isFlat = isFlat
    switch budget {
    case .area, .framedArea:
      let merge = try config.count("merge_size", atMost: 64) ?? 1
      let frames = try config.count("temporal_patch_size", atMost: 64) ?? 1
      if isMerged { patches.merge = merge }
      patches.frames = frames
      let factor = try side * merge * (config.count("patch_expand_factor", atMost: 64) ?? 1)
      recipe.options.geometry = .fit(.area(try area(&config, frames: budget == .framedArea ? frames : 1)))
      recipe.options.multiple = Multiple(width: factor, height: factor, rounding: .halfEven)
      recipe.extraTensors = [ExtraTensor("image_grid_thw", .frameGrid)]
    case .patches:
      patches.rows = try config.count("max_num_patches", atMost: 1_000_000)
      recipe.options.geometry = .fit(.patches(atMost: patches.rows ?? 1))
      recipe.options.multiple = Multiple(width: side, height: side)
      recipe.tensor.layout = .nhwc
      recipe.extraTensors = [
        ExtraTensor("pixel_attention_mask", .patchMask, as: .int32),
        ExtraTensor("spatial_shapes", .patchGrid),
      ]
    case .none:
      config.pass("resample")
      recipe.options.multiple = Multiple(width: side, height: side, by: .padding)
      recipe.options.geometry.gravity = .northWest
      recipe.options.background = .black
      recipe.extraTensors = [ExtraTensor("image_grid_hw", .patchGrid)]
    case .tokens(let areRows):
      let pooling = try config.count("pooling_kernel_size", atMost: 64) ?? 1
      let most = try (config.count("max_soft_tokens", atMost: 1_000_000) ?? 1) * pooling * pooling
      patches.side = areRows ? pooling * side : side
      patches.rows = areRows ? most / (pooling * pooling) : most
      let area = most * side * side
      recipe.options.geometry = .fit(.area(AreaBudget(least: area, most: area, order: .areaFirst)))
      recipe.options.multiple = Multiple(width: pooling * side, height: pooling * side, rounding: .down)
      recipe.tensor.layout = .nhwc
      recipe.extraTensors = [
        ExtraTensor("image_position_ids", .patchPlaces),
        ExtraTensor("num_soft_tokens_per_image", .patchCount(dividedBy: areRows ? 1 : pooling * pooling)),
      ]
    }
    recipe.tensor.patches = patches
    recipe.extraTensors += extras
    return recipe
  }

  /// - Parameter frames: By which the fields are divided.
  private func area(_ config: inout ProcessorConfig, frames: Int) throws(ImageError) -> AreaBudget {
    let field = try config.size("size")
    guard case .shortestLongest(var least, var most) = field else {
      throw config.fault("size", "has no shortest_edge and longest_edge, which are areas here")
    }
    least = try config.count("min_pixels") ?? least
    most = try config.count("max_pixels") ?? most
    guard least.isMultiple(of: frames), most.isMultiple(of: frames) else {
      throw config.fault("size", "is no multiple of temporal_patch_size")
    }
    return AreaBudget(least: least / frames, most: most / frames)
  }
}
