import Foundation
import Testing

@testable import ImagePrep

@Suite("Bad input gives an error or a warned result, never a crash")
struct BadInputTests {
  /// What damage may lead to.
  private static let dataErrors: [ImageError.Code] = [
    .corrupt, .truncated, .unsupportedFormat, .unsupportedVariant, .overLimit,
  ]

  private static func limited(lenient: Bool) -> Normalizer {
    var options = Options(max: 24)
    options.lenient = lenient
    // Damage to a header may claim any size.
    options.limits.pixels = 1_000_000
    return Normalizer(options)
  }

  /// What should not have become of an image; nil where all is well.
  private static func fault(_ bytes: [UInt8], _ normalizer: Normalizer) -> String? {
    do {
      let image = try normalizer.normalize(bytes)
      let isMultiple = image.pixels.width.isMultiple(of: 8) && image.pixels.height.isMultiple(of: 8)
      return isMultiple ? nil : "gave \(image.pixels.size)"
    } catch {
      return dataErrors.contains(error.code) && !error.reason.isEmpty ? nil : "\(error.code) \(error)"
    }
  }

  @Test("Nothing, one byte, text")
  func nothing() {
    for (bytes, code) in [
      ([], ImageError.Code.corrupt), ([0xFF], .unsupportedFormat),
      (Array("not an image".utf8), .unsupportedFormat),
      (Array("GIF89a".utf8), .truncated), ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .truncated),
      ([0xFF, 0xD8, 0xFF], .truncated), (Array("RIFF\u{40}\u{0}\u{0}\u{0}WEBP".utf8), .truncated),
    ] {
      let error = #expect(throws: ImageError.self) { try Normalizer().normalize(bytes) }
      #expect(error?.code == code, "\(bytes)")
    }
  }

  @Test("Every prefix of every image", arguments: TestImage.all)
  func prefixes(_ image: TestImage) throws {
    let bytes = try image.bytes()
    let step = bytes.count > 8_000 ? bytes.count / 300 : 1
    for lenient in [false, true] {
      let normalizer = Self.limited(lenient: lenient)
      for count in stride(from: 0, to: bytes.count, by: step) {
        #expect(Self.fault(Array(bytes[..<count]), normalizer) == nil, "\(count) bytes, lenient \(lenient)")
      }
    }
  }

  @Test("2,000 random corruptions of every image", arguments: TestImage.all)
  func corruptions(_ image: TestImage) throws {
    let bytes = try image.bytes()
    // Another picture of the format, to splice pieces of it in.
    let other = try #require(TestImage.all.last { $0.format == image.format }).bytes()
    var generator = SeededGenerator(UInt64(bytes.count))
    for round in 0..<2_000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...6, using: &generator) where !damaged.isEmpty {
        let at = Int.random(in: damaged.indices, using: &generator)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: damaged[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: damaged[at] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 2: damaged[at] = [0, 255, 127, 128].randomElement(using: &generator) ?? 0
        case 3: damaged.remove(at: at)
        case 4: damaged.insert(contentsOf: Self.piece(of: damaged, &generator), at: at)
        case 5: damaged.replaceSubrange(at..., with: Self.piece(of: damaged, &generator))
        case 6: damaged.insert(contentsOf: Self.piece(of: other, &generator), at: at)
        case 7:
          // A piece goes elsewhere.
          let piece = Self.piece(of: damaged, &generator)
          damaged.removeSubrange(piece.indices)
          damaged.insert(contentsOf: piece, at: min(at, damaged.count))
        default: damaged.insert(UInt8.random(in: 0...255, using: &generator), at: at)
        }
      }
      #expect(
        Self.fault(damaged, Self.limited(lenient: round.isMultiple(of: 2))) == nil, "corruption \(round)")
    }
  }

  private static func piece(of bytes: [UInt8], _ generator: inout SeededGenerator) -> ArraySlice<UInt8> {
    let start = Int.random(in: 0...bytes.count, using: &generator)
    return bytes[start...].prefix(Int.random(in: 0...200, using: &generator))
  }

  /// The start of an RGB PNG of some size.
  private static func header(_ width: UInt32, _ height: UInt32) -> [UInt8] {
    func bytes(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }
    let ihdr = Array("IHDR".utf8) + bytes(width) + bytes(height) + [8, 2, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + ihdr + crc32(ihdr)
      + [0, 0, 0, 1] + Array("IDAT".utf8) + [0]
  }

  @Test("A header that claims 60000×60000 is refused before anything of that size is allocated")
  func hugeHeader() throws {
    let error = #expect(throws: ImageError.self) { try Normalizer().normalize(Self.header(60000, 60000)) }
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
          try Normalizer(options).normalize(Self.header(width, height))
        }
        #expect([.overLimit, .outOfMemory, .truncated].contains(error?.code))
      }
    }
  }

  @Test(
    "What is missing of a truncated image is background, when that is asked for",
    arguments: ["photo.jpg", "subject.png", "photo.gif", "photo.webp"])
  func lenient(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let bytes = try image.bytes()
    let half = Array(bytes[..<(bytes.count * 3 / 4)])
    var options = Options(max: nil, multiple: 1)
    options.orientation = .ignore
    options.alpha = .flatten(onto: Color(red: 255, green: 0, blue: 255))
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
    #expect(error?.code == .truncated)
    #expect(error?.option == .lenient)
    options.lenient = true
    let result = try Normalizer(options).normalize(half)
    #expect(result.pixels.size == image.size)
    #expect(!result.warnings.isEmpty)
    let last = result.pixels[image.size.width / 2, image.size.height - 1]
    #expect(last == [255, 0, 255])
    let whole = try Normalizer(options).normalize(bytes).pixels
    #expect(result.pixels[20, 2] == whole[20, 2])
  }

  @Test(
    "How much must be there of a truncated image",
    arguments: ["photo.jpg", "subject.png", "interlaced.gif", "photo.gif", "photo.webp"])
  func minComplete(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let bytes = try image.bytes()
    let half = Array(bytes[..<(bytes.count * 3 / 4)])
    var options = Options()
    options.lenient = true
    let fraction = try Normalizer(options).normalize(half).fractionDecoded
    #expect(fraction > 0.1 && fraction < 0.95)
    options.minComplete = fraction
    #expect(try Normalizer(options).normalize(half).fractionDecoded == fraction)
    #expect(try Normalizer(options).normalize(bytes).fractionDecoded == 1)
    options.minComplete = fraction + 0.01
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
    #expect(error?.code == .truncated && error?.fractionDecoded == fraction)
    options.minComplete = 1.1
    #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
  }

  @Test("Leniency is not advised where it would not reach the minimum")
  func adviceBelowMinimum() throws {
    let bytes = try #require(TestImage.named("photo.jpg")).bytes()
    let half = Array(bytes[..<(bytes.count * 3 / 4)])
    var options = Options()
    let plain = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
    let fraction = try #require(plain?.fractionDecoded)
    for (minimum, isAdvised) in [(0, true), (fraction, true), (fraction + 0.01, false), (1, false)] {
      options.minComplete = minimum
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
      #expect(error?.code == .truncated && error?.fractionDecoded == fraction)
      #expect(error?.description.contains("lenient") == isAdvised)
    }
  }

  @Test("A name that says another format is a warning")
  func wrongName() throws {
    let folder = try TemporaryFolder()
    let image = try #require(TestImage.named("lossy.webp"))
    for (name, count) in [("a.jpg", 1), ("a.JPEG", 1), ("a.webp", 0), ("a.bin", 0), ("a", 0)] {
      try Data(image.bytes()).write(to: URL(filePath: "\(folder.path)/\(name)"))
      let result = try Normalizer().normalize(contentsOf: "\(folder.path)/\(name)")
      #expect(result.warnings.count { $0.message.contains("its bytes are webp") } == count)
    }
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

  @Test("Data that end early are missing, however the picture is coded", arguments: ["arithmetic.jpg"])
  func arithmetic(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let bytes = try image.bytes()
    let scan = try #require(bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    var options = Options.asStored
    for count in stride(from: scan + 20, to: bytes.count - 2, by: 7) {
      options.lenient = false
      let error = #expect(throws: ImageError.self) {
        try Normalizer(options).normalize(Array(bytes[..<count]))
      }
      #expect(error?.code == .truncated)
      options.lenient = true
      // A row of blocks and more, or there is nothing to be shown.
      guard error?.fractionDecoded ?? 0 > 0.5 else { continue }
      let result = try Normalizer(options).normalize(Array(bytes[..<count]))
      #expect(result.fractionDecoded < 1 && !result.warnings.isEmpty)
    }
  }

  @Test("Gray pixels are filled up with a colored background")
  func lenientGray() throws {
    let image = try #require(TestImage.named("gray-8.png"))
    let bytes = try image.bytes()
    var options = Options(max: nil, multiple: 1)
    options.lenient = true
    options.alpha = .flatten(onto: Color(red: 0, green: 0, blue: 255))
    let result = try Normalizer(options).normalize(Array(bytes[..<(bytes.count / 2)])).pixels
    #expect(result[5, image.size.height - 1] == [0, 0, 255])
    #expect(try result[5, 1] == image.expected()[5, 1])
    // So there must be room for it where there is a palette of grays.
    for (background, channels) in [(Color(red: 0, green: 0, blue: 255), 3), (.white, 1)] {
      let flattener = Flattener(
        .indexed(.grays), .flatten(onto: .white), premultiplies: false, missingRows: background)
      #expect(flattener.samples == (channels == 1 ? .gray : .rgb))
    }
  }

  @Test(
    "A picture of which nothing is there is refused, however lenient",
    arguments: ["photo.jpg", "subject.png"])
  func nothingDecoded(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    var options = Options()
    options.lenient = true
    for count in [20, name == "photo.jpg" ? 700 : 60] {
      let start = try Array(image.bytes()[..<count])
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(start) }
      #expect(error?.code == .truncated)
      #expect(error?.option != .lenient)
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

  @Test("No number of a frame overflows")
  func frameNumber() throws {
    var options = Options()
    options.frame = .max
    let image = try #require(TestImage.named("animation.gif"))
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(contentsOf: image.path) }
    #expect(error?.code == .invalidOptions)
  }

  @Test("A strip of one pixel's width costs more than its pixels tell")
  func strip() {
    for (width, height, option) in [(1, 1_000_001, OptionKey.limitHeight), (1_000_001, 1, .limitWidth)] {
      let error = #expect(throws: ImageError.self) {
        try Normalizer().normalize(Self.header(UInt32(width), UInt32(height)))
      }
      #expect(error?.code == .overLimit)
      #expect(error?.option == option && error?.limit == 1_000_000)
    }
  }

  @Test("A progressive JPEG that lacks scans is refused, or shown less sharp")
  func missingScans() throws {
    let image = try #require(TestImage.named("progressive-444.jpg"))
    let bytes = try image.bytes()
    let half = Array(bytes[..<(bytes.count * 9 / 10)])
    var options = Options(max: nil, multiple: 1)
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
    #expect(error?.code == .truncated)
    options.lenient = true
    let result = try Normalizer(options).normalize(half)
    #expect(result.warnings.contains { $0.message.contains("scan") })
    let whole = try Normalizer(options).normalize(bytes).pixels.samples
    let difference = zip(whole, result.pixels.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    #expect(difference > 0 && difference < 20 * whole.count)
  }

  private static func crc32(_ bytes: [UInt8]) -> [UInt8] {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    crc = ~crc
    return [24, 16, 8, 0].map { UInt8(crc >> $0 & 255) }
  }

  @Test("A sequential JPEG of several scans is truncated where one is not all there, or missing")
  func truncatedScans() throws {
    let image = try #require(TestImage.named("photo-scans.jpg"))
    let bytes = try image.bytes()
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    try #require(scans.count == 3)
    var options = Options.asStored
    for cut in [scans[1], scans[1] + 5, scans[2], (scans[1] + scans[2]) / 2, (scans[2] + bytes.count) / 2] {
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(Array(bytes[..<cut])) }
      #expect(error?.code == .truncated, "\(cut)")
    }
    options.lenient = true
    let half = Array(bytes[..<((scans[2] + bytes.count) / 2)])
    let result = try Normalizer(options).normalize(half)
    let rows = Int((result.fractionDecoded * 120).rounded())
    #expect(rows > 16 && rows < 112)
    let columns = 160 * 3
    let (there, expected) = try (result.pixels.samples, image.expected().samples)
    #expect(there.prefix((rows - 1) * columns) == expected.prefix((rows - 1) * columns))
    #expect(there.suffix(columns).allSatisfy { $0 == 255 })
  }

  @Test("The end of a JPEG's data is noticed behind a restart marker that is out of order")
  func truncatedRestarts() throws {
    let bytes = try #require(TestImage.named("photo-restarts.jpg")).bytes()
    let markers = bytes.indices.dropLast().filter {
      bytes[$0] == 0xFF && (0xD0...0xD7).contains(bytes[$0 + 1])
    }
    try #require(markers.count == 39)
    // The second of these stands for the fifth, so that those in between are taken to be missing; then the data end.
    var damaged = Array(bytes[..<(markers[12] + 2)])
    damaged[markers[6] + 1] = bytes[markers[9] + 1]
    let error = #expect(throws: ImageError.self) { try Normalizer(Options.asStored).normalize(damaged) }
    #expect(error?.code == .truncated)
  }

  @Test("A marker that ends the data of a JPEG early leaves gray, or background, and is told")
  func cutByMarker() throws {
    for (name, expectedRows) in [("photo.jpg", 48), ("restarts.jpg", 16)] {
      let image = try #require(TestImage.named(name))
      let bytes = try image.bytes()
      // A whole group of blocks is missing from where an unexpected marker takes the place of two bytes.
      var damaged = bytes
      let at = bytes.count * 9 / 10
      (damaged[at], damaged[at + 1]) = (0xFF, 0xD9)
      var options = Options.asStored
      let result = try Normalizer(options).normalize(damaged)
      let fraction = result.fractionDecoded
      #expect(
        fraction > 0 && fraction < 1 && result.warnings.contains { $0.message.contains("the rest is gray") })
      let rows = Int((fraction * Double(image.size.height)).rounded())
      try #require(rows % 8 == 0 && rows >= expectedRows)
      // What is said to be there is as the whole file has it, but for a row that is interpolated with the next.
      let expected = try image.expected()
      let columns = expected.size.width * 3
      #expect(
        result.pixels.samples.prefix((rows - 1) * columns) == expected.samples.prefix((rows - 1) * columns))
      #expect(result.pixels.samples.suffix(3) == [128, 128, 128])

      // How much must be there holds without leniency too.
      options.minComplete = fraction
      #expect(try Normalizer(options).normalize(damaged).pixels == result.pixels)
      for minimum in [fraction + 0.01, 1] {
        options.minComplete = minimum
        let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(damaged) }
        #expect(error?.code == .truncated && error?.fractionDecoded == fraction)
        #expect(error?.description.contains("lenient") == false)
        #expect(error?.option == .minComplete)
      }
      options.minComplete = 0

      options.lenient = true
      let lenient = try Normalizer(options).normalize(damaged)
      #expect(lenient.pixels.samples.suffix(3) == [255, 255, 255] && lenient.fractionDecoded <= fraction)
      options.minComplete = 0.95
      #expect(throws: ImageError.self) { try Normalizer(options).normalize(damaged) }
    }
  }
}
