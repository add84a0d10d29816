import Testing

@testable import ImagePrep

@Suite("JPEG: segments that are repeated, unusual kinds, gain maps")
struct JPEGHeaderTests {
  private static func bytes(_ name: String) throws -> [UInt8] { try #require(TestImage.named(name)).bytes() }

  /// Where the first segment with that marker begins.
  private static func segment(_ marker: UInt8, in bytes: [UInt8]) throws -> Range<Int> {
    var at = 2
    while at + 4 <= bytes.count {
      let end = at + 2 + (Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]))
      if bytes[at + 1] == marker { return at..<end }
      at = end
    }
    throw CancellationError()
  }

  private static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
    [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 255)] + content
  }

  private static func frame(in bytes: [UInt8]) throws -> Range<Int> { try segment(0xC0, in: bytes) }

  @Test("A profile that is there twice is there", arguments: ["p3.jpg", "p3-split.jpg"])
  func repeatedProfile(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let bytes = try image.bytes()
    var options = Options.asStored
    options.color = .srgb
    let expected = try Normalizer(options).normalize(bytes)
    try #require(expected.info.hasColorProfile && expected.warnings.isEmpty)
    // Every segment of it, in a row.
    var profile: [UInt8] = []
    var at = 2
    while bytes[at + 1] != 0xDA {
      let end = at + 2 + (Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]))
      if bytes[at + 1] == 0xE2 { profile += bytes[at..<end] }
      at = end
    }
    let first = try Self.segment(0xE2, in: bytes)
    for place in [first.lowerBound, first.upperBound, try Self.frame(in: bytes).upperBound] {
      let twice = Array(bytes[..<place] + profile + bytes[place...])
      let result = try Normalizer(options).normalize(twice)
      #expect(result.pixels == expected.pixels && result.warnings.isEmpty && result.info.hasColorProfile)
      // One of the two is not like the other.
      var different = twice
      different[place + profile.count - 1] ^= 1
      let warned = try Normalizer(options).normalize(different)
      #expect(
        warned.warnings.count == 1 && warned.warnings.first?.message.contains("contradict each other") == true
      )
      #expect(try warned.pixels == image.expected())
    }
  }

  @Test("Kinds that are not decoded are named")
  func kinds() throws {
    let bytes = try Self.bytes("444.jpg")
    let frame = try Self.frame(in: bytes)
    func error(_ change: (inout [UInt8]) -> Void) -> ImageError? {
      var changed = bytes
      change(&changed)
      return #expect(throws: ImageError.self) { try Normalizer().normalize(changed) }
    }
    for (error, words) in [
      (error { $0[frame.lowerBound + 1] = 0xC3 }, "lossless JPEG"),
      (error { $0[frame.lowerBound + 1] = 0xC5 }, "hierarchical JPEG"),
      (error { $0[frame.lowerBound + 1] = 0xCE }, "hierarchical JPEG"),
      (error { $0[frame.lowerBound + 4] = 12 }, "12 bits"),
      (error { $0.replaceSubrange(frame.lowerBound + 5..<frame.lowerBound + 7, with: [0, 0]) }, "DNL"),
    ] {
      #expect(error?.code == .unsupportedVariant && error?.advice.contains("convert") == true)
      #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "")")
      #expect(error?.reason.contains("0x") == false)
    }
    let empty = error { $0.replaceSubrange(frame.lowerBound + 7..<frame.lowerBound + 9, with: [0, 0]) }
    #expect(empty?.code == .corrupt && empty?.reason.contains("no pixels") == true)
  }

  /// A list of pictures (MPF) with one entry for each kind.
  private static func pictures(_ kinds: [UInt32], isLittleEndian: Bool) -> [UInt8] {
    func number(_ value: UInt32, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(value >> (8 * UInt32($0)) & 255) }
      return isLittleEndian ? bytes : bytes.reversed()
    }
    let entries = kinds.flatMap { number($0, 4) + number(1000, 4) + number(0, 4) + number(0, 4) }
    let directory =
      number(2, 2) + number(0xB001, 2) + number(4, 2) + number(1, 4) + number(UInt32(kinds.count), 4)
      + number(0xB002, 2) + number(7, 2) + number(UInt32(entries.count), 4) + number(38, 4) + number(0, 4)
    let mark: [UInt8] = isLittleEndian ? [0x49, 0x49, 0x2A, 0] : [0x4D, 0x4D, 0, 0x2A]
    return Array("MPF\0".utf8) + mark + number(8, 4) + directory + entries
  }

  @Test("A gain map that is left out is a note; a preview is none")
  func gainMap() throws {
    let xmp = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
    func described(_ text: String) -> [UInt8] {
      Self.segment(0xE1, xmp + Array("<x:xmpmeta><rdf:Description \(text)/></x:xmpmeta>".utf8))
    }
    let bytes = try Self.bytes("420.jpg")
    let plain = try Normalizer().normalize(bytes)
    for (segment, isGainMap) in [
      (described("xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\""), true),
      (described("xmlns:HDRGainMap='http://ns.apple.com/HDRGainMap/1.0/'"), true),
      (described("Item:Semantic=\"GainMap\""), true),
      (described("xmp:CreatorTool=\"a gain map editor\""), false),
      (Self.segment(0xE2, Array("urn:iso:std:iso:ts:21496:-1\0\0\0\0\0".utf8)), true),
      (Self.segment(0xE2, Self.pictures([0x030000, 0], isLittleEndian: false)), true),
      (Self.segment(0xE2, Self.pictures([0x2003_0000, 0x010001, 0], isLittleEndian: true)), true),
      (Self.segment(0xE2, Self.pictures([0x030000, 0x010001], isLittleEndian: false)), false),
      (Self.segment(0xE2, Self.pictures([0x030000, 0x010002], isLittleEndian: true)), false),
      (Self.segment(0xE2, Self.pictures([0x030000], isLittleEndian: true)), false),
      (Self.segment(0xE2, Array("MPF\0II*\0\u{FF}\u{FF}".utf8)), false),
    ] {
      let result = try Normalizer().normalize(Array(bytes[..<2] + segment + bytes[2...]))
      #expect(result.pixels == plain.pixels && result.warnings.isEmpty)
      #expect(result.info.hasGainMap == isGainMap && result.info.notes.count == (isGainMap ? 1 : 0))
    }
    #expect(plain.info.hasGainMap == false && plain.info.notes.isEmpty)
  }
}
