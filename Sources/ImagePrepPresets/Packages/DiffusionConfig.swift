import ImagePrep

/// `model_index.json` of a diffusers pipeline: how an image becomes the input of its VAE (diffusers 0.42.1,
/// `VaeImageProcessor`).
enum DiffusionConfig {
  /// How a pipeline chooses the size.
  private enum Sizing {
    /// Both sides become the multiple below: of the VAE's factor, times this.
    case multiple(Int)
    case buckets(Buckets)
    /// At most this many pixels; then both sides are cropped to multiples.
    case croppedBelow(area: Int, multiple: Int)
    /// As near to this many pixels as multiples allow.
    case near(area: Int, multiple: Int)
  }

  private static let pipelines: [(prefix: String, sizing: Sizing)] = [
    ("FluxKontext", .buckets(.kontext)), ("Flux2", .croppedBelow(area: 1 << 20, multiple: 16)),
    ("Flux", .multiple(2)), ("QwenImageEdit", .near(area: 1 << 20, multiple: 32)),
    ("StableDiffusion", .multiple(1)),
    ("LatentConsistencyModel", .multiple(1)), ("Kandinsky", .multiple(1)), ("AutoencoderKL", .multiple(1)),
  ]

  /// - Parameter vae: The VAE's own configuration, where it is at hand.
  static func recipe(
    _ config: JSONValue, vae: JSONValue? = nil, like arithmetic: Arithmetic
  ) throws(ImageError) -> Recipe? {
    guard let name = config["_class_name"]?.text else { return nil }
    guard let sizing = pipelines.first(where: { name.hasPrefix($0.prefix) })?.sizing else {
      throw ImageError(.invalidOptions, "how \(name) (its _class_name) resizes images is not known")
    }
    var options = options(sizing, factor: factor(vae ?? config))
    options.filter = .lanczos3
    options.decode = .exact
    options.arithmetic = arithmetic
    var tensor = TensorFormat()
    (tensor.mean, tensor.std) = TensorFormat.half
    return Recipe(options: options, tensor: tensor)
  }

  /// How many pixels of a side become one of a latent image.
  private static func factor(_ vae: JSONValue) -> Int {
    guard case .list(let channels)? = vae["block_out_channels"], (1...8).contains(channels.count) else {
      return 8
    }
    return 1 << (channels.count - 1)
  }

  private static func options(_ sizing: Sizing, factor: Int) -> Options {
    switch sizing {
    case .multiple(let count):
      let multiple = Multiple(width: factor * count, height: factor * count, rounding: .down)
      return Options(geometry: .fit(.max(nil)), multiple: multiple)
    case .buckets(let buckets): return Options(geometry: .fit(.bucket(buckets)))
    case .croppedBelow(let area, let multiple):
      var geometry = Geometry.fit(.area(AreaBudget(most: area, order: .areaFirst)))
      geometry.sideRounding = .down
      return Options(
        geometry: geometry,
        multiple: Multiple(width: multiple, height: multiple, rounding: .down, by: .cropping))
    case .near(let area, let multiple):
      return Options(
        geometry: .fit(.area(AreaBudget(least: area, most: area, order: .areaFirst))),
        multiple: Multiple(width: multiple, height: multiple, rounding: .halfEven))
    }
  }
}
