import TestSupport
import Testing

@testable import ImagePrep

@Suite("Resampling")
struct ResampleTests {
  private static let sizes = [(24, 16), (50, 9), (53, 20), (20, 41), (71, 56), (8, 8), (1, 1)]

  private static func resize(
    _ image: PixelBuffer, _ filter: Filter, to size: Size, _ grade: DecodeGrade, alpha: AlphaPolicy = .keep
  ) throws -> PixelBuffer {
    var options = Options(
      geometry: .fit(.stretch(width: size.width, height: size.height)),
      multiple: Multiple(width: 1, height: 1))
    options.filter = filter
    options.decode = grade
    options.alpha = alpha
    return try Normalizer(options).normalize(image).pixels
  }

  private static func source(_ name: String) throws -> PixelBuffer {
    let path = "\(TestImage.folder)/resample/source-\(name).png"
    return try Normalizer(.asStored).normalize(contentsOf: path).pixels
  }

  @Test("exact gives Pillow's bytes", arguments: Filter.allCases, ["rgb", "rgba"])
  func pillow(_ filter: Filter, _ source: String) throws {
    let image = try Self.source(source)
    for (width, height) in Self.sizes {
      let expected = try PixelBuffer(pam: "resample/\(source)-\(filter.rawValue)-\(width)x\(height)")
      let result = try Self.resize(image, filter, to: expected.size, .exact)
      #expect(result.samples == expected.samples, "\(width)×\(height)")
    }
  }

  @Test("A step halved with a box is the mean of pairs")
  func box() throws {
    let image = try PixelBuffer(
      size: Size(width: 6, height: 2), format: .gray8,
      samples: [0, 0, 0, 200, 200, 200, 10, 30, 50, 70, 90, 110])
    let expected: [UInt8] = [
      // columns 0-1, 2-3, 4-5 of both rows: (0+0+10+30)/4, (0+200+50+70)/4, (200+200+90+110)/4
      10, 80, 150,
    ]
    for grade in DecodeGrade.allCases {
      let result = try Self.resize(image, .box, to: Size(width: 3, height: 1), grade)
      #expect(result.samples == expected.flatMap { [$0, $0, $0] })
    }
  }

  @Test("Bilinear enlargement of two pixels")
  func bilinear() throws {
    let image = try PixelBuffer(size: Size(width: 2, height: 1), format: .gray8, samples: [0, 80])
    // Centres at 0.25, 0.75, 1.25, 1.75 of a row whose samples are centred at 0.5 and 1.5.
    for grade in DecodeGrade.allCases {
      let result = try Self.resize(image, .bilinear, to: Size(width: 4, height: 1), grade)
      #expect(result.samples == [0, 0, 0, 20, 20, 20, 60, 60, 60, 80, 80, 80])
    }
  }

  @Test("Nearest repeats pixels")
  func nearest() throws {
    let image = try PixelBuffer(size: Size(width: 3, height: 1), format: .gray8, samples: [1, 2, 3])
    let result = try Self.resize(image, .nearest, to: Size(width: 6, height: 2), .balanced)
    let row: [UInt8] = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3]
    #expect(result.samples == row + row)
  }

  @Test("A flat color stays what it is", arguments: Filter.allCases, DecodeGrade.allCases)
  func flat(_ filter: Filter, _ grade: DecodeGrade) throws {
    let size = Size(width: 61, height: 47)
    let image = try PixelBuffer(
      size: size, format: .rgb8, samples: (0..<size.area).flatMap { _ -> [UInt8] in [255, 0, 77] })
    for (width, height) in [(60, 46), (7, 200), (1, 1), (123, 9)] {
      let result = try Self.resize(image, filter, to: Size(width: width, height: height), grade)
      #expect(result.samples == (0..<width * height).flatMap { _ -> [UInt8] in [255, 0, 77] })
    }
  }

  @Test(
    "Colors under transparent pixels do not bleed into visible ones", arguments: Filter.allCases,
    DecodeGrade.allCases)
  func noBleeding(_ filter: Filter, _ grade: DecodeGrade) throws {
    let size = Size(width: 40, height: 30)
    // A green picture, transparent red on its left half.
    let samples = (0..<size.area).flatMap { index -> [UInt8] in
      index % 40 < 20 ? [255, 0, 0, 0] : [0, 200, 0, 255]
    }
    let image = try PixelBuffer(size: size, format: .rgba8, samples: samples)
    let result = try Self.resize(image, filter, to: Size(width: 13, height: 11), grade)
    for y in 0..<11 {
      for x in 0..<13 where result[x, y][3] > 0 { #expect(result[x, y][0] == 0) }
    }
  }

  @Test("Streaming exact equals the simple path, any shape and size", arguments: Filter.allCases)
  func streamingExact(_ filter: Filter) throws {
    guard filter != .nearest else { return }
    var generator = SeededGenerator(7)
    for seed in 0..<25 {
      let from = Size(
        width: Int.random(in: 1...90, using: &generator), height: Int.random(in: 1...90, using: &generator))
      let to = Size(
        width: Int.random(in: 1...90, using: &generator), height: Int.random(in: 1...90, using: &generator))
      let image = try PixelBuffer.noise(from, .rgb8, seed: UInt64(seed))
      for arithmetic in [Arithmetic.pillow, .pillow12, .torchvision] {
        var options = Options(geometry: .fit(.stretch(width: to.width, height: to.height)))
        (options.filter, options.decode, options.arithmetic) = (filter, .exact, arithmetic)
        let result = try Normalizer(options).normalize(image).pixels
        let expected = try ReferenceResampler.exact(image, filter, to: to, like: arithmetic)
        #expect(result == expected, "\(from) to \(to), \(arithmetic)")
      }
    }
  }

  /// What `BalancedResampler` makes of rows that arrive one by one.
  private static func balanced(
    _ image: PixelBuffer, _ filter: Filter, scaled: Size, crop: Rectangle
  ) throws -> PixelBuffer {
    let layout = PlaneLayout(
      width: image.width, height: image.height, rowBytes: image.rowBytes, rowsPerBand: min(7, image.height))
    let layoutOfSamples: SampleLayout = [.gray8: .gray, .rgb8: .rgb, .rgba8: .rgba][image.format] ?? .rgb
    let collected = try CollectedRows(crop.size, image.format)
    let resampler = try BalancedResampler(
      ResampleTask(
        filter: filter, planes: [layout], samples: layoutOfSamples, source: image.size, scaled: scaled,
        crop: crop,
        orientation: .upright),
      matrix: nil, into: collected)
    let ring = resampler.inputs[0]
    let samples = image.samples
    for y in 0..<image.height {
      let target = unsafe ring.row(y)
      for x in 0..<image.rowBytes { unsafe target[x] = samples[y * image.rowBytes + x] }
      ring.append(1)
      try resampler.advance()
    }
    resampler.finish()
    return collected.pixels
  }

  @Test(
    "Streaming balanced equals the simple path: any shape, size and part", arguments: Filter.allCases,
    [PixelFormat.gray8, .rgb8, .rgba8])
  func streamingBalanced(_ filter: Filter, _ format: PixelFormat) throws {
    guard filter != .nearest else { return }
    var generator = SeededGenerator(8)
    for seed in 0..<15 {
      let from = Size(
        width: Int.random(in: 2...90, using: &generator), height: Int.random(in: 2...90, using: &generator))
      let to = Size(
        width: Int.random(in: 1...90, using: &generator), height: Int.random(in: 1...90, using: &generator))
      let image = try PixelBuffer.noise(from, format, seed: UInt64(seed))
      let whole = Rectangle(x: 0, y: 0, size: to)
      let part = Rectangle(
        x: to.width / 3, y: to.height / 4, size: Size(width: (to.width + 1) / 2, height: (to.height + 1) / 2))
      for crop in [whole, part] {
        let simple = ReferenceResampler.balanced(
          ReferenceResampler.grid(image), channels: format.channels,
          across: PillowWeights(filter, from: from.width, to: to.width, part: crop.columns),
          down: PillowWeights(filter, from: from.height, to: to.height, part: crop.rows))
        let expected = try PixelBuffer(
          size: crop.size, format: format,
          samples: simple.samples.map { UInt8(min(255, max(0, ($0 + 32) >> 6))) })
        #expect(
          try Self.balanced(image, filter, scaled: to, crop: crop) == expected, "\(from) to \(to), \(crop)")
      }
    }
  }

  @Test("Above a third of the size every grade is exact", arguments: [PixelFormat.gray8, .rgb8])
  func aboveThird(_ format: PixelFormat) throws {
    let image = try PixelBuffer.noise(Size(width: 90, height: 60), format, seed: 3)
    // One side may become smaller than that.
    for (width, height) in [(60, 40), (89, 60), (31, 20), (31, 5), (10, 21), (200, 130)] {
      let size = Size(width: width, height: height)
      let expected = try ReferenceResampler.exact(image, .lanczos3, to: size)
      for grade in DecodeGrade.allCases {
        let result = try Self.resize(image, .lanczos3, to: size, grade)
        #expect(try result == expected.expandedToColor(), "\(grade), \(size)")
      }
    }
    let third = try Self.resize(image, .lanczos3, to: Size(width: 30, height: 20), .balanced)
    #expect(third != (try Self.resize(image, .lanczos3, to: third.size, .exact)))
  }

  @Test(
    "Above a third, files too become Pillow's bytes",
    arguments: ["neon.jpg", "422.jpg", "photo-progressive.jpg", "neon.webp"])
  func filesAboveThird(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let size = Size(width: image.size.width / 2, height: image.size.height * 2 / 5)
    let expected = try ReferenceResampler.exact(image.expected(), .lanczos3, to: size)
    var options = Options(
      geometry: .fit(.stretch(width: size.width, height: size.height)),
      multiple: Multiple(width: 1, height: 1))
    options.color = .keep
    for grade in DecodeGrade.allCases {
      options.decode = grade
      let result = try Normalizer(options).normalize(contentsOf: image.path).pixels
      #expect(result == expected, "\(grade)")
    }
  }

  @Test("Colors of transparency that is kept are closer to double precision than Pillow's, at any size")
  func keptTransparency() throws {
    let image = try PixelBuffer.noise(Size(width: 60, height: 60), .rgba8, seed: 4)
    let premultiplied = try PixelBuffer(
      size: image.size, format: .rgba8,
      samples: image.samples.enumerated().map { index, sample in
        guard index % 4 < 3 else { return sample }
        let alpha = Double(image.samples[index / 4 * 4 + 3])
        return UInt8((Double(sample) * alpha / 255).rounded())
      })
    for side in [50, 30, 15] {
      let size = Size(width: side, height: side)
      let ideal = ReferenceResampler.ideal(premultiplied, .lanczos3, to: size)
      func error(_ grade: DecodeGrade) throws -> Double {
        let samples = try Self.resize(image, .lanczos3, to: size, grade).samples
        return samples.indices.filter { $0 % 4 < 3 && ideal[$0 / 4 * 4 + 3] >= 16 }.reduce(0) { sum, index in
          let color = ideal[index] * 255 / ideal[index / 4 * 4 + 3]
          return sum + abs(Double(samples[index]) - min(255, max(0, color)))
        }
      }
      #expect(try error(.balanced) < error(.exact), "\(side)")
    }
  }

  @Test("balanced is closer to double precision than exact, and rounds nearly perfectly")
  func precision() throws {
    for filter in [Filter.lanczos3, .bicubic, .hamming, .bilinear] {
      let image = try PixelBuffer.noise(Size(width: 161, height: 119), .rgb8, seed: 5)
      let size = Size(width: 41, height: 37)
      let ideal = ReferenceResampler.ideal(image, filter, to: size).map { min(255, max(0, $0)) }
      func error(_ grade: DecodeGrade) throws -> Double {
        let samples = try Self.resize(image, filter, to: size, grade).samples
        return zip(samples, ideal).reduce(0) { $0 + abs(Double($1.0) - $1.1) } / Double(ideal.count)
      }
      #expect(try error(.balanced) < error(.exact))
      // Rounding alone makes a mean error of a quarter.
      #expect(try error(.balanced) < 0.26)
    }
  }

  @Test("Weights are Pillow's, and those of a window sum to one", arguments: Filter.allCases)
  func weights(_ filter: Filter) throws {
    guard filter != .nearest else { return }
    for (count, outputs) in [(100, 7), (7, 100), (4000, 1024), (1, 5), (65535, 8)] {
      let weights = try AxisWeights(
        filter: filter, scale: Double(count) / Double(outputs), sourceCount: count, outputs: 0..<outputs)
      let expected = PillowWeights(filter, from: count, to: outputs)
      #expect(weights.starts.map { $0 } == expected.starts)
      for output in 0..<outputs {
        let window = unsafe Array(weights.window(output))
        #expect(window.count == expected.windows[output].count)
        for (weight, right) in zip(window, expected.windows[output]) { #expect(abs(weight - right) < 1e-12) }
        #expect(abs(window.reduce(0, +) - 1) < 1e-12)
      }
    }
  }
}
