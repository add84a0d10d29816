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
