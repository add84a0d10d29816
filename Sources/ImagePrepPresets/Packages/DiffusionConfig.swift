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
    /// The same; whole sides first, and then the multiples below: of the VAE's factor, times this.
    case nearBelow(area: Int, multiple: Int)
  }

  /// The first that fits counts.
  private static let pipelines: [(prefix: String, sizing: Sizing, filter: Filter)] = [
    ("FluxKontext", .buckets(.kontext), .lanczos3),
    ("Flux2", .croppedBelow(area: 1 << 20, multiple: 16), .lanczos3),
    ("Flux", .multiple(2), .lanczos3),
    ("QwenImageEdit", .near(area: 1 << 20, multiple: 32), .lanczos3),
    // The pipeline takes the size that its caller gives; this is that of its example.
    ("WanImageToVideo", .nearBelow(area: 480 * 832, multiple: 2), .bicubic),
    ("StableDiffusionUpscale", .multiple(1), .bicubic),
    ("StableDiffusionLatentUpscale", .multiple(1), .bicubic),
    ("StableDiffusion", .multiple(1), .lanczos3),
    ("LatentConsistencyModel", .multiple(1), .lanczos3),
    ("Kandinsky3", .multiple(1), .bicubic),
    ("AutoencoderKL", .multiple(1), .lanczos3),
  ]
  /// Those whose images go elsewhere than to a VAE in RGB.
  private static let others = ["StableDiffusionLDM3D", "StableDiffusionImageVariation"]

  /// - Parameter vae: The VAE's own configuration, where it is at hand.
  static func recipe(
    _ config: JSONValue, vae: JSONValue? = nil, like arithmetic: Arithmetic
  ) throws(ImageError) -> Recipe? {
    guard let name = config["_class_name"]?.text else { return nil }
    guard let pipeline = pipelines.first(where: { name.hasPrefix($0.prefix) }),
      !others.contains(where: name.hasPrefix)
    else {
      throw ImageError(.invalidOptions, "how \(name) (its _class_name) resizes images is not known")
    }
    var options = options(pipeline.sizing, factor: factor(vae ?? config))
    options.filter = pipeline.filter
    options.decode = .exact
    options.arithmetic = arithmetic
    var tensor = TensorFormat()
    (tensor.mean, tensor.std) = TensorFormat.half
    return Recipe(options: options, tensor: tensor)
  }

  /// How many pixels of a side become one of a latent image.
  private static func factor(_ vae: JSONValue) -> Int {
    // VAEs of videos say it.
    if let factor = vae["scale_factor_spatial"]?.whole, (1...256).contains(factor) { return factor }
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
    case .nearBelow(let area, let count):
      var geometry = Geometry.fit(.area(AreaBudget(least: area, most: area, order: .areaFirst)))
      geometry.sideRounding = .halfEven
      let multiple = Multiple(width: factor * count, height: factor * count, rounding: .down)
      return Options(geometry: geometry, multiple: multiple)
    }
  }
}
