import TestSupport
import Testing

@testable import ImagePrep

@Suite("Resizing as OpenCV does")
struct OpenCVTests {
  private static let filters: [Filter] = [.bilinear, .bicubic, .box, .nearest]

  private static func options(_ filter: Filter, to size: Size) -> Options {
    var options = Options(
      geometry: .fit(.stretch(width: size.width, height: size.height)),
      multiple: Multiple(width: 1, height: 1))
    (options.filter, options.decode, options.arithmetic) = (filter, .exact, .opencv)
    return options
  }

  /// The samples of the result. A gray picture's are those of one color.
  private static func resize(_ image: PixelBuffer, _ filter: Filter, to size: Size) throws -> [Int] {
    let result = try Normalizer(options(filter, to: size)).normalize(image).pixels
    let samples = result.samples.map(Int.init)
    guard image.format == .gray8, result.format == .rgb8 else { return samples }
    return stride(from: 0, to: samples.count, by: 3).map { samples[$0] }
  }

  @Test("OpenCV's own bytes", arguments: OpenCVResult.all)
  func bytes(_ expected: OpenCVResult) throws {
    #expect(try Self.resize(expected.picture(), expected.filter, to: expected.to) == expected.samples)
  }

  /// Random sizes: any, and some whole multiples of each other.
  private static func sizes(_ generator: inout SeededGenerator, _ turn: Int) -> (Size, Size) {
    func side(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    let to = Size(width: side(1...40), height: side(1...40))
    if turn.isMultiple(of: 3) { return (Size(width: 2 * to.width, height: 2 * to.height), to) }
    if turn % 3 == 1 { return (Size(width: side(1...4) * to.width, height: side(1...4) * to.height), to) }
    return (Size(width: side(1...60), height: side(1...60)), to)
  }

  @Test("Every sample is near to the formula's in 64 bits", arguments: filters)
  func formula(_ filter: Filter) throws {
    var generator = SeededGenerator(21)
    for turn in 0..<30 {
      let (from, to) = Self.sizes(&generator, turn)
      guard from != to else { continue }
      let image = try PixelBuffer.noise(from, turn.isMultiple(of: 2) ? .rgb8 : .gray8, seed: UInt64(turn))
      let result = try Self.resize(image, filter, to: to)
      let ideal = OpenCVReference.resize(image, filter, to: to)
      let enlarges = to.width > from.width || to.height > from.height
      // Half a step is the one rounding. Weights of 11 bits may add to it.
      let usesElevenBits =
        switch filter {
        case .bilinear: true
        case .box: enlarges
        case .bicubic: min(from.width, from.height) < 4
        default: false
        }
      let bound = usesElevenBits ? 1.5 : 0.501
      let farthest = zip(result, ideal).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(result.count == ideal.count)
      #expect(farthest <= bound, "\(from) to \(to)")
    }
  }

  @Test("Linear weights have 11 bits", arguments: [PixelFormat.gray8, .rgb8])
  func linear(_ format: PixelFormat) throws {
    var generator = SeededGenerator(22)
    for turn in 0..<30 {
      let (from, to) = Self.sizes(&generator, turn)
      // Half of each side is the mean of 2×2.
      guard from != to, from != Size(width: 2 * to.width, height: 2 * to.height) else { continue }
      let image = try PixelBuffer.noise(from, format, seed: UInt64(turn))
      let result = try Self.resize(image, .bilinear, to: to)
      #expect(result == OpenCVReference.linear(image, to: to), "\(from) to \(to)")
    }
  }

  @Test("Turned pictures are scaled as if they had been turned before", arguments: Orientation.allCases)
  func orientations(_ orientation: Orientation) throws {
    var generator = SeededGenerator(23)
    for turn in 0..<12 {
      let (from, to) = Self.sizes(&generator, turn)
      let stored = try PixelBuffer.noise(from, .rgb8, seed: UInt64(turn))
      let upright = try stored.turned(orientation)
      for filter in Self.filters {
        for fit in [
          Fit.stretch(width: to.width, height: to.height), .stretch(width: to.height, height: to.width),
          .cover(width: (to.width + 1) / 2, height: to.height),
        ] {
          var options = Self.options(filter, to: to)
          options.geometry = Geometry(fit: fit, upscale: .allow)
          let decoder = OrientedDecoder(BufferDecoder(stored), orientation)
          let plan = try Plan(info: decoder.info, options: options)
          let result = try Pipeline.render(decoder, plan, clock: Deadline(options.limits)).pixels
          #expect(try Normalizer(options).normalize(upright).pixels == result, "\(from), \(fit), \(filter)")
        }
      }
    }
  }

  @Test("A part of a scaled picture is what the whole one has there", arguments: filters)
  func parts(_ filter: Filter) throws {
    let image = try PixelBuffer.noise(Size(width: 45, height: 31), .rgb8, seed: 5)
    for side in [7, 16, 31, 50] {
      var options = Self.options(filter, to: Size(width: side, height: side))
      options.geometry = Geometry(fit: .cover(width: side, height: side), upscale: .allow)
      let part = try Normalizer(options).normalize(image)
      let whole = try Normalizer(Self.options(filter, to: part.plan.scaled)).normalize(image).pixels
      #expect(part.plan.scaled.width > side)
      for y in 0..<side {
        for x in 0..<side {
          #expect(part.pixels[x, y] == whole[x + part.plan.crop.x, y + part.plan.crop.y])
        }
      }
    }
  }

  @Test("Filters that OpenCV does not have are refused in exact", arguments: [Filter.lanczos3, .hamming])
  func refused(_ filter: Filter) {
    var options = Self.options(filter, to: Size(width: 3, height: 3))
    let error = #expect(throws: ImageError.self) { try options.validate() }
    #expect(error?.code == .invalidOptions)
    options.decode = .balanced
    #expect(throws: Never.self) { try options.validate() }
  }
}
