import Testing

@testable import ImagePrep

@Suite("Tensors of floats keep the fractions of samples")
struct FineTensorTests {
  /// Lanczos in double precision, clipped once.
  private static func exact(_ image: PixelBuffer, _ size: Size) -> [Double] {
    let across = PillowWeights(.lanczos3, from: image.width, to: size.width)
    let down = PillowWeights(.lanczos3, from: image.height, to: size.height)
    let samples = image.samples.map(Double.init)
    var rows: [[Double]] = []
    for (start, window) in zip(down.starts, down.windows) {
      rows.append(
        (0..<image.rowBytes).map { column in
          window.indices.reduce(0) { $0 + window[$1] * samples[(start + $1) * image.rowBytes + column] }
        })
    }
    return rows.flatMap { row in
      zip(across.starts, across.windows).flatMap { start, window in
        (0..<3).map { channel in
          let sum = window.indices.reduce(0) { $0 + window[$1] * row[3 * (start + $1) + channel] }
          return min(255, max(0, sum))
        }
      }
    }
  }

  /// The mean distance of a tensor's samples from the exact ones, in steps of 8 bits.
  private static func error(_ tensor: Tensor<Float>, _ exact: [Double]) -> Double {
    exact.indices.reduce(0) { $0 + abs(Double(tensor.elements[$1]) * 255 - exact[$1]) } / Double(exact.count)
  }

  @Test(
    "In balanced, values are at least ten times nearer to double precision than those of the picture",
    arguments: [Size(width: 40, height: 30), Size(width: 120, height: 101), Size(width: 260, height: 170)])
  func precision(_ size: Size) throws {
    let noise = try PixelBuffer.noise(Size(width: 25, height: 19), .rgb8, seed: 31)
    let smooth = Options(geometry: .fit(.stretch(width: 200, height: 150)), multiple: Multiple(1))
    for source in [
      try Normalizer(smooth).normalize(noise).pixels,
      try PixelBuffer.noise(Size(width: 200, height: 150), .rgb8, seed: 32),
    ] {
      let options = Options(
        geometry: .fit(.stretch(width: size.width, height: size.height)), multiple: Multiple(1))
      var format = TensorFormat()
      format.layout = .hwc
      let image = OpenImage(source, options.limits)
      let fine: Tensor<Float> = try image.tensor(image.plan(options), format)
      let rounded: Tensor<Float> = try Normalizer(options).normalize(source).pixels.tensor(format)
      let exact = Self.exact(source, size)
      let (fineError, roundedError) = (Self.error(fine, exact), Self.error(rounded, exact))
      // Rounding alone costs a quarter of a step, where samples are not clipped.
      #expect(roundedError > 0.15)
      #expect(fineError < roundedError / 10, "\(fineError) \(roundedError)")
    }
  }

  @Test("Their samples are rounded to those of the picture, in every orientation", arguments: 1...8)
  func orientations(_ number: Int) throws {
    let path = try #require(TestImage.named("orientation-\(number).jpg")).path
    let options = Options(geometry: .fit(.pad(width: 12, height: 11)), multiple: Multiple(1))
    let picture = try Normalizer(options).normalize(contentsOf: path).pixels
    for layout in [TensorLayout.chw, .hwc] {
      for channels in [TensorChannels.rgb, .bgr] {
        var format = TensorFormat()
        (format.layout, format.channels, format.mean, format.std) = (layout, channels, [0.5], [0.25])
        let rounded: Tensor<Float> = try picture.tensor(format)
        let fine: Tensor<Float> = try Normalizer(options).tensor(contentsOf: path, format)
        var differing = 0
        for index in 0..<rounded.count {
          let distance = abs(fine.elements[index] - rounded.elements[index]) * 0.25 * 255
          if distance > 0.51 { Issue.record("\(number) \(format) \(index): \(distance)") }
          if distance > 0.01 { differing += 1 }
        }
        #expect(differing > rounded.count / 4)
      }
    }
  }

  @Test("In exact they are the picture's, and bytes are the picture's in every grade")
  func rounded() throws {
    let source = try PixelBuffer.noise(Size(width: 90, height: 70), .rgb8, seed: 33)
    for grade in DecodeGrade.allCases {
      var options = Options(geometry: .fit(.stretch(width: 20, height: 18)), multiple: Multiple(1))
      options.decode = grade
      let pixels = try Normalizer(options).normalize(source).pixels
      let image = OpenImage(source, options.limits)
      let bytes: Tensor<UInt8> = try image.tensor(image.plan(options))
      let expected: Tensor<UInt8> = try pixels.tensor()
      #expect((0..<bytes.count).allSatisfy { bytes.elements[$0] == expected.elements[$0] })
      let again = OpenImage(source, options.limits)
      let floats: Tensor<Float> = try again.tensor(again.plan(options))
      let whole: Tensor<Float> = try pixels.tensor()
      let isSame = (0..<floats.count).allSatisfy { floats.elements[$0] == whole.elements[$0] }
      #expect(isSame == (grade == .exact), "\(grade)")
    }
  }

  @Test("A flat color stays itself, to the bit")
  func flat() throws {
    for sample in [UInt8(0), 1, 77, 128, 254, 255] {
      let source = try PixelBuffer(
        size: Size(width: 60, height: 60), format: .rgb8,
        samples: [UInt8](repeating: sample, count: 10800))
      let options = Options(geometry: .fit(.stretch(width: 11, height: 13)), multiple: Multiple(1))
      let image = OpenImage(source, options.limits)
      var format = TensorFormat()
      (format.mean, format.std) = ([0.5], [0.5])
      let tensor: Tensor<Float> = try image.tensor(image.plan(options), format)
      let expected = (Float(sample) / 255 - 0.5) / 0.5
      #expect((0..<tensor.count).allSatisfy { tensor.elements[$0] == expected }, "\(sample)")
    }
  }
}

extension Multiple {
  fileprivate init(_ side: Int) { self.init(width: side, height: side) }
}
