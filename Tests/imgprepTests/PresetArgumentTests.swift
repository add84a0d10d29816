import ArgumentParser
import ImagePrep
import ImagePrepPresets
import Testing

@testable import imgprep

@Suite("The words of presets")
struct PresetArgumentTests {
  private func parse(_ words: [String]) throws -> NormalizeCommand {
    try NormalizeCommand.parse(["in.png", "-o", "out.safetensors"] + words)
  }

  @Test(
    "Their words set what they set, for every name and form", arguments: [Arithmetic.pillow, .torchvision])
  func names(like arithmetic: Arithmetic) throws {
    let presets = Preset.all(like: arithmetic)
    #expect(presets.count > 30)
    for preset in presets {
      let command = try parse(preset.arguments)
      #expect(try command.shared.options() == preset.written, "\(preset.name)")
      #expect(command.tensor.format == preset.tensor, "\(preset.name)")
    }
  }

  @Test("So do numbers that no name has")
  func numbers() throws {
    var preset = try #require(Preset.named("clip"))
    preset.options.geometry.fit = .area(AreaBudget(least: 3, most: 4000, order: .areaFirst))
    preset.options.geometry.canvas = Size(width: 30, height: 20)
    preset.options.geometry.gravity = .northWest
    preset.options.geometry.sideRounding = .halfEven
    preset.options.geometry.sideFormula = .aspect
    preset.options.geometry.offsetRounding = .up
    preset.options.multiple = Multiple(width: 4, height: 8, rounding: .down, by: .padding)
    preset.options.background = Color(red: 1, green: 2, blue: 3)
    preset.tensor.mean = [0.1, -2, 3e-9]
    preset.tensor.std = [0.25]
    preset.tensor.rescale = 1 / 127.5
    preset.tensor.channels = .bgr
    preset.tensor.dtype = .float16
    let command = try parse(preset.arguments)
    #expect(try command.shared.options() == preset.written)
    #expect(command.tensor.format == preset.tensor)
  }
}

extension Preset {
  /// The options as the command states them: it always has a color of padding.
  fileprivate var written: Options {
    var options = options
    if options.background == nil { options.background = .white }
    return options
  }
}
