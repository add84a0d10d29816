import Testing

@testable import ImagePrep

/// A trap would end the process of the tests: that none of this does is what is tested.
@Suite("No number that a caller gives traps")
struct NumberTests {
  /// The same numbers every time (SplitMix64).
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var bits = state
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      return bits ^ (bits >> 31)
    }

    mutating func whole() -> Int {
      let edges = [
        Int.min, .min + 1, -1 << 32, -1, 0, 1, 2, 7, 8, 255, 256, 65_535, 65_536, 1_000_000, 1_000_001,
        Int(Int32.max), Int(Int32.max) + 1, 1 << 32, 1 << 45, 1 << 53, 1 << 62, .max - 1, .max,
      ]
      switch next() % 4 {
      case 0: return Int(truncatingIfNeeded: next())
      case 1: return Int.random(in: 1...2000, using: &self)
      default: return edges.randomElement(using: &self) ?? 0
      }
    }

    mutating func fraction() -> Double {
      let edges: [Double] = [
        .nan, -.nan, .signalingNaN, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -1, 1e-300, 1e-9,
        0.5,
        1, 60, 1e6, 1e6 + 1, 1e9, 1e9 + 1, 9.3e18, 1e19, 1e21, 1e300, .greatestFiniteMagnitude,
      ]
      return next() % 4 == 0 ? Double(bitPattern: next()) : edges.randomElement(using: &self) ?? 0
    }

    mutating func maybe<Value>(_ value: Value) -> Value? { next() % 3 == 0 ? nil : value }

    /// `value` in two of three cases: a picture whose every number is odd is refused for its first.
    mutating func mostly<Value>(_ value: Value, _ other: Value) -> Value { next() % 3 == 0 ? other : value }

    mutating func side() -> Int { mostly(Int.random(in: 1...2000, using: &self), whole()) }

    mutating func limits() -> Limits {
      var limits = Limits()
      let counts: [WritableKeyPath<Limits, Int?>] = [
        \.pixels, \.width, \.height, \.scans, \.frames, \.framePixels, \.chunkBytes, \.profileBytes, \.bytes,
        \.memory,
      ]
      for count in counts where next() % 16 == 0 { limits[keyPath: count] = maybe(whole()) }
      if next() % 4 == 0 { limits.seconds = maybe(fraction()) }
      return limits
    }

    mutating func options() -> Options {
      let fits: [Fit] = [
        .inside(width: maybe(side()), height: maybe(side())), .cover(width: side(), height: side()),
        .pad(width: side(), height: side()), .stretch(width: side(), height: side()), .max(maybe(side())),
      ]
      var options = Options(
        geometry: .fit(
          fits.randomElement(using: &self) ?? fits[0],
          upscale: Upscale.allCases.randomElement(using: &self) ?? .automatic),
        multiple: Multiple(
          width: mostly(1, whole()), height: mostly(1, whole()),
          rounding: maybe(Multiple.Rounding.allCases.randomElement(using: &self) ?? .nearest),
          by: Multiple.Method.allCases.randomElement(using: &self) ?? .scaling))
      options.filter = Filter.allCases.randomElement(using: &self) ?? .lanczos3
      options.decode = DecodeGrade.allCases.randomElement(using: &self) ?? .balanced
      options.keepMetadata = MetadataKinds(rawValue: whole())
      options.frame = mostly(0, whole())
      options.lenient = next() % 2 == 0
      options.minComplete = mostly(0, fraction())
      options.threads = mostly(1, whole())
      options.limits = limits()
      return options
    }

    mutating func info() -> ImageInfo {
      var info = ImageInfo(
        format: [.jpeg, .png, .gif, .webp].randomElement(using: &self) ?? .png,
        storedSize: Size(width: side(), height: side()), colorModel: .rgb, isLossless: next() % 2 == 0)
      info.orientation = Orientation.allCases.randomElement(using: &self) ?? .upright
      info.bitDepth = whole()
      info.significantBits = maybe(whole())
      info.frameCount = maybe(whole())
      info.isProgressive = next() % 2 == 0
      info.codecByteCount = next() % 2 == 0 ? 1 << 40 : 0
      return info
    }
  }

  @Test("Plans of any header and any options")
  func plans() {
    var dice = Dice(state: 1)
    var plans = 0
    for _ in 0..<8000 {
      let (info, options) = (dice.info(), dice.options())
      try? options.validate()
      if let plan = try? Normalizer(options).plan(for: info) {
        plans += 1
        #expect(plan.memory > 0 && plan.output.area > 0 && plan.transform.scaleX > 0)
      }
      if let plan = try? Plan(info: info, options: options) { _ = plan.keepsPixels }
      _ = (info.uprightSize.area, info.storedSize.turned.area, "\(info.storedSize)")
    }
    #expect(plans > 200)
  }

  @Test("Images with any options, as far as they are small")
  func images() throws {
    var dice = Dice(state: 2)
    let files = ["photo.jpg", "rgb-8.png", "animation.gif", "photo.webp"].compactMap { TestImage.named($0) }
    let images = try files.map { ($0.path, try $0.bytes(), try ImageInfo(contentsOf: $0.path)) }
    #expect(images.count == 4)
    var done = 0
    for _ in 0..<4000 {
      guard let (path, bytes, info) = images.randomElement(using: &dice) else { continue }
      let options = dice.options()
      _ = try? ImageInfo(contentsOf: path, countingFrames: dice.next() % 2 == 0, limits: options.limits)
      _ = try? Normalizer(options).readInfo(contentsOf: path)
      // Others would take the machine's memory, as they were asked to.
      let plan = try? Normalizer(options).plan(for: info)
      if let plan, plan.memory > 8 << 20 { continue }
      if (try? Normalizer(options).normalize(bytes)) != nil { done += 1 }
    }
    #expect(done > 10)
  }

  @Test("Encodings and buffers of any size")
  func encodings() throws {
    var dice = Dice(state: 3)
    let picture = try PixelBuffer(size: Size(width: 3, height: 2), format: .rgb8)
    for _ in 0..<3000 {
      var encoding = Encoding(OutputFormat.allCases.randomElement(using: &dice) ?? .png)
      (encoding.quality, encoding.compressionLevel) = (
        dice.mostly(90, dice.whole()), dice.mostly(1, dice.whole())
      )
      encoding.lossless = dice.next() % 2 == 0
      _ = try? picture.encoded(as: encoding)
      let size = Size(width: dice.whole(), height: dice.whole())
      _ = try? PixelBuffer(size: size, format: .rgba8, samples: [])
      _ = Rectangle(x: dice.whole(), y: dice.whole(), size: size)
      #expect(size.area == Int.max || size.area == size.width &* size.height)
    }
  }

  @Test("Isolation of any bounds, and what its workers are told")
  func isolation() {
    var dice = Dice(state: 4)
    for _ in 0..<5000 {
      var isolation = Isolation.process
      isolation.worker = "/nowhere/imgprep-worker"
      isolation.memory = dice.mostly(4 << 30, dice.whole())
      isolation.seconds = dice.mostly(60, dice.fraction())
      isolation.idleSeconds = dice.mostly(60, dice.fraction())
      isolation.idleWorkers = dice.mostly(2, dice.whole())
      let options = dice.options()
      let error = #expect(throws: ImageError.self) {
        try Normalizer(options, isolation: isolation).prepare()
      }
      #expect(error?.code == .isolationUnavailable || error?.code == .invalidOptions)
      var writer = WireWriter()
      writer.add(options)
      var reader = WireReader(writer.bytes)
      // As bytes, since NaN is unequal to itself.
      var again = WireWriter()
      if let read = try? reader.value(Options.self) { again.add(read) }
      #expect(again.bytes == writer.bytes)
    }
  }

  @Test("Seconds out of range are refused by name", arguments: [.nan, .infinity, 0, -1, 1e9 + 1, 1e21])
  func seconds(_ seconds: Double) throws {
    var options = Options()
    options.limits.seconds = seconds
    let image = try #require(TestImage.named("photo.jpg"))
    let actions: [() throws -> Void] = [
      { _ = try Normalizer(options).normalize(contentsOf: image.path) },
      { _ = try Normalizer(options).normalize([]) },
      { _ = try Normalizer(options).readInfo(contentsOf: image.path) },
      { _ = try ImageInfo(contentsOf: image.path, limits: options.limits) },
      { try options.validate() },
    ]
    for action in actions {
      let error = #expect(throws: ImageError.self) { try action() }
      #expect(error?.code == .invalidOptions && error?.reason.contains("seconds") == true)
    }
    options.limits.seconds = 1e9
    _ = try Normalizer(options).normalize(contentsOf: image.path)
  }
}
