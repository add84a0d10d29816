import TestSupport
import Testing

@testable import ImagePrep

@Suite("Geometry")
struct GeometryTests {
  private static func layout(
    _ source: Size, _ fit: Fit, _ multiple: Multiple, upscale: Upscale = .automatic
  ) throws -> GeometryPlan {
    try GeometryPlan(source: source, geometry: .fit(fit, upscale: upscale), multiple: multiple)
  }

  /// Sizes of every magnitude, extreme shapes included.
  private static func randomSize(_ generator: inout SeededGenerator) -> Size {
    func side() -> Int {
      Int.random(in: 1...(1 << Int.random(in: 1...14, using: &generator)), using: &generator)
    }
    return Size(width: side(), height: side())
  }

  @Test("Both sides are multiples, none is above the limit, and the shape is kept, for 20,000 sizes")
  func inside() throws {
    var generator = SeededGenerator(1)
    for _ in 0..<20_000 {
      let source = Self.randomSize(&generator)
      let multiple = [1, 2, 7, 8, 14, 16, 32, 64][Int.random(in: 0..<8, using: &generator)]
      let limit = Int.random(in: multiple...4096, using: &generator)
      let layout = try Self.layout(
        source, .inside(width: limit, height: limit), Multiple(width: multiple, height: multiple))
      let scale = min(1, Double(limit) / Double(source.width), Double(limit) / Double(source.height))
      for (side, length) in [(layout.output.width, source.width), (layout.output.height, source.height)] {
        let exact = Double(length) * scale
        #expect(side.isMultiple(of: multiple) && side > 0 && side <= limit)
        // Half a multiple, unless the limit or the least side leaves no choice.
        let isForced = side == multiple || side == limit / multiple * multiple
        #expect(abs(Double(side) - exact) <= Double(multiple) / 2 || isForced)
      }
      #expect(layout.scaled == layout.output && layout.crop.size == layout.output)
    }
  }

  @Test("A result is its own result, for 5,000 sizes and every way to snap")
  func idempotence() throws {
    var generator = SeededGenerator(2)
    for _ in 0..<5_000 {
      let source = Self.randomSize(&generator)
      for method in Multiple.Method.allCases {
        let multiple = Multiple(width: 8, height: 16, by: method)
        let fit = Fit.inside(width: 1000, height: 1000)
        let first = try Self.layout(source, fit, multiple)
        let second = try Self.layout(first.output, fit, multiple)
        #expect(second.output == first.output && second.scaled == first.output)
      }
    }
  }

  @Test("Cropping covers its frame and padding fits in it, for 5,000 sizes")
  func framed() throws {
    var generator = SeededGenerator(3)
    for _ in 0..<5_000 {
      let source = Self.randomSize(&generator)
      let frame = Self.randomSize(&generator)
      let one = Multiple(width: 1, height: 1)
      let cover = try Self.layout(source, .cover(width: frame.width, height: frame.height), one)
      #expect(cover.output == frame && cover.crop.size == frame)
      #expect(cover.scaled.width >= frame.width && cover.scaled.height >= frame.height)
      #expect(cover.scaled.width == frame.width || cover.scaled.height == frame.height)
      let pad = try Self.layout(
        source, .pad(width: frame.width, height: frame.height), one, upscale: .allow)
      #expect(pad.output == frame && pad.placement.size == pad.scaled)
      #expect(pad.scaled.width <= frame.width && pad.scaled.height <= frame.height)
      #expect(pad.scaled.width == frame.width || pad.scaled.height == frame.height)
    }
  }

  private static func plan(_ source: Size, _ options: Options) throws -> Plan {
    try Plan(
      info: ImageInfo(format: .png, storedSize: source, colorModel: .rgb, isLossless: true), options: options
    )
  }

  @Test("A size that is asked for is the size there is, for 1,000 sizes of sources and results")
  func explicitSize() throws {
    var generator = SeededGenerator(4)
    for _ in 0..<1_000 {
      let source = Self.randomSize(&generator)
      let size = Size(
        width: Int.random(in: 1...1500, using: &generator),
        height: Int.random(in: 1...1500, using: &generator))
      for upscale in [Upscale.automatic, .allow] {
        for fit in [
          Fit.cover(width: size.width, height: size.height), .pad(width: size.width, height: size.height),
          .stretch(width: size.width, height: size.height),
        ] {
          var options = Options()
          options.geometry = .fit(fit, upscale: upscale)
          options.limits.pixels = nil
          #expect(try Self.plan(source, options).output == size)
          // The same with an explicit multiple, which is kept whatever the fit.
          options.multiple = Multiple(width: size.width, height: 1)
          #expect(try Self.plan(source, options).output == size)
        }
      }
    }
  }

  @Test(
    "Sizes of known models", arguments: [224, 299, 300, 336, 378, 384, 448, 518, 1000],
    [Size(width: 640, height: 427), Size(width: 427, height: 640), Size(width: 3, height: 2000)])
  func modelSizes(_ side: Int, _ source: Size) throws {
    for fit in [
      Fit.cover(width: side, height: side), .pad(width: side, height: side),
      .stretch(width: side, height: side),
    ] {
      for options in [Options(), Options(max: 77), Options(geometry: .fit(fit))] {
        var options = options
        options.geometry = .fit(fit)
        #expect(try Self.plan(source, options).output == Size(width: side, height: side))
      }
    }
    // A box keeps the shape: its longest side is the one that is asked for.
    let inside = try Self.plan(
      source, Options(geometry: .fit(.inside(width: side, height: side), upscale: .allow)))
    #expect(max(inside.output.width, inside.output.height) == side)
    // A limit is no size: multiples of 8 below it.
    let limited = try Self.plan(source, Options(max: side)).output
    #expect(limited.width % 8 == 0 && limited.height % 8 == 0 && max(limited.width, limited.height) <= side)
  }

  @Test("A size that breaks an explicit multiple is an error that names both")
  func brokenMultiple() throws {
    for fit in [
      Fit.cover(width: 518, height: 512), .pad(width: 512, height: 518), .stretch(width: 518, height: 518),
      .inside(width: 518, height: nil), .inside(width: nil, height: 518),
    ] {
      let options = Options(geometry: .fit(fit), multiple: Multiple(width: 8, height: 8))
      let error = #expect(throws: ImageError.self) { try options.validate() }
      #expect(error?.code == .invalidOptions)
      for part in ["518", "multiple of 8", "(multiple)", "512 or 520"] {
        #expect(error?.description.contains(part) == true, "\(part)")
      }
      // The same where the size is set after the multiple.
      var later = Options(max: 1024, multiple: 8)
      later.geometry = .fit(fit)
      #expect(throws: ImageError.self) { try later.validate() }
      later.multiple = nil
      try later.validate()
    }
    let wide = Options(
      geometry: .fit(.cover(width: 518, height: 512)), multiple: Multiple(width: 14, height: 16))
    try wide.validate()
  }

  @Test("What is made smaller than its frame for want of pixels has multiples too, for 1,000 sizes")
  func neverUpscaled() throws {
    var generator = SeededGenerator(5)
    for _ in 0..<1_000 {
      let source = Self.randomSize(&generator)
      let multiple = [2, 8, 14][Int.random(in: 0..<3, using: &generator)]
      let (width, height) = (
        Int.random(in: 1...100, using: &generator) * multiple,
        Int.random(in: 1...100, using: &generator) * multiple
      )
      for method in Multiple.Method.allCases {
        for fit in [Fit.cover(width: width, height: height), .stretch(width: width, height: height)] {
          let multiple = Multiple(width: multiple, height: multiple, by: method)
          let layout = try Self.layout(source, fit, multiple, upscale: .never)
          let output = layout.output
          let isMultiple = output.width % multiple.width == 0 && output.height % multiple.height == 0
          // Enlarged by less than a multiple, if at all.
          let isSmall =
            output.width <= width && output.height <= height
            && layout.scaled.width < source.width + multiple.width
            && layout.scaled.height < source.height + multiple.height
          let isInside =
            layout.crop.size == layout.placement.size
            && layout.crop.columns.upperBound <= layout.scaled.width
            && layout.crop.rows.upperBound <= layout.scaled.height
            && layout.placement.columns.upperBound <= output.width
            && layout.placement.rows.upperBound <= output.height
          #expect(isMultiple && isSmall && isInside, "\(source) \(fit) \(multiple) \(layout)")
        }
      }
    }
  }

  private struct Example: CustomTestStringConvertible, Sendable {
    let source: (Int, Int)
    let fit: Fit
    var multiple = Multiple(width: 8, height: 8)
    var upscale = Upscale.automatic
    let scaled: (Int, Int)
    let output: (Int, Int)
    var testDescription: String { "\(source) \(fit) → \(output)" }
  }

  private static let examples: [Example] = [
    // 4000×3000 by 0.256
    Example(
      source: (4000, 3000), fit: .inside(width: 1024, height: 1024), scaled: (1024, 768), output: (1024, 768)),
    // 1000 by 1.0 has no exact multiple: 1000 / 8 = 125; 667 / 8 = 83.4
    Example(
      source: (1000, 667), fit: .inside(width: 1024, height: 1024), scaled: (1000, 664), output: (1000, 664)),
    // the nearest multiple of 1020 / 8 = 127.5 is 1024, which is over the limit
    Example(source: (1020, 8), fit: .inside(width: 1020, height: 1020), scaled: (1016, 8), output: (1016, 8)),
    // a thread: 10000×1
    Example(
      source: (10000, 1), fit: .inside(width: 1024, height: 1024), scaled: (1024, 8), output: (1024, 8)),
    Example(source: (3, 5), fit: .inside(width: 1024, height: 1024), scaled: (8, 8), output: (8, 8)),
    Example(
      source: (100, 50), fit: .inside(width: 400, height: nil), upscale: .allow, scaled: (400, 200),
      output: (400, 200)),
    Example(
      source: (1000, 667), fit: .inside(width: 1024, height: 1024),
      multiple: Multiple(width: 8, height: 8, by: .cropping), scaled: (1000, 667), output: (1000, 664)),
    Example(
      source: (1000, 667), fit: .inside(width: 1024, height: 1024),
      multiple: Multiple(width: 8, height: 8, by: .padding), scaled: (1000, 667), output: (1000, 672)),
    Example(
      source: (1000, 667), fit: .inside(width: 1024, height: 1024),
      multiple: Multiple(width: 8, height: 8, rounding: .up), scaled: (1000, 672), output: (1000, 672)),
    Example(
      source: (1000, 500), fit: .pad(width: 640, height: 640), scaled: (640, 320), output: (640, 640)),
    Example(source: (100, 50), fit: .pad(width: 640, height: 640), scaled: (100, 50), output: (640, 640)),
    Example(
      source: (1000, 500), fit: .cover(width: 224, height: 224), scaled: (448, 224), output: (224, 224)),
    Example(
      source: (100, 50), fit: .cover(width: 224, height: 224), multiple: Multiple(width: 1, height: 1),
      upscale: .never, scaled: (100, 50), output: (100, 50)),
    // 100 and 50 are 12.5 and 6.25 times 8
    Example(
      source: (100, 50), fit: .cover(width: 224, height: 224), upscale: .never, scaled: (104, 50),
      output: (104, 48)),
    Example(
      source: (100, 50), fit: .cover(width: 224, height: 224),
      multiple: Multiple(width: 8, height: 8, by: .padding),
      upscale: .never, scaled: (100, 50), output: (104, 56)),
    Example(
      source: (100, 50), fit: .stretch(width: 224, height: 24),
      multiple: Multiple(width: 8, height: 8, by: .cropping),
      upscale: .never, scaled: (100, 24), output: (96, 24)),
    Example(
      source: (100, 50), fit: .stretch(width: 224, height: 224), scaled: (224, 224), output: (224, 224)),
  ]

  @Test("Examples worked out by hand", arguments: examples)
  private func example(_ example: Example) throws {
    let layout = try Self.layout(
      Size(width: example.source.0, height: example.source.1), example.fit, example.multiple,
      upscale: example.upscale)
    #expect(layout.scaled == Size(width: example.scaled.0, height: example.scaled.1))
    #expect(layout.output == Size(width: example.output.0, height: example.output.1))
  }

  @Test("Options out of range are named, with their range")
  func invalidOptions() {
    for (options, name) in [
      (Options(max: 0), "geometry.fit.max"), (Options(multiple: 0), "multiple 0"),
      (Options(max: 4, multiple: 8), "geometry.fit.max"), (Options(max: 4, multiple: 8), "(multiple)"),
      (Options(max: 2_000_000), "1000000"),
    ] {
      let error = #expect(throws: ImageError.self) { try options.validate() }
      #expect(error?.code == .invalidOptions)
      #expect(error?.description.contains(name) == true)
    }
  }

  @Test("The transform takes the source's corners to the picture's corners in the output")
  func transform() throws {
    var info = ImageInfo(
      format: .png, storedSize: Size(width: 1000, height: 500), colorModel: .rgb, isLossless: true)
    info.orientation = .quarterTurned
    var options = Options(max: 640)
    options.geometry = .fit(.pad(width: 640, height: 640))
    let plan = try Plan(info: info, options: options)
    #expect(plan.source == Size(width: 500, height: 1000))
    #expect(plan.placement == Rectangle(x: 160, y: 0, size: Size(width: 320, height: 640)))
    #expect(plan.transform == Plan.Transform(scaleX: 0.64, scaleY: 0.64, shiftX: 160, shiftY: 0))
  }

  @Test("A codec may shrink only as long as the grade's oversampling remains")
  func decodeShrink() throws {
    let info = ImageInfo(
      format: .jpeg, storedSize: Size(width: 4000, height: 3000), colorModel: .yCbCr, isLossless: false)
    func shrink(_ grade: DecodeGrade, max: Int) throws -> Int {
      var options = Options(max: max)
      options.decode = grade
      return try Plan(info: info, options: options).decodeShrink
    }
    #expect(try shrink(.exact, max: 64) == 1)
    #expect(try shrink(.balanced, max: 1024) == 1)
    #expect(try shrink(.balanced, max: 480) == 2)
    #expect(try shrink(.balanced, max: 120) == 8)
    #expect(try shrink(.fast, max: 1024) == 2)
    #expect(try shrink(.fast, max: 1056) == 1)
    // 7.8 and 8.3 times smaller.
    #expect(try shrink(.fast, max: 512) == 2)
    #expect(try shrink(.fast, max: 480) == 4)
  }
}
