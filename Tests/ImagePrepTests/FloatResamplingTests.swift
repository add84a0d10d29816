import Testing

@testable import ImagePrep

/// The expected values are those of torchvision 0.29.2 and PyTorch 2.15 (`resize` of a tensor, `interpolate`).
@Suite("Resampling in floats, and without antialiasing")
struct FloatResamplingTests {
  /// Of samples of 0 to 255: the expected values have four decimals.
  private let tolerance = 2e-4

  private static func picture() throws -> PixelBuffer {
    var samples: [UInt8] = []
    for y in 0..<4 {
      for x in 0..<5 {
        let sample = UInt8((x * 53 + y * 101 + x * y * 29) % 256)
        samples += [sample, sample, sample]
      }
    }
    return try PixelBuffer(size: Size(width: 5, height: 4), format: .rgb8, samples: samples)
  }

  private static func options(
    _ width: Int, _ height: Int, _ filter: Filter, _ arithmetic: Arithmetic, _ antialiasing: Antialiasing
  ) -> Options {
    var options = Options(
      geometry: .fit(.stretch(width: width, height: height)), multiple: Multiple(width: 1, height: 1))
    (options.filter, options.decode, options.arithmetic) = (filter, .exact, arithmetic)
    options.antialiasing = antialiasing
    return options
  }

  /// The green samples of a tensor in steps of 8 bits, or of a picture.
  private static func samples(_ options: Options, floats: Bool) throws -> [Double] {
    let image = OpenImage(try picture(), options.limits)
    guard floats else {
      let pixels = try image.render(image.plan(options)).pixels
      #expect(pixels.format == .rgb8)
      return (0..<pixels.size.area).map { Double(pixels.samples[3 * $0 + 1]) }
    }
    var format = TensorFormat()
    (format.layout, format.rescale) = (.hwc, 1)
    let tensor: Tensor<Float> = try image.tensor(image.plan(options), format)
    return (0..<tensor.count / 3).map { Double(tensor.elements[3 * $0 + 1]) }
  }

  /// The largest difference of any sample; infinite if there are more or fewer.
  private static func difference(
    _ options: Options, floats: Bool = true, from expected: [Double]
  ) throws -> Double {
    let samples = try samples(options, floats: floats)
    guard samples.count == expected.count else { return .infinity }
    return zip(samples, expected).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test("Antialiased floats are torchvision's")
  func antialiased() throws {
    #expect(
      try Self.difference(
        Self.options(3, 3, .bicubic, .float, .on),
        from: [47.916, 92.849, 181.9431, 145.8994, 81.1805, 107.4564, 114.1872, 129.3076, 126.999])
        < tolerance)
    #expect(
      try Self.difference(
        Self.options(3, 2, .bilinear, .float, .on),
        from: [88.0612, 89.5397, 152.551, 125.2449, 111.8413, 118.7551]) < tolerance)
  }

  @Test("So are those of the nearest samples, smaller and larger")
  func nearest() throws {
    #expect(
      try Self.difference(
        Self.options(3, 3, .bicubic, .float, .off),
        from: [31.1184, 89.3183, 192.6375, 159.7778, 88.5, 112.4814, 105.3151, 87.6817, 131.3104]) < tolerance
    )
    #expect(
      try Self.difference(
        Self.options(3, 2, .bilinear, .float, .off), from: [73, 57.5, 170, 123.6667, 119.5, 115.3333])
        < tolerance)
    #expect(
      try Self.difference(
        Self.options(7, 6, .bilinear, .float, .off),
        from: [
          0, 30.2857, 68.1429, 106, 143.8571, 181.7143, 212, 50.5, 89.0714, 100.7143, 57.5, 105.7143,
          153.9286,
          192.5, 117.8333, 143.0714, 125.8571, 35.5, 67.0476, 116.881, 166.5, 185.1667, 123.9286, 96.1429,
          141.5, 64.9524, 79.8333, 140.5, 124.5, 123.0714, 121.2857, 119.5, 117.7143, 115.9286, 114.5, 47,
          127,
          153.8571, 71, 171, 161.2857, 95,
        ]) < tolerance)
  }

  @Test("And those of aligned corners")
  func corners() throws {
    #expect(
      try Self.difference(
        Self.options(3, 2, .bilinear, .float, .offAlignedCorners), from: [0, 106, 212, 47, 71, 95])
        < tolerance)
    #expect(
      try Self.difference(
        Self.options(7, 6, .bilinear, .float, .offAlignedCorners),
        from: [
          0, 35.3333, 70.6667, 106, 141.3333, 176.6667, 212, 60.6, 107.5333, 103.2667, 47.8, 94.7333,
          141.6667,
          188.6, 121.2, 145.6, 118.8, 40.8, 65.2, 106.6667, 165.2, 181.8, 115.4, 100.2, 136.2, 69.8, 71.6667,
          141.8, 140, 119.3333, 115.7333, 129.2, 108.5333, 104.9333, 118.4, 47, 140.3333, 148.3333, 71,
          164.3333, 172.3333, 95,
        ]) < tolerance)
  }

  @Test("8 bits without antialiasing are torchvision's")
  func wholeNumbers() throws {
    for floats in [false, true] {
      #expect(
        try Self.difference(
          Self.options(3, 3, .bicubic, .torchvision, .off), floats: floats,
          from: [31, 89, 192, 159, 89, 113, 106, 88, 131]) < tolerance)
      #expect(
        try Self.difference(
          Self.options(3, 2, .bilinear, .torchvision, .off), floats: floats,
          from: [73, 58, 170, 124, 120, 116]) < tolerance)
    }
  }

  @Test("A picture of floats is rounded once, and so is a tensor of whole numbers")
  func rounded() throws {
    #expect(
      try Self.difference(
        Self.options(3, 3, .bicubic, .float, .on), floats: false,
        from: [48, 93, 182, 146, 81, 107, 114, 129, 127]) < tolerance)
    let image = OpenImage(try Self.picture(), Limits())
    let plan = try image.plan(Self.options(3, 3, .bicubic, .float, .on))
    let tensor: Tensor<UInt8> = try image.tensor(plan, TensorFormat())
    #expect((0..<9).map { tensor.elements[$0] } == [48, 93, 182, 146, 81, 107, 114, 129, 127])
  }

  /// Bicubic overshoots the edge of white.
  @Test("Floats leave 0 to 255, unless they are clipped")
  func clipping() throws {
    let line = try PixelBuffer(
      size: Size(width: 8, height: 1), format: .gray8, samples: [0, 0, 0, 0, 255, 255, 255, 255])
    func values(_ arithmetic: Arithmetic) throws -> [Float] {
      let image = OpenImage(line, Limits())
      let plan = try image.plan(Self.options(16, 1, .bicubic, arithmetic, .on))
      let tensor: Tensor<Float> = try image.tensor(plan, TensorFormat())
      #expect(tensor.shape == [1, 3, 1, 16])
      return (0..<16).map { tensor.elements[$0] }
    }
    let (free, clipped) = (try values(.float), try values(.clippedFloat))
    // At a distance of 1.25 pixels, bicubic with a = −0.5 weighs −9/128.
    let overshoot: Float = 9.0 / 128
    #expect(abs(free[6] + overshoot) < 1e-6)
    #expect(abs(free[9] - 1 - overshoot) < 1e-6)
    #expect(clipped[6] == 0 && clipped[9] == 1)
    #expect(zip(free, clipped).allSatisfy { min(1, max(0, $0)) == $1 })
  }

  @Test("Padding, gray and a file hold floats too")
  func padded() throws {
    var options = Self.options(3, 3, .bicubic, .float, .on)
    options.geometry.canvas = Size(width: 3, height: 4)
    options.geometry.gravity = .north
    options.background = Color(red: 51, green: 102, blue: 255)
    let samples = try Self.samples(options, floats: true)
    #expect(abs(samples[0] - 47.916) < 2e-4 && samples.suffix(3).allSatisfy { $0 == 102 })
    let image = OpenImage(try Self.picture(), Limits())
    var format = TensorFormat()
    (format.channels, format.rescale) = (.gray, 1)
    let gray: Tensor<Float> = try image.tensor(image.plan(options), format)
    #expect(abs(gray.elements[0] - 47.916) < 2e-3)
  }

  @Test("Options that do not go together are refused")
  func refused() throws {
    var options = Self.options(3, 3, .bicubic, .pillow, .off)
    #expect(throws: ImageError.self) { try options.validate() }
    options.arithmetic = .torchvision
    try options.validate()
    options.antialiasing = .offAlignedCorners
    #expect(throws: ImageError.self) { try options.validate() }
    options.arithmetic = .float
    try options.validate()
    options.filter = .lanczos3
    #expect(throws: ImageError.self) { try options.validate() }
    (options.filter, options.decode) = (.bicubic, .balanced)
    #expect(throws: ImageError.self) { try options.validate() }
  }
}
