import Foundation
import TestSupport
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
}
