import ImagePrep

/// Resizes, crops, rescales, normalizes and pads, each step as far as a field asks for it.
struct StandardRule: Sendable, Equatable {
  var resizing = Resizing.size

  /// What the fields for the size mean.
  enum Resizing: Sendable, Equatable {
    /// All forms of `size` that the backends of transformers know.
    case size
  }

  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    var recipe = Recipe(options: Options(max: nil, multiple: 1))
    recipe.options.decode = .exact
    recipe.options.arithmetic = arithmetic
    if try config.flag("do_resize") {
      recipe.options.filter = try config.filter()
      recipe.options.geometry = try geometry(&config)
      recipe.options.multiple = nil
    }
    if try config.flag("do_center_crop"), let size = try config.box("crop_size") {
      crop(to: size, &recipe.options)
    }
    recipe.tensor = try TensorFormat(&config)
    return recipe
  }

  private func geometry(_ config: inout ProcessorConfig) throws(ImageError) -> Geometry {
    switch try config.size("size") {
    case .exact(let width, let height): return .fit(.stretch(width: width, height: height))
    case .shortest(let side): return .fit(.shortest(side))
    case .shortestLongest(let side, let longest): return .fit(.shortest(side, longest: longest))
    case .within(let width, let height):
      var geometry = Geometry.fit(.inside(width: width, height: height), upscale: .allow)
      geometry.sideRounding = .down
      return geometry
    case .longest, .pixels, nil:
      throw config.fault("size", "does not say how \(config.processorClass.name) resizes")
    }
  }

  private func crop(to size: Size, _ options: inout Options) {
    if case .stretch(let width, let height) = options.geometry.fit, size == Size(width: width, height: height)
    {
      return
    }
    options.geometry.canvas = size
    options.background = .black
  }
}

extension TensorFormat {
  /// The numbers of the fields that rescale and normalize.
  init(_ config: inout ProcessorConfig) throws(ImageError) {
    self.init()
    let rescales = try config.flag("do_rescale")
    let factor = try config.number("rescale_factor") ?? 1 / 255
    if try config.flag("do_normalize") {
      mean = try config.channels("image_mean") ?? []
      std = try config.channels("image_std") ?? []
      guard !mean.isEmpty, !std.isEmpty else {
        throw config.fault(mean.isEmpty ? "image_mean" : "image_std", "is needed to normalize (do_normalize)")
      }
      rescale = rescales ? factor : 1
    } else if rescales {
      dtype = .float32
      rescale = factor
    } else {
      dtype = .uint8
    }
    // The default is the same number.
    if rescale == 1 / 255 { rescale = nil }
  }
}
