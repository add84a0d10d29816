import ImagePrep

/// Scales the longer side to the side of a square, and pads the other with the mean color (Janus, DeepSeek-VL).
struct SquareRule: Sendable, Equatable {
  func recipe(_ config: inout ProcessorConfig, like arithmetic: Arithmetic) throws(ImageError) -> Recipe {
    var recipe = Recipe(like: arithmetic)
    recipe.options.multiple = nil
    recipe.options.filter = try config.filter()
    recipe.tensor = try TensorFormat(&config, .normalized)
    for step in ["do_resize", "do_pad"] {
      guard try config.flag(step) else { throw config.fault(step, "leaves the size open") }
    }
    guard let size = try config.box("size"), size.width == size.height else {
      throw config.fault("size", "is no square")
    }
    recipe.options.geometry = .fit(.pad(width: size.width, height: size.height), upscale: .allow)
    recipe.options.geometry.sideRounding = .halfEven
    // The class makes this color of the mean, whatever `background_color` says.
    let mean = try config.channels("image_mean") ?? [0.5]
    let samples = (0..<3).map { UInt8(min(255, max(0, mean[min($0, mean.count - 1)] * 255))) }
    recipe.options.background = Color(red: samples[0], green: samples[1], blue: samples[2])
    return recipe
  }
}
