import Testing

@testable import ImagePrep

@Suite("Tensors that are rendered without a picture between")
struct TensorRenderingTests {
  private static func options(_ fit: Fit, _ grade: DecodeGrade = .exact) -> Options {
    var options = Options(geometry: .fit(fit), multiple: Multiple(width: 1, height: 1))
    options.decode = grade
    options.background = Color(red: 9, green: 130, blue: 250)
    return options
  }

  private static func format(_ layout: TensorLayout, _ channels: TensorChannels) -> TensorFormat {
    var format = TensorFormat()
    (format.layout, format.channels) = (layout, channels)
    return format
  }

  /// True if a rendered tensor is that of the finished picture.
  private static func isSame<Scalar: TensorScalar & Equatable>(
    _ name: String, _ options: Options, _ format: TensorFormat, _ type: Scalar.Type
  ) throws -> Bool {
    let image = try #require(TestImage.named(name))
    let normalizer = Normalizer(options)
    let picture: Tensor<Scalar> = try normalizer.normalize(contentsOf: image.path).pixels.tensor(format)
    let open = try normalizer.open(contentsOf: image.path)
    let tensor: Tensor<Scalar> = try open.tensor(open.plan(options), format)
    return tensor.shape == picture.shape
      && (0..<picture.count).allSatisfy { tensor.elements[$0] == picture.elements[$0] }
  }

  @Test("Every orientation, padded and cropped, is the finished picture's in exact", arguments: 1...8)
  func orientations(_ number: Int) throws {
    let name = "orientation-\(number).jpg"
    for fit in [Fit.pad(width: 37, height: 41), .cover(width: 19, height: 23)] {
      for layout in [TensorLayout.nchw, .hwc] {
        for channels in TensorChannels.allCases {
          let format = Self.format(layout, channels)
          let options = Self.options(fit)
          #expect(try Self.isSame(name, options, format, UInt8.self), "\(fit) \(format)")
          #expect(try Self.isSame(name, options, format, Float.self), "\(fit) \(format)")
          #expect(try Self.isSame(name, options, format, BFloat16.self), "\(fit) \(format)")
        }
      }
    }
  }

  @Test("Every test image is the finished picture's: colors, palettes, transparency, gray")
  func images() throws {
    for image in TestImage.all {
      for grade in [DecodeGrade.exact, .balanced] {
        let options = Self.options(.pad(width: 40, height: 24), grade)
        let format = Self.format(.chw, .rgb)
        #expect(try Self.isSame(image.name, options, format, UInt8.self), "\(image.name) \(grade)")
      }
      let options = Self.options(.pad(width: 40, height: 24))
      #expect(try Self.isSame(image.name, options, Self.format(.nhwc, .bgr), Float.self), "\(image.name)")
    }
  }

  @Test("Images of a batch land in one allocation, and nothing outside of an image's part is written")
  func batch() throws {
    let names = ["photo.jpg", "orientation-6.jpg"]
    let options = Self.options(.pad(width: 33, height: 17), .balanced)
    var format = TensorFormat()
    (format.mean, format.std) = TensorFormat.clip
    let count = 33 * 17 * 3
    var memory = [Float](repeating: -7, count: 2 * count + 2)
    for (index, name) in names.enumerated() {
      let image = try Normalizer(options).open(contentsOf: try #require(TestImage.named(name)).path)
      var all = memory.mutableSpan
      var part = all.extracting(1 + index * count..<1 + (index + 1) * count)
      try image.render(image.plan(options), into: &part, as: format)
    }
    #expect(memory.first == -7 && memory.last == -7)
    for (index, name) in names.enumerated() {
      let path = try #require(TestImage.named(name)).path
      let tensor: Tensor<Float> = try Normalizer(options).tensor(contentsOf: path, format)
      #expect((0..<count).allSatisfy { memory[1 + index * count + $0] == tensor.elements[$0] }, "\(name)")
    }
  }

  @Test("A worker's picture becomes the same tensor in exact")
  func isolated() throws {
    let options = Self.options(.pad(width: 33, height: 17))
    let path = try #require(TestImage.named("orientation-5.jpg")).path
    let format = Self.format(.chw, .bgr)
    let here: Tensor<Float> = try Normalizer(options).tensor(contentsOf: path, format)
    let there: Tensor<Float> = try Normalizer(options, isolation: Workers.isolation())
      .tensor(contentsOf: path, format)
    #expect((0..<here.count).allSatisfy { here.elements[$0] == there.elements[$0] })
  }

  @Test("What cannot be a tensor is refused before anything is decoded")
  func refused() throws {
    var options = Self.options(.pad(width: 8, height: 8))
    options.alpha = .keep
    let transparent = try #require(TestImage.all.first { $0.hasAlpha && $0.format == "png" })
    let image = try Normalizer(options).open(contentsOf: transparent.path)
    let plan = try image.plan(options)
    let error = #expect(throws: ImageError.self) { _ = try image.tensor(plan, of: Float.self) }
    #expect(error?.code == .invalidOptions)
    var small = [Float](repeating: 3, count: 8 * 8 * 3 - 1)
    options.alpha = .flatten(onto: .white)
    let flat = try image.plan(options)
    var span = small.mutableSpan
    #expect(throws: ImageError.self) { try image.render(flat, into: &span, as: TensorFormat()) }
    #expect(small.allSatisfy { $0 == 3 })
    // It can still be rendered.
    let tensor: Tensor<Float> = try image.tensor(flat)
    #expect(tensor.count == 8 * 8 * 3)
  }

  @Test("The tensor counts for the limit of memory, unless its memory is the caller's")
  func memory() throws {
    let side = 1000
    var options = Self.options(.stretch(width: side, height: side), .balanced)
    let path = try #require(TestImage.named("photo.jpg")).path
    options.limits.memory = try Normalizer(options).open(contentsOf: path).plan(options).memory + 100_000
    let image = try Normalizer(options).open(contentsOf: path)
    let plan = try image.plan(options)
    let error = #expect(throws: ImageError.self) { _ = try image.tensor(plan, of: Float.self) }
    #expect(error?.code == .overLimit)
    var memory = [Float](repeating: 0, count: 3 * side * side)
    var span = memory.mutableSpan
    try image.render(plan, into: &span, as: TensorFormat())
    memory.removeAll()
    options.limits.memory = options.limits.memory.map { $0 + 12 * side * side }
    let tensor: Tensor<Float> = try Normalizer(options).tensor(contentsOf: path)
    #expect(tensor.count == 3 * side * side)
  }
}
