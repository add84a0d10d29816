import ImagePrep

extension TensorFormat {
  /// The numbers of the fields that rescale and normalize.
  init(_ config: inout ProcessorConfig, _ values: StandardRule.Values) throws(ImageError) {
    self.init()
    let rescales = values == .stored ? false : try config.flag("do_rescale")
    let factor = try rescales ? config.number("rescale_factor") ?? 1 / 255 : 1
    if values != .stored, values != .rescaled { try setNormalization(&config) }
    if values == .offset, rescales, try config.flag("offset") {
      mean = mean.isEmpty ? [1] : mean.map { $0 + 1 }
    }
    if values == .normalizedTwice { try normalizeTwice(&config, rescales) }
    guard rescales || !mean.isEmpty || !std.isEmpty else {
      dtype = .uint8
      return
    }
    if mean.isEmpty, std.isEmpty { dtype = .float32 }
    // The default is the same number.
    rescale = factor == 1 / 255 ? nil : factor
  }

  private mutating func setNormalization(_ config: inout ProcessorConfig) throws(ImageError) {
    guard try config.flag("do_normalize") else { return }
    mean = try config.channels("image_mean") ?? []
    std = try config.channels("image_std") ?? []
    guard !mean.isEmpty, !std.isEmpty else {
      throw config.fault(mean.isEmpty ? "image_mean" : "image_std", "is needed to normalize (do_normalize)")
    }
  }

  /// Pads with a sample that is no color, before it is rescaled and normalized.
  mutating func setPadding(_ sample: Double, _ config: inout ProcessorConfig) throws(ImageError) {
    // Such classes make floats of all samples.
    if resolvedType == .uint8 { (dtype, rescale) = (.float32, 1) }
    guard Set(mean).count < 2, Set(std).count < 2 else {
      throw config.fault("image_mean", "gives padding another value in each channel")
    }
    padValue = (sample * (rescale ?? 1 / 255) - (mean.first ?? 0)) / (std.first ?? 1)
  }

  /// (value − 1 − mean) / std / std.
  private mutating func normalizeTwice(
    _ config: inout ProcessorConfig, _ rescales: Bool
  ) throws(ImageError) {
    if rescales, try config.flag("rescale_offset") { mean = mean.isEmpty ? [1] : mean.map { $0 + 1 } }
    guard try config.flag("include_top"), let top = try config.channels("image_std") else { return }
    let once = std.isEmpty ? [1] : std
    std = (0..<max(once.count, top.count)).map { once[min($0, once.count - 1)] * top[min($0, top.count - 1)] }
  }
}
