import TestSupport
import Testing

@testable import ImagePrep

/// Sizes that the packages' own functions gave (transformers 5.23, diffusers 0.42, segment-anything 1.0).
struct SizeRule: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let options: Options
  /// One size for each of `sources`.
  let sizes: [(Int, Int)]

  init(_ name: String, _ geometry: Geometry, _ multiple: Multiple? = nil, sizes: [(Int, Int)]) {
    testDescription = name
    options = Options(geometry: geometry, multiple: multiple)
    self.sizes = sizes
  }

  static let sources = [
    (4000, 3000), (3000, 4000), (1920, 1080), (1080, 1920), (640, 480), (1000, 1000), (333, 500), (100, 2000),
    (31, 639), (50, 40), (1001, 333), (1365, 768),
  ]

  static let all: [SizeRule] = [
    SizeRule(
      "short side 224", .fit(.shortest(224)),
      sizes: [
        (298, 224), (224, 298), (398, 224), (224, 398), (298, 224), (224, 224), (224, 336), (224, 4480),
        (224, 4617), (280, 224), (673, 224), (398, 224),
      ]),
    SizeRule(
      "short side 336", .fit(.shortest(336)),
      sizes: [
        (448, 336), (336, 448), (597, 336), (336, 597), (448, 336), (336, 336), (336, 504), (336, 6720),
        (336, 6925), (420, 336), (1010, 336), (597, 336),
      ]),
    SizeRule(
      "DETR", .fit(.shortest(800, longest: 1333)),
      sizes: [
        (1066, 800), (800, 1066), (1333, 750), (750, 1333), (1066, 800), (800, 800), (800, 1201), (67, 1333),
        (65, 1333), (1000, 800), (1333, 443), (1332, 750),
      ]),
    SizeRule(
      "SAM", .fit(.max(1024), upscale: .allow), one,
      sizes: [
        (1024, 768), (768, 1024), (1024, 576), (576, 1024), (1024, 768), (1024, 1024), (682, 1024),
        (51, 1024), (50, 1024), (1024, 819), (1024, 341), (1024, 576),
      ]),
    SizeRule(
      "Qwen2-VL", .fit(.area(AreaBudget(least: 3136, most: 1_003_520))), square(28, .halfEven),
      sizes: [
        (1148, 840), (840, 1148), (1316, 728), (728, 1316), (644, 476), (980, 980), (336, 504), (112, 1988),
        (28, 644), (84, 56), (1008, 336), (1316, 728),
      ]),
    SizeRule(
      "Qwen2.5-VL", .fit(.area(AreaBudget(least: 3136, most: 12_845_056))), square(28, .halfEven),
      sizes: [
        (4004, 2996), (2996, 4004), (1932, 1092), (1092, 1932), (644, 476), (1008, 1008), (336, 504),
        (112, 1988), (28, 644), (84, 56), (1008, 336), (1372, 756),
      ]),
    SizeRule(
      "Qwen3-VL", .fit(.area(AreaBudget(least: 65_536, most: 16_777_216))), square(32, .halfEven),
      sizes: [
        (4000, 3008), (3008, 4000), (1920, 1088), (1088, 1920), (640, 480), (992, 992), (320, 512),
        (96, 1984), (64, 1184), (288, 256), (992, 320), (1376, 768),
      ]),
    SizeRule(
      "SigLIP 2 NaFlex", .fit(.patches(atMost: 256)), square(16, .up),
      sizes: [
        (288, 224), (224, 288), (336, 192), (192, 336), (288, 224), (256, 256), (208, 304), (64, 1024),
        (64, 1024), (288, 224), (448, 144), (336, 192),
      ]),
    SizeRule(
      "Pixtral", rounded(.max(1024), .down), square(16, .up),
      sizes: [
        (1024, 768), (768, 1024), (1024, 576), (576, 1024), (640, 480), (1008, 1008), (336, 512), (64, 1024),
        (32, 640), (64, 48), (1008, 336), (1024, 576),
      ]),
    SizeRule(
      "FLUX.1 Kontext", .fit(.bucket(.kontext)),
      sizes: [
        (1184, 880), (880, 1184), (1392, 752), (752, 1392), (1184, 880), (1024, 1024), (832, 1248),
        (672, 1568), (672, 1568), (1248, 832), (1568, 672), (1392, 752),
      ]),
    SizeRule(
      "FLUX.1", .fit(.max(nil)), square(16, .down),
      sizes: [
        (4000, 2992), (2992, 4000), (1920, 1072), (1072, 1920), (640, 480), (992, 992), (320, 496),
        (96, 2000), (16, 624), (48, 32), (992, 320), (1360, 768),
      ]),
    SizeRule(
      "Gemma 4", .fit(.area(AreaBudget(least: 645_120, most: 645_120, order: .areaFirst))), square(48, .down),
      sizes: [
        (912, 672), (672, 912), (1056, 576), (576, 1056), (912, 672), (768, 768), (624, 960), (144, 3552),
        (144, 3600), (864, 672), (1392, 432), (1056, 576),
      ]),
  ]

  private static let one = Multiple(width: 1, height: 1)

  private static func square(_ side: Int, _ rounding: Multiple.Rounding) -> Multiple {
    Multiple(width: side, height: side, rounding: rounding)
  }

  private static func rounded(_ fit: Fit, _ rounding: Multiple.Rounding) -> Geometry {
    var geometry = Geometry.fit(fit)
    geometry.sideRounding = rounding
    return geometry
  }
}

@Suite("The size rules of models")
struct SizeRuleTests {
  static func plan(_ source: Size, _ options: Options, _ orientation: Orientation = .upright) throws -> Plan {
    var info = ImageInfo(
      format: .png, storedSize: orientation.apply(to: source), colorModel: .rgb, isLossless: true)
    info.orientation = orientation
    var options = options
    options.limits.pixels = nil
    return try Plan(info: info, options: options)
  }

  @Test("Sizes are those of the packages", arguments: SizeRule.all)
  func vectors(_ rule: SizeRule) throws {
    for (source, size) in zip(SizeRule.sources, rule.sizes) {
      let plan = try Self.plan(Size(width: source.0, height: source.1), rule.options)
      #expect(plan.output == Size(width: size.0, height: size.1), "\(source)")
      #expect(plan.scaled == plan.output)
    }
  }

  @Test("The middle of an odd difference: down as transformers, half to even as torchvision")
  func offsets() throws {
    // Scaled sizes, and the offsets of a crop of 224 for each rounding.
    for (scaled, down, halfEven) in [
      (224, 0, 0), (225, 0, 0), (226, 1, 1), (227, 1, 2), (228, 2, 2), (229, 2, 2), (231, 3, 4), (235, 5, 6),
    ] {
      for (rounding, offset) in [(Multiple.Rounding.down, down), (.halfEven, halfEven)] {
        var geometry = Geometry.fit(.shortest(224))
        geometry.canvas = Size(width: 224, height: 224)
        geometry.offsetRounding = rounding
        let plan = try Self.plan(Size(width: scaled, height: 224), Options(geometry: geometry))
        #expect(plan.crop == Rectangle(x: offset, y: 0, size: Size(width: 224, height: 224)))
      }
    }
    // Smaller pictures are padded: torchvision puts the odd pixel to the right, older transformers to the left.
    for (side, down, up) in [(223, 0, 1), (222, 1, 1), (221, 1, 2), (219, 2, 3)] {
      for (rounding, offset) in [(Multiple.Rounding.down, down), (.up, up)] {
        var geometry = Geometry.fit(.max(nil))
        geometry.canvas = Size(width: 224, height: 224)
        geometry.offsetRounding = rounding
        let options = Options(geometry: geometry, multiple: Multiple(width: 1, height: 1))
        #expect(try Self.plan(Size(width: side, height: 224), options).placement.x == offset)
      }
    }
  }

  @Test("Lists of buckets are those of their trainers")
  func bucketLists() {
    func sizes(_ pairs: [(Int, Int)]) -> [Size] { pairs.map(Size.init) }
    #expect(
      Buckets.kohya(Size(width: 512, height: 512)).sizes
        == sizes([
          (256, 832), (256, 896), (256, 960), (256, 1024), (320, 704), (320, 768), (384, 640), (448, 576),
          (512, 512), (576, 448), (640, 384), (704, 320), (768, 320), (832, 256), (896, 256), (960, 256),
          (1024, 256),
        ]))
    #expect(Buckets.kohya(Size(width: 1024, height: 1024)).sizes.count == 25)
    let large = Buckets.kohya(Size(width: 1024, height: 1024), most: 2048).sizes
    #expect(large.count == 41)
    #expect(large.contains(Size(width: 704, height: 1472)) && !large.contains(Size(width: 704, height: 1344)))
    #expect(
      Set(Buckets.novelAI.sizes)
        == Set(
          sizes([
            (256, 1024), (320, 1024), (384, 1024), (384, 960), (384, 896), (448, 832), (512, 768), (512, 704),
            (512, 512), (576, 640), (640, 576), (704, 512), (768, 512), (832, 448), (896, 384), (960, 384),
            (1024, 384), (1024, 320), (1024, 256),
          ])))
    #expect(Buckets.sdxl.sizes.count == 40)
    // Every size has its turn in the list, besides 704 × 1344.
    let unturned = Buckets.sdxl.sizes.filter { !Buckets.sdxl.sizes.contains($0.turned) }
    #expect(unturned == [Size(width: 704, height: 1344)])
    #expect(
      Buckets.diffusers(1024).sizes.prefix(4)
        == sizes([(1024, 1024), (912, 1152), (1152, 912), (832, 1248)])[...])
  }

  @Test("Metrics of buckets differ where ratios do, and the last of equals wins where it should")
  func metrics() {
    let source = Size(width: 150, height: 100)
    let lists = [Size(width: 200, height: 100), Size(width: 100, height: 100)]
    // 1.5 is as far from 2 as from 1, but log 1.5 is nearer to log 2.
    #expect(Buckets(lists, by: .aspect).nearest(to: source) == lists[0])
    #expect(Buckets(lists.reversed(), by: .aspect).nearest(to: source) == lists[1])
    #expect(Buckets(lists.reversed(), by: .logAspect).nearest(to: source) == lists[0])
    #expect(Buckets(lists, by: .crossProduct).nearest(to: source) == lists[1])
  }

  @Test("A focus stays as near the middle as the picture allows, a compass point keeps its side")
  func gravity() throws {
    func crop(_ gravity: Gravity) throws -> Rectangle {
      var geometry = Geometry.fit(.cover(width: 100, height: 100))
      geometry.gravity = gravity
      return try Self.plan(Size(width: 400, height: 200), Options(geometry: geometry)).crop
    }
    let kept = Size(width: 100, height: 100)
    for (gravity, x) in [
      (Gravity.center, 50), (.west, 0), (.northEast, 100), (.focus(x: 0, y: 0.5), 0),
      (.focus(x: 0.5, y: 0), 50), (.focus(x: 0.4, y: 1), 30), (.focus(x: 0.9, y: 1), 100),
    ] {
      #expect(try crop(gravity) == Rectangle(x: x, y: 0, size: kept))
    }
    var geometry = Geometry.fit(.pad(width: 100, height: 100))
    geometry.gravity = .southEast
    let padded = try Self.plan(Size(width: 200, height: 100), Options(geometry: geometry))
    #expect(padded.placement == Rectangle(x: 0, y: 50, size: Size(width: 100, height: 50)))
  }

  /// Every rule, with numbers of every magnitude.
  private static func fit(_ generator: inout SeededGenerator) -> Fit {
    func side() -> Int {
      Int.random(in: 1...(1 << Int.random(in: 0...19, using: &generator)), using: &generator)
    }
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: return .max(side())
    case 1: return .inside(width: side(), height: nil)
    case 2: return .cover(width: side(), height: side())
    case 3: return .pad(width: side(), height: side())
    case 4: return .stretch(width: side(), height: side())
    case 5: return .shortest(side(), longest: Bool.random(using: &generator) ? side() : nil)
    case 6: return .area(AreaBudget(least: side(), order: .areaFirst))
    case 7:
      let least = side()
      return .area(AreaBudget(least: least, most: least + side() * side()))
    case 8:
      return .bucket(Buckets([Size(width: side(), height: side()), Size(width: side(), height: side())]))
    default: return .patches(atMost: side())
    }
  }

  @Test("Plans keep their promises, for 100,000 sources, rules, places and roundings")
  func promises() throws {
    var generator = SeededGenerator(41)
    func side() -> Int {
      Int.random(
        in: 1...max(1, min(65_535, 1 << Int.random(in: 0...16, using: &generator))), using: &generator)
    }
    for _ in 0..<100_000 {
      let source = Size(width: side(), height: side())
      var geometry = Geometry.fit(
        Self.fit(&generator),
        upscale: [.automatic, .never, .allow].randomElement(using: &generator) ?? .never)
      geometry.gravity = Gravity.compass.randomElement(using: &generator)?.gravity ?? .focus(x: 1, y: 0.3)
      geometry.sideRounding = [nil, .down, .up, .nearest, .halfEven].randomElement(using: &generator) ?? nil
      geometry.offsetRounding = Multiple.Rounding.allCases.randomElement(using: &generator) ?? .up
      if Bool.random(using: &generator) { geometry.canvas = Size(width: side(), height: side()) }
      let isCropped = Bool.random(using: &generator)
      let crop = CropBox(
        x: .fraction(0.25), y: .fraction(1 / 3), width: .fraction(0.5), height: .fraction(2 / 3))
      if isCropped { geometry.crop = crop }
      let method = Multiple.Method.allCases.randomElement(using: &generator) ?? .padding
      let multiple = Multiple(width: 1, height: 1, by: method)
      let plan: GeometryPlan
      do {
        plan = try GeometryPlan(source: source, geometry: geometry, multiple: multiple)
      } catch {
        // A third of one pixel may begin at its far edge.
        #expect(isCropped && min(source.width, source.height) < 4 && error.code == .noSuchRegion)
        continue
      }
      #expect(plan.region.x >= 0 && plan.region.columns.upperBound <= source.width)
      #expect(plan.region.y >= 0 && plan.region.rows.upperBound <= source.height)
      #expect(plan.crop.x >= 0 && plan.crop.columns.upperBound <= plan.scaled.width)
      #expect(plan.crop.y >= 0 && plan.crop.rows.upperBound <= plan.scaled.height)
      #expect(plan.placement.size == plan.crop.size && plan.crop.size.area > 0)
      #expect(plan.placement.x >= 0 && plan.placement.columns.upperBound <= plan.output.width)
      #expect(plan.placement.y >= 0 && plan.placement.rows.upperBound <= plan.output.height)
      if let canvas = geometry.canvas { #expect(plan.output == canvas) }
      guard geometry.canvas == nil else { continue }
      switch geometry.fit {
      case .shortest(let side, nil) where geometry.upscale != .never && method == .scaling:
        #expect(min(plan.output.width, plan.output.height) == side)
      case .area(let budget) where budget.order == .multipleFirst:
        // A side is at least 1, so a strip may be above the most. Reaching the least may pass a most that is near.
        if let most = budget.most, plan.region.size.area > most,
          min(plan.output.width, plan.output.height) > 1
        {
          #expect(plan.output.area <= most)
        }
      case .bucket(let buckets) where geometry.upscale != .never: #expect(buckets.sizes.contains(plan.output))
      case .patches(let budget):
        #expect(plan.output.area <= budget.most || min(plan.output.width, plan.output.height) == 1)
      default: break
      }
    }
  }

  @Test("A line of text has the width of PP-OCR")
  func lines() throws {
    let line = TextLine(height: 48, width: 320, widest: 3200)
    // get_target_size of transformers 5.24.0 for widths and heights, and the width of the result with its padding.
    for (source, width, output) in [
      ((640, 480), 64, 320), ((333, 500), 32, 320), ((1200, 397), 146, 320), ((1000, 100), 480, 480),
      ((5000, 60), 3200, 3200), ((333, 50), 320, 320), ((319, 48), 319, 320), ((7, 1), 336, 336),
      ((1, 7), 7, 320),
    ] {
      let plan = try Self.plan(
        Size(width: source.0, height: source.1), Options(geometry: .fit(.line(line))))
      #expect(plan.scaled == Size(width: width, height: 48), "\(source)")
      #expect(plan.output == Size(width: output, height: 48))
    }
    let contradiction = TextLine(height: 48, width: 320, widest: 319)
    #expect(throws: ImageError.self) {
      try Options(geometry: .fit(.line(contradiction))).validate()
    }
  }

  @Test("GLM-Image halves sides")
  func halved() throws {
    let options = Options(
      geometry: .fit(.area(AreaBudget(least: 3136, most: 1_003_520, order: .halvedSides))),
      multiple: Multiple(width: 28, height: 28, rounding: .halfEven))
    // Its smart_resize of transformers 5.24.0, which refuses two of the shapes.
    let sizes: [(Int, Int)?] = [
      (504, 364), (364, 504), (504, 280), (280, 504), (308, 252), (504, 504), (168, 252), nil, nil, (28, 28),
      (504, 168), (504, 280),
    ]
    for (source, size) in zip(SizeRule.sources, sizes) {
      guard let size else { continue }
      let plan = try Self.plan(Size(width: source.0, height: source.1), options)
      #expect(plan.output == Size(width: size.0, height: size.1), "\(source)")
    }
  }

  @Test("Perception LM takes the grid that covers the picture")
  func covering() {
    let grid = Buckets.covering(Size(width: 448, height: 448), atMost: 36)
    // transformers' _fit_image_to_canvas and _find_closest_aspect_ratio, in tiles across and down.
    let tiles = [
      (4, 3), (4, 5), (8, 4), (4, 8), (7, 5), (6, 6), (5, 7), (1, 20), (1, 21), (7, 5), (10, 3), (8, 4),
    ]
    for (source, expected) in zip(SizeRule.sources, tiles) {
      let size = grid.nearest(to: Size(width: source.0, height: source.1))
      #expect((size.width / 448, size.height / 448) == expected, "\(source)")
    }
  }

  @Test("Grids of tiles are InternVL's, and canvases LLaVA-NeXT's")
  func grids() {
    let none = Buckets.grid(Size(width: .max, height: 600_000), tiles: 0...12)
    #expect(none.sizes.isEmpty)
    let grid = Buckets.grid(Size(width: 448, height: 448), tiles: 1...12)
    func tiles(_ width: Int, _ height: Int) -> [Int] {
      let size = grid.nearest(to: Size(width: width, height: height))
      return [size.width / 448, size.height / 448]
    }
    // transformers' get_optimal_tiled_canvas((height, width), (448, 448), 1, 12).
    #expect(tiles(448, 448) == [1, 1])
    #expect(tiles(1000, 1000) == [3, 3])
    #expect(tiles(1920, 1080) == [4, 2])
    #expect(tiles(640, 480) == [4, 3])
    #expect(tiles(3000, 1000) == [6, 2])
    #expect(tiles(100, 1000) == [1, 10])
    #expect(tiles(4000, 3000) == [4, 3])
    let canvases = Buckets(
      [(336, 672), (672, 336), (672, 672), (1008, 336), (336, 1008)].map { Size(width: $0.1, height: $0.0) },
      by: .effectiveArea, fit: .pad)
    // transformers' select_best_resolution, as (width, height).
    #expect(canvases.nearest(to: Size(width: 333, height: 500)) == Size(width: 336, height: 672))
    #expect(canvases.nearest(to: Size(width: 1000, height: 1000)) == Size(width: 672, height: 672))
    #expect(canvases.nearest(to: Size(width: 640, height: 480)) == Size(width: 672, height: 672))
    #expect(canvases.nearest(to: Size(width: 300, height: 200)) == Size(width: 672, height: 336))
    #expect(canvases.nearest(to: Size(width: 2000, height: 500)) == Size(width: 1008, height: 336))
  }
}
