import ImagePrep

/// Resizes, crops, rescales, normalizes and pads, each step as far as a field asks for it. Parameters say what is different
/// in a class.
struct StandardRule: Sendable, Equatable {
  var resizing = Resizing.size
  /// The longest side beside a `size` of one number.
  var longest: Int?
  /// False if the class does not look at `do_center_crop`.
  var crops = true
  /// True if the class crops before it resizes: a part of the shorter side, `size` of `crop_size`.
  var cropsFirst = false
  var padding = Padding.size
  var channels = Channels.rgb
  var values = Values.normalized
  /// Frames of a video have an axis of their own.
  var isVideo = false
  /// Other tensors that the class returns.
  var extras: [ExtraTensor] = []
  /// The name of a mask of padding that it returns, if `do_pad` is true.
  var maskIfPadded: String?
  /// What the mask says: with `ones`, what cropping pads is a part of the picture.
  var mask = ExtraTensor.Content.mask
  var tensorName = "pixel_values"
  /// The filter of a class that has one whatever `resample` says.
  var filter: Filter?
  /// Other than `on` for classes that resize without antialiasing.
  var antialiasing = Antialiasing.on

  /// What `do_pad` means. It comes after normalizing, with zeros.
  enum Padding: Sendable, Equatable {
    /// Nothing.
    case none
    /// To `pad_size` at the right and the bottom, if there is one. (A single image has no other to be padded to.)
    case size
    /// On all sides, to multiples of `size_divisor`.
    case multiple
  }

  enum Channels: Sendable, Equatable {
    case rgb
    /// Turned around before numbers for each channel are used.
    case bgrFirst
    /// Turned around at the end.
    case bgr
    /// As `bgr`, if `do_flip_channel_order` is true.
    case field
  }

  /// What becomes of samples.
  enum Values: Sendable, Equatable {
    /// Nothing at all.
    case stored
    case rescaled
    case normalized
    /// The rule of EfficientNet: `rescale_offset` takes 1 away, `include_top` divides by the deviation again.
    case normalizedTwice
    /// `offset` takes 1 away.
    case offset
  }

  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    var recipe = Recipe(like: arithmetic)
    if resizing != .none, try config.flag("do_resize") {
      recipe.options.multiple = nil
      let named = try config.filter()
      recipe.options.filter = filter ?? named
      try resizing.set(&recipe.options, &config, longest: longest)
    }
    if cropsFirst, try config.flag("do_center_crop") { try cropFirst(&recipe.options, &config) }
    config.pass("size", "resample", "crop_size", "pad_size", "image_mean", "image_std", "rescale_factor")
    if crops, try config.flag("do_center_crop") { try crop(&recipe.options, &config, like: arithmetic) }
    recipe.tensor = try TensorFormat(&config, values)
    // What is never divided stays whole.
    if arithmetic.isFloat, recipe.tensor.resolvedType == .uint8 { recipe.options.arithmetic = .torchvision }
    if recipe.options.multiple == nil { recipe.options.antialiasing = antialiasing }
    try turnChannels(&recipe.tensor, &config)
    if isVideo { recipe.tensor.layout = .bnchw }
    recipe.extraTensors = extras
    recipe.tensorName = tensorName
    if padding != .none, try config.flag("do_pad") {
      try pad(&recipe, &config)
      if let maskIfPadded { recipe.extraTensors.append(ExtraTensor(maskIfPadded, mask)) }
    }
    return recipe
  }

  // MARK: Cropping and padding

  private func crop(
    _ options: inout Options, _ config: inout ProcessorConfig, like arithmetic: Arithmetic
  ) throws(ImageError) {
    guard let size = try cropSize(&config) else { return }
    if let canvas = options.geometry.canvas, canvas != size {
      throw config.fault("crop_size", "is another crop after that of the size")
    }
    options.crop(to: size, like: arithmetic)
  }

  private func cropFirst(_ options: inout Options, _ config: inout ProcessorConfig) throws(ImageError) {
    guard let size = try config.box("size"), let whole = try config.box("crop_size"),
      size.width <= whole.width, size.height <= whole.height
    else { throw config.fault("crop_size", "is not the whole of which size is a part") }
    options.geometry.crop = CropBox(
      x: .centered, y: .centered, width: .partOfShorter(Double(size.width) / Double(whole.width)),
      height: .partOfShorter(Double(size.height) / Double(whole.height)))
  }

  /// Old files have the side of a square as `shortest_edge`.
  private func cropSize(_ config: inout ProcessorConfig) throws(ImageError) -> Size? {
    if case .shortest(let side)? = try config.size("crop_size") { return Size(width: side, height: side) }
    return try config.box("crop_size")
  }

  private func pad(_ recipe: inout Recipe, _ config: inout ProcessorConfig) throws(ImageError) {
    switch padding {
    case .none: return
    case .size:
      guard let size = try config.box("pad_size"), size != recipe.options.geometry.outputSize else { return }
      guard recipe.options.geometry.canvas == nil else {
        throw config.fault("pad_size", "is not the size that is cropped to (crop_size)")
      }
      recipe.options.geometry.canvas = size
      recipe.options.geometry.gravity = .northWest
    case .multiple:
      let divisor = try config.count("size_divisor") ?? 1
      if let multiple = recipe.options.multiple, multiple.width.isMultiple(of: divisor),
        multiple.height.isMultiple(of: divisor)
      {
        return
      }
      if let size = recipe.options.geometry.outputSize, size.width.isMultiple(of: divisor),
        size.height.isMultiple(of: divisor)
      {
        return
      }
      guard recipe.options.multiple?.width ?? 1 == 1 else {
        throw config.fault("size_divisor", "is no divisor of the multiple that is resized to")
      }
      recipe.options.multiple = Multiple(width: divisor, height: divisor, by: .padding)
    }
    recipe.tensor.padValue = 0
  }

  // MARK: Values

  private func turnChannels(_ tensor: inout TensorFormat, _ config: inout ProcessorConfig) throws(ImageError)
  {
    let isTurned = channels == .field ? try config.flag("do_flip_channel_order") : channels != .rgb
    guard isTurned else { return }
    tensor.channels = .bgr
    if channels == .bgrFirst { (tensor.mean, tensor.std) = (tensor.mean.reversed(), tensor.std.reversed()) }
  }
}

extension Options {
  /// Crops about the middle. What is smaller is padded with black.
  mutating func crop(to size: Size, like arithmetic: Arithmetic) {
    guard geometry.outputSize != size else { return }
    geometry.canvas = size
    if case .shortest(let side, nil) = geometry.fit, side >= max(size.width, size.height) { return }
    background = .black
    // Pillow's form puts the odd pixel at the left and the top, torchvision's at the right and the bottom.
    if arithmetic != .torchvision { geometry.paddingRounding = .up }
  }
}

extension Geometry {
  /// The size of the result, if it is the same for every source.
  var outputSize: Size? {
    if let canvas { return canvas }
    if case .stretch(let width, let height) = fit { return Size(width: width, height: height) }
    return nil
  }
}
