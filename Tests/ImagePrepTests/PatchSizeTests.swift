import Testing

@testable import ImagePrep

@Suite("Sizes that follow from a budget of patches")
struct PatchSizeTests {
  /// A rule, and the size of the result for each of `SizeRule.sources`, as the functions of transformers 5.24.0 give it.
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let fit: Fit
    let multiple: Int
    let sizes: [(Int, Int)]
    /// The sizes of the picture in its padding; nil if it fills the result.
    var scaled: [(Int, Int)]?
  }

  private static func budget(
    _ most: Int, _ rule: PatchBudget.Rule, least: Int? = nil, side: Int? = nil, merge: Int = 1
  ) -> Fit {
    var budget = PatchBudget(atMost: most, by: rule)
    (budget.least, budget.side, budget.merge) = (least, side, merge)
    return .patches(budget)
  }

  static let rows = [
    Row(
      testDescription: "navit_resize of Kimi-VL", fit: budget(16_384, .shrink, side: 512, merge: 2),
      multiple: 28,
      sizes: [
        (2100, 1568), (1568, 2100), (1932, 1092), (1092, 1932), (644, 504), (1008, 1008), (336, 504),
        (112, 2016), (56, 644), (56, 56), (1008, 336), (1372, 784),
      ],
      scaled: [
        (2073, 1554), (1554, 2073), (1920, 1080), (1080, 1920), (640, 480), (1000, 1000), (333, 500),
        (100, 2000), (31, 639), (50, 40), (1001, 333), (1365, 768),
      ]),
    Row(
      testDescription: "the same, of 400 patches", fit: budget(400, .shrink, side: 512, merge: 2),
      multiple: 28,
      sizes: [
        (336, 252), (252, 336), (392, 224), (224, 392), (336, 252), (308, 308), (252, 364), (84, 1288),
        (56, 644), (56, 56), (504, 168), (392, 224),
      ],
      scaled: [
        (323, 242), (242, 323), (373, 210), (210, 373), (327, 245), (281, 281), (234, 352), (63, 1268),
        (31, 639), (50, 40), (495, 164), (377, 212),
      ]),
    Row(
      testDescription: "smart_resize of Muse Glimmer", fit: budget(4096, .shape), multiple: 28,
      sizes: [
        (2044, 1540), (1540, 2044), (1932, 1092), (1092, 1932), (644, 476), (1008, 1008), (336, 504),
        (112, 2016), (28, 616), (28, 28), (1008, 336), (1344, 756),
      ]),
    Row(
      testDescription: "the same, of 100 patches", fit: budget(100, .shape), multiple: 28,
      sizes: [
        (308, 224), (224, 308), (364, 196), (196, 364), (308, 224), (280, 280), (224, 336), (56, 1232),
        (28, 616), (28, 28), (476, 140), (364, 196),
      ]),
    Row(
      testDescription: "get_patch_grid_size of Nemotron",
      fit: budget(13_312, .range, least: 1024, merge: 2), multiple: 32,
      sizes: [
        (2112, 1600), (1600, 2112), (1920, 1088), (1088, 1920), (640, 480), (1024, 1024), (416, 640),
        (128, 2176), (128, 2304), (608, 448), (1024, 352), (1376, 768),
      ]),
    Row(
      testDescription: "smart_resize of GLM-5", fit: budget(8000, .align, least: 16), multiple: 28,
      sizes: [
        (2884, 2156), (2156, 2884), (1932, 1092), (1092, 1932), (644, 504), (1008, 1008), (336, 504),
        (112, 2016), (56, 644), (140, 112), (1008, 336), (1372, 784),
      ]),
    Row(
      testDescription: "the same, of 200 patches", fit: budget(200, .align, least: 16), multiple: 28,
      sizes: [
        (448, 336), (336, 448), (504, 308), (308, 504), (448, 336), (392, 392), (308, 476), (84, 1708),
        (56, 644), (140, 112), (700, 224), (504, 308),
      ]),
  ]

  @Test("They are those of transformers", arguments: rows)
  func vectors(_ row: Row) throws {
    for (index, source) in SizeRule.sources.enumerated() {
      let options = Options(
        geometry: .fit(row.fit), multiple: Multiple(width: row.multiple, height: row.multiple))
      let plan = try SizeRuleTests.plan(Size(width: source.0, height: source.1), options)
      #expect(plan.output == Size(width: row.sizes[index].0, height: row.sizes[index].1), "\(source)")
      if let scaled = row.scaled {
        #expect(plan.scaled == Size(width: scaled[index].0, height: scaled[index].1), "\(source)")
      }
    }
  }

  @Test("GLM-5 pads what it does not enlarge")
  func padding() throws {
    var options = Options(
      geometry: .fit(Self.budget(8000, .align, least: 16)), multiple: Multiple(width: 28, height: 28))
    options.geometry.gravity = .northWest
    let plan = try SizeRuleTests.plan(Size(width: 333, height: 500), options)
    #expect(plan.scaled == Size(width: 333, height: 500) && plan.output == Size(width: 336, height: 504))
    // √(16 · 28² / (50 · 40)) is 2.5043…: 126 × 101 and above, then the multiples above. min(140 / 50, 112 / 40) is 2.8.
    let small = try SizeRuleTests.plan(Size(width: 50, height: 40), options)
    #expect(small.scaled == Size(width: 140, height: 112))
  }

  @Test("A budget that contradicts itself is refused", arguments: [(0, nil), (5, 6), (5, 0)])
  func refused(_ most: Int, _ least: Int?) {
    let options = Options(geometry: .fit(Self.budget(most, .range, least: least)))
    #expect(throws: ImageError.self) { try options.validate() }
    var merged = PatchBudget(atMost: 5)
    merged.merge = 65
    #expect(throws: ImageError.self) { try Options(geometry: .fit(.patches(merged))).validate() }
  }

  @Test("Huge and tiny sources have sizes too", arguments: PatchBudget.Rule.allCases)
  func extremes(_ rule: PatchBudget.Rule) throws {
    for (width, height) in [(1, 1), (1_000_000, 1), (1, 1_000_000), (1_000_000, 1_000_000)] {
      for most in [1, 7, 1_000_000] {
        var budget = PatchBudget(atMost: most, by: rule)
        budget.least = min(3, most)
        let sizes = PatchSizes(
          budget, of: Size(width: width, height: height), Multiple(width: 16, height: 16))
        #expect(sizes.scaled.width >= 1 && sizes.scaled.height >= 1)
        #expect(sizes.scaled.width <= sizes.output.width && sizes.scaled.height <= sizes.output.height)
        #expect(sizes.output.width.isMultiple(of: 16) && sizes.output.height.isMultiple(of: 16))
      }
    }
  }
}
