import ImagePrep
import Testing

@testable import ImagePrepPresets

/// Expected numbers are those of transformers 5.24.0: `get_number_of_image_patches` of a processor, the grid that it returns, or,
/// for Pixtral, `image_sizes` counted as `PixtralProcessor` counts them.
@Suite("Tokens of presets")
struct TokenTests {
  static let sizes = [(640, 480), (333, 500), (1200, 397), (4000, 3000)].map(Size.init)

  @Test(
    "Patches and tokens are those of transformers",
    arguments: [
      ("qwen2-vl", [1564, 864, 2408, 61204], [391, 216, 602, 15301]),
      ("qwen3-vl", [1200, 640, 1824, 47000], [300, 160, 456, 11750]),
      ("glm-4v", [1564, 864, 2408, 30000], [391, 216, 602, 7500]),
      ("internvl-3.5", nil, [3328, 1792, 1024, 3328]),
      ("pixtral", nil, [1230, 704, 1430, 3120]),
      ("mistral-small-3", nil, [432, 234, 660, 2352]),
      ("gemma-3", nil, [256, 256, 256, 256]),
      ("llava-1.5", nil, [576, 576, 576, 576]),
      ("paligemma-448", nil, [1024, 1024, 1024, 1024]),
    ] as [(String, [Int]?, [Int])])
  func counts(_ name: String, _ patches: [Int]?, _ tokens: [Int]) throws {
    let preset = try #require(Preset.named(name))
    let counts = try Self.sizes.map { preset.tokenCount(for: try preset.options.plan(for: $0)) }
    #expect(counts.compactMap { $0?.patches } == patches ?? [])
    #expect(counts.map { $0?.tokens } == tokens)
  }

  /// The examples of the services' guides.
  @Test(
    "Tokens of services are those that they have published",
    arguments: [
      ("openai-vision", (1024, 1024), 1024), ("openai-vision", (1800, 2400), 1452),
      ("openai-vision-tiles", (1024, 1024), 765), ("openai-vision-tiles", (2048, 4096), 1105),
    ])
  func services(_ name: String, _ source: (Int, Int), _ tokens: Int) throws {
    let preset = try #require(Preset.named(name))
    let plan = try preset.options.plan(for: Size(width: source.0, height: source.1))
    #expect(preset.tokenCount(for: plan)?.tokens == tokens)
  }

  @Test("A model that sees one size counts nothing")
  func nothing() throws {
    let preset = try #require(Preset.named("clip"))
    #expect(preset.tokenCount(for: try preset.options.plan(for: Self.sizes[0])) == nil)
  }
}
