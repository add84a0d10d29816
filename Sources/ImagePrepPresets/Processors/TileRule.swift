import ImagePrep

/// Cuts the picture into tiles, and adds the whole (InternVL, LLaVA-NeXT).
struct TileRule: Sendable, Equatable {
  var grid: Grid
  /// Where the whole picture stands.
  var whole = WholeTile.lastUnlessOne
  /// True if there is an axis for the batch before that of the tiles.
  var hasBatch = false
  var extras: [ExtraTensor] = []

  /// The sizes of whole tiles that the picture may get.
  enum Grid: Sendable, Equatable {
    /// `min_patches` to `max_patches` tiles of `size`, at most so many a side. The picture is stretched.
    case tiles(Buckets.Metric, atMost: Int = .max)
    /// At most `max_num_tiles` of `tile_size`, with the whole where `vision_input_type` asks for tiles. The picture is stretched.
    case covering
    /// The longest side becomes that of `size`, and then both become multiples of `max_image_size`. Without `do_image_splitting`
    /// the picture is stretched to one tile. The mask is there if `do_pad` is true.
    case multiples
    /// `image_grid_pinpoints`, to which the picture is padded.
    case pinpoints
  }

  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    var recipe = Recipe(like: arithmetic)
    recipe.options.filter = try config.filter()
    recipe.options.multiple = nil
    recipe.tensor = try TensorFormat(&config, .normalized)
    if hasBatch { recipe.tensor.layout = .bnchw }
    recipe.extraTensors = extras
    let tile: Size
    switch grid {
    case .tiles(let metric, let side):
      guard let size = try config.box("size") else { throw config.fault("size", "is no tile") }
      tile = size
      let counts = (try config.count("min_patches") ?? 1, try config.count("max_patches") ?? 1)
      let isCut = try config.flag("crop_to_patches") && counts.1 > 1
      let isResized = try config.flag("do_resize")
      guard isCut || isResized else { throw config.fault("do_resize", "leaves the size open") }
      guard isCut else {
        recipe.options.geometry = .fit(.stretch(width: tile.width, height: tile.height))
        return recipe
      }
      guard counts.0 <= counts.1, counts.1 <= 1024 else {
        throw config.fault("max_patches", "is out of range")
      }
      var buckets = Buckets.grid(tile, tiles: counts.0...counts.1)
      buckets.metric = metric
      buckets.sizes.removeAll { $0.width / tile.width > side || $0.height / tile.height > side }
      recipe.options.geometry = .fit(.bucket(buckets))
    case .covering:
      let side = try config.count("tile_size", atMost: 1 << 16) ?? 1
      let most = try config.count("max_num_tiles", atMost: 1024) ?? 1
      guard try config.flag("do_resize") else { throw config.fault("do_resize", "leaves the size open") }
      tile = Size(width: side, height: side)
      config.pass("size")
      guard try config.text("vision_input_type") == "thumb+tile" else {
        throw config.fault("vision_input_type", "is not thumb+tile")
      }
      recipe.options.geometry = .fit(.bucket(.covering(tile, atMost: most)))
    case .multiples:
      guard case .longest(let side)? = try config.size("max_image_size"), side <= 1 << 16 else {
        throw config.fault("max_image_size", "is no longest_edge")
      }
      tile = Size(width: side, height: side)
      guard try config.flag("do_pad") else { throw config.fault("do_pad", "leaves out the mask") }
      try setMultiples(&recipe.options, &config, tile)
      guard try config.flag("do_image_splitting") else {
        recipe.options.multiple = nil
        let before = recipe.options.geometry.before
        recipe.options.geometry = .fit(.stretch(width: side, height: side))
        recipe.options.geometry.before = before
        return recipe
      }
    case .pinpoints:
      tile = try pinpointTile(&config)
      let sizes = try config.sizes("image_grid_pinpoints")
      let isWhole = sizes.allSatisfy {
        $0.width.isMultiple(of: tile.width) && $0.height.isMultiple(of: tile.height)
      }
      guard isWhole, !sizes.isEmpty else {
        throw config.fault("image_grid_pinpoints", "does not consist of whole tiles of \(tile)")
      }
      recipe.options.geometry = .fit(.bucket(Buckets(sizes, by: .effectiveArea, fit: .pad)))
      recipe.options.geometry.sideRounding = .up
      recipe.options.background = .black
    }
    recipe.options.tiles = tile
    recipe.options.wholeTile = whole
    return recipe
  }

  /// The rule of Idefics 3.
  private func setMultiples(
    _ options: inout Options, _ config: inout ProcessorConfig, _ tile: Size
  ) throws(ImageError) {
    guard try config.flag("do_resize"), case .longest(let longest)? = try config.size("size") else {
      throw config.fault("size", "has no longest_edge alone, or is not used (do_resize)")
    }
    guard longest.isMultiple(of: 2), longest <= 4096 else {
      throw config.fault("size", "is odd, or above 4096")
    }
    var scaling = Scaling(
      .max(longest), upscale: .allow, multiple: Multiple(width: 2, height: 2, rounding: .up))
    (scaling.sideRounding, scaling.sideFormula) = (.down, .ratio)
    let above = (longest + tile.width - 1) / tile.width * tile.width
    options.geometry = .fit(.max(above), upscale: .allow)
    options.geometry.before = [scaling]
    (options.geometry.sideRounding, options.geometry.sideFormula) = (.down, .ratio)
    options.multiple = Multiple(width: tile.width, height: tile.height, rounding: .up)
  }

  /// The tile that `size` says. A crop of another size would leave parts of tiles.
  private func pinpointTile(_ config: inout ProcessorConfig) throws(ImageError) -> Size {
    let tile: Size
    switch try config.size("size") {
    case .exact(let width, let height): tile = Size(width: width, height: height)
    case .shortest(let side): tile = Size(width: side, height: side)
    default: throw config.fault("size", "is no tile")
    }
    if try config.flag("do_center_crop"), let crop = try config.box("crop_size"), crop != tile {
      throw config.fault("crop_size", "is not the size of a tile, \(tile)")
    }
    guard tile.width == tile.height else { throw config.fault("size", "is no square tile") }
    return tile
  }
}
