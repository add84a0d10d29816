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
  /// True if frames come before channels.
  var startsWithFrames = false
  /// The filter of a class that has one whatever `resample` says.
  var filter: Filter?
  /// The sample of padding, before it is rescaled. Nil for black.
  var padSample: Double?
  /// Tensors besides the pixels and their grid.
  var extras: [ExtraTensor] = []

  /// What limits the size.
  enum Budget: Sendable, Equatable {
    /// `size`, or `min_pixels` and `max_pixels`: areas of the picture. Sides become multiples first.
    case area
    /// The roots of the areas are lengths, and sides are halved.
    case halvedSides
    /// Areas that count every frame of `temporal_patch_size`.
    case framedArea
    /// `max_num_patches`, filled up to that number of rows.
    case patches
    /// `max_soft_tokens` squares of `pooling_kernel_size` patches. The area comes first, and sides are rounded down.
    ///
    /// - Parameter areRows: True if each square is a row, and false if each patch is.
    case tokens(areRows: Bool)
    /// `max_patches` of `patch_size`, and at most so many of a side as `size` says. The picture is padded to squares of
    /// `merge_size` patches.
    case shrunk
    /// `max_image_tokens` squares of `merge_size` patches.
    case shape
    /// `min_num_patches` to `max_num_patches`, within `max_model_len` squares of patches.
    case range
    /// `min_image_tokens` to `max_image_tokens` squares of patches, to which the picture is padded.
    case aligned
    /// None: the picture keeps its size, and is padded to whole patches of `patch_size`, or of `size`.
    case none
  }

  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    var recipe = Recipe(like: arithmetic)
    let side = try side(&config)
    recipe.tensor = try TensorFormat(&config, .normalized)
    recipe.tensor.layout = isInterleaved ? .hwc : .chw
    if budget == .none || budget == .range {
      config.pass("do_resize")
    } else if try !config.flag("do_resize") {
      throw config.fault("do_resize", "leaves pictures that need not consist of patches")
    }
    if budget != .none {
      let named = try config.filter()
      recipe.options.filter = filter ?? named
    }
    var patches = TensorPatches(side: side)
    patches.startsWithFrames = startsWithFrames
    patches.isFlat = isFlat
    switch budget {
    case .area, .framedArea, .halvedSides:
      let merge = try config.count("merge_size", atMost: 64) ?? 1
      let frames = try config.count("temporal_patch_size", atMost: 64) ?? 1
      if isMerged { patches.merge = merge }
      patches.frames = frames
      let factor = try side * merge * (config.count("patch_expand_factor", atMost: 64) ?? 1)
      var area = try area(&config, frames: budget == .framedArea ? frames : 1)
      if budget == .halvedSides { area.order = .halvedSides }
      recipe.options.geometry = .fit(.area(area))
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
      if let padSample { try recipe.tensor.setPadding(padSample, &config) }
    case .shrunk, .shape, .range, .aligned:
      try setBudget(&recipe, &patches, &config)
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

  private func side(_ config: inout ProcessorConfig) throws(ImageError) -> Int {
    if budget == .none, config.value("patch_size") == nil, let size = try config.box("size"),
      size.width == size.height
    {
      return size.width
    }
    return try config.count("patch_size", atMost: 4096) ?? 1
  }

  /// The rules that limit a number of patches.
  private func setBudget(
    _ recipe: inout Recipe, _ patches: inout TensorPatches, _ config: inout ProcessorConfig
  ) throws(ImageError) {
    let most = 1_000_000
    var (limit, merge) = (PatchBudget(atMost: 1), try config.count("merge_size", atMost: 64) ?? 1)
    var multiple = patches.side * merge
    switch budget {
    case .shrunk:
      limit = PatchBudget(atMost: try config.count("max_patches", atMost: most) ?? 1, by: .shrink)
      limit.merge = merge
      guard case .within(let width, let height)? = try config.size("size"), width == height, width <= most
      else {
        throw config.fault("size", "has no max_width and max_height that are equal")
      }
      limit.side = width
    case .shape:
      limit = PatchBudget(atMost: try config.count("max_image_tokens", atMost: most) ?? 1, by: .shape)
    case .range:
      merge = try mergeOfDownsampling(&config)
      multiple = patches.side * merge
      let tokens = try config.count("max_model_len", atMost: most) ?? 1
      let least = try config.count("min_num_patches", atMost: most) ?? 1
      limit = PatchBudget(atMost: max(least, (tokens - 4) * merge * merge), by: .range)
      (limit.least, limit.merge) = (least, merge)
      if config.value("max_num_patches")?.number != 0,
        let count = try config.count("max_num_patches", atMost: most)
      {
        limit.most = max(min(limit.most, count), least)
      }
    default:
      multiple *= try config.count("patch_expand_factor", atMost: 64) ?? 1
      limit = PatchBudget(atMost: try config.count("max_image_tokens", atMost: most) ?? 1, by: .align)
      limit.least = try config.count("min_image_tokens", atMost: most)
      config.pass("size")
      if isMerged { patches.merge = merge }
    }
    patches.frames = try config.count("temporal_patch_size", atMost: 64) ?? 1
    recipe.options.geometry = .fit(.patches(limit))
    recipe.options.geometry.gravity = .northWest
    recipe.options.background = .black
    recipe.options.multiple = Multiple(width: multiple, height: multiple)
    if budget != .range { recipe.extraTensors = [ExtraTensor("image_grid_thw", .frameGrid)] }
  }

  /// The patches across a square, of which `downsample_ratio` is the inverse.
  private func mergeOfDownsampling(_ config: inout ProcessorConfig) throws(ImageError) -> Int {
    let ratio = try config.number("downsample_ratio") ?? 1
    guard ratio > 0, let merge = Int(exactly: (1 / ratio).rounded(.toNearestOrEven)), (1...64).contains(merge)
    else { throw config.fault("downsample_ratio", "is out of range") }
    return merge
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
