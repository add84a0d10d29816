import CLibLCMS
import Foundation
import TestSupport
import Testing

@testable import ImagePrep

@Suite("Color")
struct ColorConversionTests {
  private static let converted = TestImage.all.filter {
    FileManager.default.fileExists(atPath: "\(TestImage.folder)/expected/\($0.name).srgb.pam")
  }

  private static var options: Options {
    var options = Options.asStored
    options.color = .srgb
    return options
  }

  @Test("What a file says of its colors is followed", arguments: converted)
  func conversion(_ image: TestImage) throws {
    let result = try Normalizer(Self.options).normalize(contentsOf: image.path)
    let expected = try PixelBuffer(pam: "expected/\(image.name).srgb")
    #expect(result.pixels.size == expected.size && result.pixels.format == expected.format)
    let difference = zip(result.pixels.samples, expected.samples).reduce(0) {
      max($0, abs(Int($1.0) - Int($1.1)))
    }
    #expect(difference <= 1)
    #expect(result.warnings.isEmpty)
  }

  @Test("There are pictures of each kind")
  func kinds() { #expect(Self.converted.count == 13) }

  @Test("Everything else stays as it is stored", arguments: TestImage.all)
  func others(_ image: TestImage) throws {
    guard !Self.converted.contains(where: { $0.name == image.name }) else { return }
    #expect(
      try Normalizer(Self.options).normalize(contentsOf: image.path).pixels.withoutHiddenColors
        == Normalizer(.asStored).normalize(contentsOf: image.path).pixels.withoutHiddenColors)
  }

  @Test(
    "A profile that cannot be used is a warning",
    arguments: [
      ("p3-lacking.jpg", "a part of its color profile is missing"), ("broken-profile.jpg", "broken"),
      ("rgb-gray-profile.jpg", "one of gray"),
    ])
  func unusable(_ name: String, _ words: String) throws {
    let image = try #require(TestImage.named(name))
    let result = try Normalizer(Self.options).normalize(contentsOf: image.path)
    #expect(try result.pixels == image.expected())
    #expect(result.warnings.contains { $0.message.contains(words) })
    #expect(
      try Normalizer(.asStored).normalize(contentsOf: image.path).warnings.filter {
        $0.message.contains("broken")
      }
        == [])
  }

  @Test("The background is a color of sRGB, whatever the picture's are")
  func background() throws {
    let image = try #require(TestImage.named("p3.png"))
    let color = Color(red: 200, green: 30, blue: 60)
    var options = Self.options
    options.alpha = .flatten(onto: color)
    let result = try Normalizer(options).normalize(contentsOf: image.path).pixels
    let kept = try Normalizer(Self.options).normalize(contentsOf: image.path).pixels
    var count = 0
    for y in 0..<kept.height {
      for x in 0..<kept.width where kept[x, y][3] == 0 {
        count += 1
        for (sample, wanted) in zip(result[x, y], [color.red, color.green, color.blue]) {
          #expect(abs(Int(sample) - Int(wanted)) <= 2)
        }
      }
    }
    #expect(count > 0)
  }

  @Test(
    "Scaled, turned and written as it is made, a picture has the same colors",
    arguments: DecodeGrade.allCases)
  func streamed(_ grade: DecodeGrade) throws {
    let folder = try TemporaryFolder()
    for name in ["p3.jpg", "cmyk-profile.jpg", "p3.png"] {
      let image = try #require(TestImage.named(name))
      var options = Self.options
      options.decode = grade
      options.alpha = .flatten(onto: .white)
      options.geometry = .fit(.stretch(width: 20, height: 15))
      let result = try Normalizer(options).normalize(
        contentsOf: image.path, to: folder.path + "/\(name).\(grade).png", as: Encoding(.png)
      ).pixels
      let whole = try Normalizer(Self.options).normalize(contentsOf: image.path).pixels
      let scaled = try Normalizer(options).normalize(whole).pixels
      let difference = zip(result.samples, scaled.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      // Scaled before they are converted, and after: on edges that is not quite the same.
      #expect(difference < 3 * result.samples.count)
      #expect(
        try Normalizer(.asStored).normalize(contentsOf: folder.path + "/\(name).\(grade).png").pixels
          == result)
    }
  }

  private static func profile(of name: String) throws -> [UInt8] {
    let image = try #require(TestImage.named(name))
    let space = unsafe try image.bytes().withUnsafeBytes { bytes in
      unsafe try Format.openDecoder(ByteSource(borrowing: bytes, limits: Limits())).colorSpace
    }
    guard case .profile(let bytes) = space else { throw CancellationError() }
    return bytes.array
  }

  private static func bigEndian(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { v in [24, 16, 8, 0].map { UInt8(v >> $0 & 255) } }
  }

  private static func profile(_ profile: [UInt8], adding name: String, _ tag: [UInt8]) -> [UInt8] {
    let count = Int(profile[131])
    var changed = Array(profile[..<128]) + bigEndian([UInt32(count + 1)])
    for entry in 0..<count {
      let at = 132 + 12 * entry
      let offset = profile[at + 4..<at + 8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      changed += profile[at..<at + 4] + bigEndian([offset + 12]) + profile[at + 8..<at + 12]
    }
    changed += Array(name.utf8) + bigEndian([UInt32(profile.count + 12), UInt32(tag.count)])
    changed += profile[(132 + 12 * count)...] + tag
    changed.replaceSubrange(0..<4, with: bigEndian([UInt32(changed.count)]))
    return changed
  }

  @Test("A profile's floating-point tags, which can cost minutes, are as if they were not there")
  func floatingPoint() throws {
    let profile = try Self.profile(of: "cmyk-profile.jpg")
    // A matrix of four inks to three channels, all zero.
    let matrix = Array("matf".utf8) + Self.bigEndian([0, 0x4_0003]) + [UInt8](repeating: 0, count: 60)
    let tag = Array("mpet".utf8) + Self.bigEndian([0, 0x4_0003, 1, 24, UInt32(matrix.count)]) + matrix

    let inks: [UInt8] = [200, 30, 90, 255]
    var results: [[UInt8]] = []
    for bytes in [profile, Self.profile(profile, adding: "D2B0", tag)] {
      guard case .transform(let transform) = try ColorTransform.find(.profile(MetadataBlock(bytes)), .cmyk)
      else {
        Issue.record("a profile is unusable")
        return
      }
      var result: [UInt8] = [0, 0, 0]
      unsafe transform.convert(inks, to: &result, pixels: 1)
      results.append(result)
    }
    #expect(results[0] == results[1])
  }

  @Test("Colors of high dynamic range, and such as are not known, are a warning")
  func unknownColors() throws {
    let image = try #require(TestImage.named("rgb-8.png"))
    let file = PNGFile(try image.bytes())
    for (codePoints, words) in [
      ([9, 16, 0, 1], "high dynamic range"), ([9, 18, 0, 1], "high dynamic range"),
      ([200, 13, 0, 1], "cICP 200, 13, 0, 1"), ([1, 13, 0, 0], "cICP 1, 13, 0, 0"),
      ([1, 13, 5, 1], "cICP 1"),
    ] as [([UInt8], String)] {
      let marked = file.adding("cICP", codePoints)
      let result = try Normalizer(Self.options).normalize(marked.bytes)
      #expect(try result.pixels == image.expected())
      #expect(result.warnings.count == 1 && result.warnings[0].message.contains(words), "\(result.warnings)")
      #expect(try Normalizer(.asStored).normalize(marked.bytes).warnings == [])
      // What else the file says is followed, as by readers that do not know cICP; unless that could only be a makeshift.
      let linear = file.adding("gAMA", Self.bigEndian([100_000]))
      let both = try Normalizer(Self.options).normalize(linear.adding("cICP", codePoints).bytes)
      let isHighDynamicRange = words == "high dynamic range"
      let expected =
        try isHighDynamicRange ? image.expected() : Normalizer(Self.options).normalize(linear.bytes).pixels
      #expect(both.pixels == expected && both.warnings.isEmpty != isHighDynamicRange)
    }
    // The code points of PQ, in a profile.
    let tag = Array("cicp".utf8) + [0, 0, 0, 0, 9, 16, 0, 1]
    let bytes = Self.profile(try Self.profile(of: "p3.jpg"), adding: "cicp", tag)
    guard case .unusable(let reason) = try ColorTransform.find(.profile(MetadataBlock(bytes)), .rgb) else {
      Issue.record("it is used")
      return
    }
    #expect(reason.description.contains("high dynamic range"))
  }

  @Test("A profile counts more than an sRGB chunk, in whichever order they are")
  func profileAndChunk() throws {
    let file = PNGFile(try #require(TestImage.named("p3.png")).bytes())
    #expect(file.chunks[1].type == "iCCP")
    var behind = file
    behind.chunks.insert(PNGFile.Chunk(type: "sRGB", data: [0]), at: 2)
    let expected = try Normalizer(Self.options).normalize(file.bytes)
    for marked in [file.adding("sRGB", [0]), behind] {
      let result = try Normalizer(Self.options).normalize(marked.bytes)
      #expect(result.pixels == expected.pixels && result.warnings == [])
    }
    // Nor do chunks that make no sense count more.
    for (type, data) in [
      ("gAMA", Self.bigEndian([0])), ("cHRM", Self.bigEndian(Array(repeating: 1, count: 8))),
    ] {
      let result = try Normalizer(Self.options).normalize(file.adding(type, data).bytes)
      #expect(result.pixels == expected.pixels && result.warnings == [])
    }
    // Without a profile, it counts more than what stands for it.
    var bare = file
    bare.chunks.remove(at: 1)
    let marked = bare.adding("gAMA", Self.bigEndian([100_000])).adding("sRGB", [0])
    #expect(
      try Normalizer(Self.options).normalize(marked.bytes).pixels
        == Normalizer(Self.options).normalize(bare.bytes).pixels)
  }

  @Test("A gamma of 1/2.2 is the curve of sRGB with its primaries, and itself with others")
  func gamma() throws {
    let grays = try PixelBuffer(
      size: Size(width: 256, height: 1), format: .rgb8, samples: (0..<768).map { UInt8($0 / 3) })
    let file = PNGFile(try grays.encoded(as: Encoding(.png))).adding("gAMA", Self.bigEndian([45_455]))
    let sRGB: [UInt32] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000]
    #expect(
      try Normalizer(Self.options).normalize(file.adding("cHRM", Self.bigEndian(sRGB)).bytes).pixels == grays)
    var wider = sRGB
    (wider[4], wider[5]) = (21_000, 71_000)
    let result = try Normalizer(Self.options).normalize(file.adding("cHRM", Self.bigEndian(wider)).bytes)
      .pixels
    for value in 0..<256 {
      // IEC 61966-2-1, 5.2.
      let light = pow(Double(value) / 255, 2.2)
      let encoded = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
      for sample in result[value, 0] { #expect(abs(Double(sample) - 255 * encoded) < 1.2, "\(value)") }
    }
  }

  /// Black ink alone: from none to all of it, white to black; and back.
  private static func blackInkProfile() throws -> [UInt8] {
    let lightness = (0..<16).flatMap { [$0.isMultiple(of: 2) ? 0xFF00 : 0, 0x8000, 0x8000] as [UInt16] }
    let black = (0..<8).flatMap { [0, 0, 0, $0 < 4 ? 0xFFFF : 0] as [UInt16] }
    return try cmykProfile([
      (cmsSigAToB0Tag, 4, 3, points: 2, lightness), (cmsSigBToA0Tag, 3, 4, points: 2, black),
    ])
  }

  @Test("Missing rows of four inks are the background, black too")
  func missingInks() throws {
    let bytes = try #require(TestImage.named("cmyk-profile.jpg")).bytes()
    // Its profile, an APP2 segment, is replaced.
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xE2]) })
    let end = start + 2 + Int(bytes[start + 2]) << 8 + Int(bytes[start + 3])
    let content = try Array("ICC_PROFILE".utf8) + [0, 1, 1] + Self.blackInkProfile()
    let segment = [0xFF, 0xE2] + Self.bigEndian([UInt32(content.count + 2)]).suffix(2) + content
    let file = bytes[..<start] + segment + bytes[end...]
    var options = Self.options
    options.lenient = true
    for value in [0, 100, 255] as [UInt8] {
      options.alpha = .flatten(onto: Color(red: value, green: value, blue: value))
      let result = try Normalizer(options).normalize(Array(file.dropLast(bytes.count / 10)))
      #expect(result.fractionDecoded < 1)
      let last = result.pixels[5, result.pixels.height - 1]
      for sample in last { #expect(abs(Int(sample) - Int(value)) <= 2, "\(value): \(last)") }
    }
  }

  @Test("A color becomes inks where the profile has a way back, and they become that color")
  func encodedInks() throws {
    let bytes = try Self.blackInkProfile()
    guard let profile = try ICCProfile(.profile(MetadataBlock(bytes))),
      let oneWay = try ICCProfile(.profile(MetadataBlock(try Self.profile(of: "cmyk-profile.jpg")))),
      case .transform(let transform) = try ColorTransform.find(.profile(MetadataBlock(bytes)), .cmyk)
    else {
      Issue.record("a profile is unusable")
      return
    }
    for value in [0, 40, 100, 180, 255] as [UInt8] {
      let encoded = try profile.encode(Color(red: value, green: value, blue: value))
      let inks = try #require(encoded)
      var result: [UInt8] = [0, 0, 0]
      unsafe transform.convert(inks, to: &result, pixels: 1)
      for sample in result { #expect(abs(Int(sample) - Int(value)) <= 2, "\(value): \(inks) \(result)") }
    }
    let nothing = try oneWay.encode(.white)
    #expect(nothing == nil)
  }

  @Test(
    "Transparency is laid on the background in sRGB",
    arguments: ["rgba-8.png", "gray-alpha-8.png", "palette-8-trns.png"])
  func blending(_ name: String) throws {
    let file = PNGFile(try #require(TestImage.named(name)).bytes())
    let bytes = file.adding("gAMA", Self.bigEndian([100_000])).bytes
    for background in [Color.white, Color(red: 200, green: 30, blue: 60)] {
      var options = Self.options
      options.alpha = .flatten(onto: background)
      let result = try Normalizer(options).normalize(bytes).pixels
      let kept = try Normalizer(Self.options).normalize(bytes).pixels
      var halfTransparent = 0
      for y in 0..<kept.height {
        for x in 0..<kept.width {
          let alpha = Double(kept[x, y][3]) / 255
          if (0.2..<0.8).contains(alpha) { halfTransparent += 1 }
          for (index, behind) in [background.red, background.green, background.blue].enumerated() {
            let blended = Double(kept[x, y][index]) * alpha + Double(behind) * (1 - alpha)
            #expect(abs(Double(result[x, y][index]) - blended) <= 0.51)
          }
        }
      }
      #expect(halfTransparent > 20 && result.format == .rgb8)
      // It is done before anything is scaled, as where there is nothing to convert.
      options.decode = .exact
      options.geometry = .fit(.stretch(width: 20, height: 15))
      #expect(try Normalizer(options).normalize(bytes).pixels == Normalizer(options).normalize(result).pixels)
    }
  }

  /// Of four inks to any colors: the points of its table, as far apart as those of our grid, have nothing to do with
  /// each other.
  private static func randomCMYKProfile() throws -> [UInt8] {
    var generator = SeededGenerator(5)
    var table = [UInt16]()
    for _ in 0..<17 * 17 * 17 * 17 {
      // L* of 0 to 100, a* and b* of -30 to 30: few are outside sRGB.
      table.append(UInt16.random(in: 0...0xFF00, using: &generator))
      for _ in 0..<2 { table.append(UInt16.random(in: 0x6200...0x9E00, using: &generator)) }
    }
    return try cmykProfile([(cmsSigAToB0Tag, 4, 3, points: 17, table)])
  }

  private static func cmykProfile(
    _ tables: [(tag: cmsTagSignature, from: UInt32, to: UInt32, points: UInt32, values: [UInt16])]
  ) throws -> [UInt8] {
    let profile = unsafe try #require(unsafe cmsCreateProfilePlaceholder(nil))
    defer { unsafe cmsCloseProfile(profile) }
    unsafe cmsSetProfileVersion(profile, 2.1)
    unsafe cmsSetDeviceClass(profile, cmsSigOutputClass)
    unsafe cmsSetColorSpace(profile, cmsSigCmykData)
    unsafe cmsSetPCS(profile, cmsSigLabData)
    for table in tables {
      let pipeline = unsafe try #require(unsafe cmsPipelineAlloc(nil, table.from, table.to))
      defer { unsafe cmsPipelineFree(pipeline) }
      let stage = unsafe cmsStageAllocCLut16bit(nil, table.points, table.from, table.to, table.values)
      try #require(unsafe cmsPipelineInsertStage(pipeline, cmsAT_END, stage) != 0)
      try #require(unsafe cmsWriteTag(profile, table.tag, UnsafeRawPointer(pipeline)) != 0)
    }
    var count: cmsUInt32Number = 0
    try #require(unsafe cmsSaveProfileToMem(profile, nil, &count) != 0)
    var bytes = [UInt8](repeating: 0, count: Int(count))
    try #require(unsafe cmsSaveProfileToMem(profile, &bytes, &count) != 0)
    return bytes
  }

  @Test("Between the points of its grid, CMYK becomes what Little CMS makes of it", arguments: [false, true])
  func inks(ofRandomProfile isRandom: Bool) throws {
    let space = ColorSpace.profile(
      MetadataBlock(try isRandom ? Self.randomCMYKProfile() : Self.profile(of: "cmyk-profile.jpg")))
    // Every value of each ink, equal distances of all, and any.
    var inks: [UInt8] = []
    for value in 0...UInt8.max {
      inks += (0..<4).flatMap { ink in (0..<4).map { $0 == ink ? value : 97 } }
      inks += [value, value, value, value]
    }
    var generator = SeededGenerator(4)
    inks += (0..<400_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let pixels = inks.count / 4

    guard let profile = try ICCProfile(space),
      let transform = try profile.transform(lcms_cmyk_16, lcms_rgb_16),
      case .transform(let found) = try ColorTransform.find(space, .cmyk)
    else {
      Issue.record("the profile is unusable")
      return
    }
    var expected = [UInt16](repeating: 0, count: 3 * pixels)
    unsafe transform.run(inks.map { 257 * UInt16($0) }, to: &expected, pixels: pixels)
    var result = [UInt8](repeating: 0, count: 3 * pixels)
    unsafe found.convert(inks, to: &result, pixels: pixels)
    let differences = zip(result, expected).map { abs(257 * Int($0) - Int($1)) }
    // Rounded to the nearest of 256, but for what fixed point loses in Little CMS.
    #expect(differences.allSatisfy { $0 <= 129 + 16 })
    #expect(Set(result).count > 250)
  }
}
