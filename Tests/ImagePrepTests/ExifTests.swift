import TestSupport
import Testing

@testable import ImagePrep

@Suite("Exif")
struct ExifTests {
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

  /// The first orientation of the first directory, read as the TIFF specification says; nil if there is none.
  private func plainOrientation(_ bytes: [UInt8]) -> Int? {
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at + count <= bytes.count else { return nil }
      let digits = bytes[at..<at + count]
      return (bytes[0] == 0x49 ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 * 256 + Int($1) }
    }
    guard number(2, 2) == 42, let directory = number(4, 4) else { return nil }
    var entry = directory + 2
    for _ in 0..<(number(directory, 2) ?? 0) {
      guard entry + 12 <= bytes.count else { return nil }
      defer { entry += 12 }
      guard number(entry, 2) == 0x0112, let type = number(entry + 2, 2), type == 3 || type == 4 else {
        continue
      }
      return number(entry + 8, type == 3 ? 2 : 4).flatMap { (1...8).contains($0) ? $0 : nil }
    }
    return nil
  }

  @Test("Exif that is half noise is read as the specification says, and never traps")
  func exifNoise() {
    var generator = SeededGenerator(30)
    var found = 0
    for _ in 0..<4_000 {
      let isLittle = Bool.random(using: &generator)
      func number(_ value: Int, _ count: Int) -> [UInt8] {
        let digits = (0..<count).map { UInt8(value >> (8 * $0) & 255) }
        return isLittle ? digits : digits.reversed()
      }
      let entryCount = Int.random(in: 1...6, using: &generator)
      var bytes = Array((isLittle ? "II" : "MM").utf8) + number(42, 2) + number(8, 4) + number(entryCount, 2)
      for _ in 0..<entryCount {
        let tag = Int.random(in: 0x0111...0x0112, using: &generator)
        bytes += number(tag, 2) + number(.random(in: 2...5, using: &generator), 2) + number(1, 4)
        bytes += number(.random(in: 0...10, using: &generator), 2) + number(0, 2)
      }
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        // The two letters stay: they decide the order of bytes.
        let at = Int.random(in: 2..<bytes.count, using: &generator)
        bytes[at] = .random(in: 0...255, using: &generator)
      }
      bytes.removeLast(.random(in: 0...2, using: &generator))
      let expected = plainOrientation(bytes)
      #expect(orientation(bytes)?.rawValue == expected, "\(bytes)")
      if expected != nil { found += 1 }
    }
    #expect(found > 400 && found < 3_600)
  }
}
