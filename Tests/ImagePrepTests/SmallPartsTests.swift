import Testing

@testable import ImagePrep

@Suite("Small parts")
struct SmallPartsTests {
  @Test(
    "Colors",
    arguments: [
      ("#fff", Color.white), ("#1a2B3c", Color(red: 0x1A, green: 0x2B, blue: 0x3C)), ("White", .white),
      ("rebeccapurple", Color(red: 102, green: 51, blue: 153)), ("nope", nil), ("#12", nil), ("#12345", nil),
      ("", nil), ("#+12", nil), ("#１２３", nil),
    ])
  func colors(_ text: String, _ color: Color?) {
    #expect(Color(text) == color)
  }

  @Test("Exif: both byte orders, with and without its signature")
  func exif() {
    let little: [UInt8] = [
      0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
    ]
    let big: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0,
    ]
    #expect(orientation(little) == .quarterTurned)
    #expect(orientation(big) == .threeQuarterTurned)
    #expect(orientation(Array("Exif".utf8) + [0, 0] + big) == .threeQuarterTurned)
    for count in little.indices.dropLast(6) { #expect(orientation(Array(little[..<count])) == nil) }
    var outOfRange = little
    outOfRange[18] = 9
    #expect(orientation(outOfRange) == nil)
  }

  @Test("Adobe RGB: as the standard says it, and as some cameras do")
  func adobeRGB() {
    func entry(_ tag: Int, _ type: UInt8, _ count: UInt8, _ value: [UInt8]) -> [UInt8] {
      [UInt8(tag >> 8), UInt8(tag & 255), 0, type, 0, 0, 0, count] + value
    }
    let start: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1] + entry(0x8769, 4, 1, [0, 0, 0, 22])
    let index: [UInt8] = [0, 1] + entry(1, 2, 4, Array("R03".utf8) + [0])
    func exif(_ space: [UInt8]) -> [UInt8] {
      start + [0, 2] + entry(0xA001, 3, 1, space + [0, 0]) + entry(0xA005, 4, 1, [0, 0, 0, 48]) + index
    }
    #expect(Exif(MetadataBlock(exif([0xFF, 0xFF])))?.isAdobeRGB == true)
    #expect(Exif(MetadataBlock(exif([0, 2])))?.isAdobeRGB == true)
    #expect(Exif(MetadataBlock(exif([0, 1])))?.isAdobeRGB == false)
    #expect(Exif(MetadataBlock(Array(exif([0xFF, 0xFF]).dropLast(14))))?.isAdobeRGB == false)
  }

  private func orientation(_ tiff: [UInt8]) -> Orientation? { Exif(MetadataBlock(tiff))?.orientation }

  @Test("Exif made of noise never traps")
  func exifNoise() {
    var generator = SeededGenerator(30)
    var found = 0
    for _ in 0..<20_000 {
      var bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      if bytes.count > 8 { bytes.replaceSubrange(0..<4, with: [0x4D, 0x4D, 0, 42]) }
      if orientation(bytes) != nil { found += 1 }
    }
    #expect(found < 20_000)
  }

  @Test("Formats are told by their first bytes")
  func sniffing() {
    #expect(Format(sniffing: [0xFF, 0xD8, 0xFF, 0xE0]) == .jpeg)
    #expect(Format(sniffing: Array("GIF87a".utf8)) == .gif)
    #expect(Format(sniffing: Array("RIFFxxxxWEBPVP8 ".utf8)) == .webp)
    #expect(Format(sniffing: Array("RIFFxxxxWAVE".utf8)) == nil)
    #expect(Format(sniffing: [0xFF, 0xD8]) == nil)
    #expect(Format(sniffing: []) == nil)
  }

  @Test("Errors name the file, the matter and the way out")
  func errors() {
    let error = ImageError(.corrupt, "it is bent", advice: "unbend it", path: "a.png")
    #expect(error.description == "a.png: it is bent; unbend it")
    #expect(ImageError(.corrupt, "it is bent").description == "it is bent")
  }

  @Test("Buffers refuse what they cannot hold")
  func buffers() {
    for size in [Size(width: 0, height: 5), Size(width: 5, height: -1), Size(width: Int.max, height: 2)] {
      #expect(throws: ImageError.self) { try PixelBuffer(size: size, format: .rgb8) }
    }
    #expect(throws: ImageError.self) {
      try PixelBuffer(size: Size(width: 2, height: 2), format: .gray8, samples: [1, 2, 3])
    }
  }

  @Test("Rows are aligned, and never a multiple of 4096 apart")
  func strides() {
    for rowBytes in 1...20_000 {
      let stride = AlignedStorage.bytesPerRow(for: rowBytes)
      #expect(stride >= rowBytes && stride.isMultiple(of: 64) && !stride.isMultiple(of: 4096))
    }
  }

  @Test("A missing file, a folder")
  func paths() throws {
    let missing = #expect(throws: ImageError.self) { try Normalizer().normalize(contentsOf: "/no/such.png") }
    #expect(missing?.code == .missing && missing?.path == "/no/such.png")
    let folder = #expect(throws: ImageError.self) { try Normalizer().normalize(contentsOf: TestImage.folder) }
    #expect(folder?.code == .unreadable)
  }
}
