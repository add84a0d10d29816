import Testing

@testable import ImagePrep

@Suite("PNG chunks that are read as they pass by")
struct PNGChunkTests {
  /// One pixel of sRGB (128, 128, 128).
  private static func gray() throws -> PNGFile {
    let pixel = try PixelBuffer(size: Size(width: 1, height: 1), format: .rgb8, samples: [128, 128, 128])
    return PNGFile(try pixel.encoded(as: Encoding(.png)))
  }

  private static func numbers(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) } }
  }

  private static func result(of file: PNGFile) throws -> NormalizedImage {
    try Normalizer(Options(max: nil, multiple: 1)).normalize(file.bytes)
  }

  /// Exif in big-endian order with nothing but an orientation.
  private static func exif(_ orientation: UInt8) -> [UInt8] {
    [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  }

  @Test(
    "A gamma is used from 0.00016 to 6250, as in libpng", arguments: [0, 15, 625_000_001, .max] as [UInt32])
  func gammaOutOfRange(_ gamma: UInt32) throws {
    let result = try Self.result(of: Self.gray().adding("gAMA", Self.numbers([gamma])))
    #expect(result.pixels.samples == [128, 128, 128])
    #expect(result.warnings.contains { $0.message.contains("gAMA") })
  }

  @Test("The first and the last gamma that are used change pixels", arguments: [16, 625_000_000] as [UInt32])
  func gammaInRange(_ gamma: UInt32) throws {
    let result = try Self.result(of: Self.gray().adding("gAMA", Self.numbers([gamma])))
    #expect(result.pixels.samples != [128, 128, 128])
    #expect(result.warnings.isEmpty)
  }

  @Test(
    "Primaries that cannot be inverted are not used, with a warning",
    arguments: [
      // Red, green and blue in a line; white at y = 0; x + y above 1; two colors the same; white outside of the triangle.
      [31270, 32900, 60000, 30000, 40000, 30000, 20000, 30000],
      [31270, 0, 64000, 33000, 30000, 60000, 15000, 6000],
      [31270, 32900, 64000, 36001, 30000, 60000, 15000, 6000],
      [31270, 32900, 64000, 33000, 64000, 33000, 15000, 6000],
      [70000, 10000, 64000, 33000, 30000, 60000, 15000, 6000],
      [31270, 32900, 64000, 33000, 30000, 60000, 15000, 0x8000_0000],
    ] as [[UInt32]])
  func primaries(_ values: [UInt32]) throws {
    let file = try PNGFile(
      PixelBuffer(size: Size(width: 1, height: 1), format: .rgb8, samples: [234, 51, 35])
        .encoded(as: Encoding(.png)))
    let result = try Self.result(of: file.adding("cHRM", Self.numbers(values)))
    #expect(result.pixels.samples == [234, 51, 35])
    #expect(result.warnings.contains { $0.message.contains("cHRM") })
  }

  @Test("The first chunk of a kind counts, if its size and checksum are right")
  func first() throws {
    let linear = Self.numbers([100_000])
    let expected = try Self.result(of: Self.gray().adding("gAMA", linear)).pixels
    #expect(expected.samples != [128, 128, 128])
    // `adding` puts the last before the others.
    let repeated = try Self.gray().adding("gAMA", Self.numbers([45_455])).adding("gAMA", linear)
    #expect(try Self.result(of: repeated).pixels == expected)
    let longer = try Self.gray().adding("gAMA", linear).adding("gAMA", Self.numbers([45_455, 0]))
    #expect(try Self.result(of: longer).pixels == expected)
    var damaged = try Self.gray().adding("gAMA", linear).adding("gAMA", Self.numbers([45_455]))
    damaged.chunks[1].crcError = 1
    #expect(try Self.result(of: damaged).pixels == expected)
    let turned = try Self.gray().adding("eXIf", Self.exif(3)).adding("eXIf", Self.exif(6))
    #expect(try Self.result(of: turned).info.orientation == .quarterTurned)
  }

  @Test("Chunks of our five kinds are neither too many nor too large, before and after the pixels")
  func large() throws {
    for type in ["cICP", "sRGB", "gAMA", "cHRM", "eXIf"] {
      let chunk = PNGFile.Chunk(type: type, data: [UInt8](repeating: 1, count: 70_000))
      var file = try Self.gray()
      file.chunks.insert(contentsOf: repeatElement(chunk, count: 2), at: 1)
      file.chunks.insert(contentsOf: repeatElement(chunk, count: 2), at: file.chunks.count - 1)
      let result = try Self.result(of: file)
      #expect(result.pixels.samples == [128, 128, 128])
      #expect(result.info.heldByteCount == (type == "eXIf" ? 70_000 : 0))
    }
  }

  @Test("Fewer significant bits are noted")
  func significantBits() throws {
    let image = try #require(TestImage.named("gamma-sbit.png"))
    #expect(try ImageInfo(contentsOf: image.path).significantBits == 6)
    let plain = try #require(TestImage.named("rgb-16.png"))
    #expect(try ImageInfo(contentsOf: plain.path).significantBits == nil)
  }
}
