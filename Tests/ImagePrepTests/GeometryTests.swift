import Testing

@testable import ImagePrep

@Suite("Geometry")
struct GeometryTests {
  private static func layout(
    _ source: Size, _ fit: Fit, _ multiple: Multiple, upscale: Upscale = .automatic
  ) throws -> Layout {
    try Layout(source: source, geometry: .fit(fit, upscale: upscale), multiple: multiple)
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
      source: (100, 50), fit: .cover(width: 224, height: 224), upscale: .never, scaled: (100, 50),
      output: (100, 50)),
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
      (Options(max: 0), "--max"), (Options(multiple: 0), "--multiple"),
      (Options(max: 4, multiple: 8), "--max"), (Options(max: 4, multiple: 8), "--multiple"),
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
      format: .png, storedSize: Size(width: 1000, height: 500), colourModel: .rgb, isLossless: true)
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
      format: .jpeg, storedSize: Size(width: 4000, height: 3000), colourModel: .yCbCr, isLossless: false)
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
  }
}
