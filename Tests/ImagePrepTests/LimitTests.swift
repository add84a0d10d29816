import Testing

@testable import ImagePrep

@Suite("Limits")
struct LimitTests {
  @Test("Limits refuse, and say which option raises them")
  func limits() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    func error(_ change: (inout Limits) -> Void) -> ImageError? {
      var options = Options()
      change(&options.limits)
      return #expect(throws: ImageError.self) { try Normalizer(options).normalize(contentsOf: image.path) }
    }
    for (error, option) in [
      (error { $0.pixels = 640 * 427 - 1 }, OptionKey.limitPixels), (error { $0.bytes = 1000 }, .limitBytes),
      (error { $0.memory = 1000 }, .limitMemory), (error { $0.seconds = 1e-9 }, .limitSeconds),
    ] {
      #expect(error?.code == .overLimit)
      #expect(error?.option == option)
      #expect(error?.path?.text == image.path)
    }
    var options = Options()
    options.limits.pixels = 640 * 427
    #expect(try Normalizer(options).normalize(contentsOf: image.path).plan.memory > 0)
  }

  @Test("A header that claims 60000×60000 is refused before anything of that size is allocated")
  func hugeHeader() throws {
    let error = #expect(throws: ImageError.self) { try Normalizer().normalize(PNGFile.start(60000, 60000)) }
    #expect(error?.code == .overLimit)
    #expect(error?.reason.contains("60000×60000") == true)
  }

  @Test("Without a limit of pixels, the largest sizes there are still give an error")
  func unlimited() throws {
    let largest = UInt32(Int32.max)
    for (width, height) in [(largest, largest), (1, largest), (largest, 1), (1 << 20, 1 << 20)] {
      for filter in Filter.allCases {
        var options = Options()
        options.limits.pixels = nil
        options.limits.memory = 1 << 30
        options.filter = filter
        let error = #expect(throws: ImageError.self) {
          try Normalizer(options).normalize(PNGFile.start(width, height))
        }
        #expect([.overLimit, .outOfMemory, .truncated].contains(error?.code))
      }
    }
  }

  @Test("A strip of one pixel's width costs more than its pixels tell")
  func strip() {
    for (width, height, option) in [(1, 1_000_001, OptionKey.limitHeight), (1_000_001, 1, .limitWidth)] {
      let error = #expect(throws: ImageError.self) {
        try Normalizer().normalize(PNGFile.start(UInt32(width), UInt32(height)))
      }
      #expect(error?.code == .overLimit)
      #expect(error?.option == option && error?.limit == 1_000_000)
    }
  }

  @Test("A strip that would become too large is refused before it does")
  func enlargedStrip() throws {
    let strip = try PixelBuffer(size: Size(width: 1, height: 3000), format: .rgb8)
    let options = Options(
      geometry: .fit(.inside(width: 300, height: nil), upscale: .allow),
      multiple: Multiple(width: 1, height: 1))
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(strip) }
    #expect(error?.code == .overLimit && error?.description.contains("300×900000") == true)
  }

  @Test("A picture that becomes huge between its passes is refused (found by fuzzing)")
  func betweenPasses() throws {
    let strip = try PixelBuffer(size: Size(width: 9472, height: 29), format: .gray8)
    var options = Options(
      geometry: .fit(.stretch(width: 5, height: 100_000)), multiple: Multiple(width: 1, height: 1))
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(strip) }
    #expect(error?.code == .overLimit && error?.description.contains("between its passes") == true)
    options.geometry = .fit(.stretch(width: 5, height: 1000))
    #expect(try Normalizer(options).normalize(strip).pixels.height == 1000)
  }

  @Test(
    "What inflates to much more than an image costs nothing",
    arguments: ["text-bomb.png", "profile-bomb.png"])
  func bombs(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    #expect(try image.bytes().count < 100_000)
    let result = try Normalizer(Options(max: nil, multiple: 1)).normalize(contentsOf: image.path)
    #expect(try result.pixels == image.expected())
  }

  @Test("The coefficients of several scans are in the bound of memory")
  func severalScans() throws {
    for (name, hasSeveral) in [
      ("photo-scans.jpg", true), ("photo-progressive.jpg", true), ("photo-restarts.jpg", false),
    ] {
      let image = try #require(TestImage.named(name))
      // Many times as large, which costs nothing until it is decoded.
      var bytes = try image.bytes()
      let frame = try #require(
        bytes.indices.dropLast().first { bytes[$0] == 0xFF && [0xC0, 0xC2].contains(bytes[$0 + 1]) })
      bytes.replaceSubrange(frame + 5..<frame + 7, with: [60, 0])
      var options = Options()
      // Two bytes for each coefficient of brightness, without those of color.
      options.limits.memory = 2 * image.size.width * (60 << 8)
      let outcome = Result { try Normalizer(options).normalize(bytes) }
      let isOverLimit =
        if case .failure(let error as ImageError) = outcome { error.code == .overLimit } else { false }
      #expect(isOverLimit == hasSeveral, "\(name)")
    }
  }

  @Test("A thousand scans are refused, and so are those that take too long")
  func scans() throws {
    let image = try #require(TestImage.named("progressive-444.jpg"))
    let bytes = try image.bytes()
    // The last scan over and over: it refines coefficients, and may be repeated.
    let last = try #require(bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    let scan = bytes[last..<bytes.count - 2]
    var bomb = Array(bytes.dropLast(2))
    for _ in 0..<1000 { bomb += scan }
    bomb += [0xFF, 0xD9]
    var options = Options()
    func error() -> ImageError? {
      #expect(throws: ImageError.self) { try Normalizer(options).normalize(bomb) }
    }
    let refused = error()
    #expect(refused?.code == .overLimit && refused?.option == .limitScans)
    options.limits.scans = nil
    options.limits.seconds = 1e-6
    let late = error()
    #expect(late?.code == .overLimit && late?.option == .limitSeconds)
    options.limits.scans = 10
    options.limits.seconds = nil
    #expect(try Normalizer(options).normalize(bytes).warnings == [])
  }

  @Test("A large profile is passed over")
  func profileBytes() throws {
    let image = try #require(TestImage.named("p3.jpg"))
    var options = Options.asStored
    options.color = .srgb
    options.limits.profileBytes = 100
    let result = try Normalizer(options).normalize(contentsOf: image.path)
    #expect(try result.pixels == image.expected())
    #expect(result.warnings.contains { $0.option == .limitProfileBytes })
  }

  @Test("The limit of a profile can be raised: 5 MB in 80 segments are read")
  func raisedProfileBytes() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    let bytes = try image.bytes()
    var file = Array(bytes[..<2])
    for number in 1...80 {
      var content: [UInt8] = Array("ICC_PROFILE".utf8) + [0, UInt8(number), 80]
      content += [UInt8](repeating: 7, count: 63_000)
      let length = content.count + 2
      file += [0xFF, 0xE2, UInt8(length >> 8), UInt8(length & 255)] + content
    }
    file += bytes[2...]
    for (limit, part) in [(4 << 20, "larger than 4194304 bytes"), (6 << 20, "broken"), (nil, "broken")] {
      var options = Options()
      options.limits.profileBytes = limit
      let warnings = try Normalizer(options).normalize(file).warnings
      #expect(warnings.contains { $0.message.contains(part) }, "\(warnings)")
    }
  }

  @Test("A smaller size is advised only where it needs less memory")
  func memoryAdvice() throws {
    func advice(_ format: Format, _ codecBytes: Int) -> String? {
      var info = ImageInfo(
        format: format, storedSize: Size(width: 2000, height: 2000), colorModel: .rgb, isLossless: true)
      info.codecByteCount = codecBytes
      var options = Options(max: nil)
      options.limits.memory = 8_000_000
      return #expect(throws: ImageError.self) { try Plan.checked(info, options) }?.advice
    }
    // The result has 12,000,000 bytes. A decoder of PNG holds a few rows, one of WebP the whole picture.
    #expect(advice(.png, 0) == "raise limits.memory, or ask for a smaller size")
    #expect(advice(.png, 9_000_000) == "raise limits.memory")
    #expect(advice(.webp, 0) == "raise limits.memory")
  }
}
