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
    preset.options.geometry.crop = CropBox(
      x: .centered, y: .pixels(3), width: .partOfShorter(0.875), height: .fraction(0.25))
    preset.options.geometry.leastSide = 9
    var scaling = Scaling(
      .max(50), upscale: .allow, multiple: Multiple(width: 2, height: 4, rounding: .up))
    (scaling.sideRounding, scaling.sideFormula) = (.down, .ratio)
    preset.options.geometry.before = [scaling, Scaling(.shortest(7))]
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

  @Test("And lines of text")
  func lines() throws {
    var preset = try #require(Preset.named("clip"))
    for widest in [nil, 900] {
      preset.options.geometry = .fit(.line(TextLine(height: 30, width: 200, widest: widest)))
      #expect(try parse(preset.arguments).shared.options() == preset.written)
    }
  }

  @Test("And budgets of patches, floats and frames")
  func patches() throws {
    var preset = try #require(Preset.named("clip"))
    for rule in PatchBudget.Rule.allCases {
      var budget = PatchBudget(atMost: 77, by: rule)
      (budget.least, budget.side, budget.merge) = (3, 40, 2)
      preset.options.geometry = .fit(.patches(budget))
      (preset.options.arithmetic, preset.options.antialiasing) = (.clippedFloat, .offAlignedCorners)
      preset.tensor.patches = TensorPatches(side: 4, frames: 2)
      preset.tensor.patches?.startsWithFrames = true
      preset.extraTensors = [
        ExtraTensor("a", .scalar(-1)), ExtraTensor("b", .sourceSize, as: .float32),
      ]
      let command = try parse(preset.arguments)
      #expect(try command.shared.options() == preset.written)
      #expect(command.tensor.format == preset.tensor)
      #expect(command.tensor.extraTensors == preset.extraTensors)
    }
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
