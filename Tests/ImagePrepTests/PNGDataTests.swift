import Testing

@testable import ImagePrep

@Suite("PNG image data that are not as they should be")
struct PNGDataTests {
  private static let reader: Normalizer = {
    Normalizer(Options(max: nil, multiple: 1))
  }()

  private func outcome(of bytes: [UInt8]) throws -> NormalizedImage { try Self.reader.normalize(bytes) }

  @Test(
    "Of a transparent color, bits beyond the depth are passed over",
    arguments: ["gray-1", "gray-8", "rgb-8"])
  func highBits(_ name: String) throws {
    let image = try #require(TestImage.named("\(name)-trns.png"))
    var file = PNGFile(try image.bytes())
    let index = try #require(file.chunks.firstIndex { $0.type == "tRNS" })
    for at in stride(from: 0, to: file.chunks[index].data.count, by: 2) {
      file.chunks[index].data[at] |= 0xA0
    }
    let result = try Normalizer(.asStored).normalize(file.bytes).pixels
    #expect(try result.withoutHiddenColors == image.expected().withoutHiddenColors)
  }

  @Test("A chunk that is too large is passed over; many small ones cost nothing")
  func chunkBytes() throws {
    let plain = try PNGFile()
    func with(_ type: String, bytes: Int, times: Int = 1) -> [UInt8] {
      var file = plain
      let chunk = PNGFile.Chunk(type: type, data: [UInt8](repeating: 1, count: bytes))
      file.chunks.insert(contentsOf: repeatElement(chunk, count: times), at: 1)
      return file.bytes
    }
    var options = Options(max: nil, multiple: 1)
    options.limits.chunkBytes = 1000
    let expected = try outcome(of: plain.bytes).pixels
    for (type, bytes, times) in [("tEXt", 1001, 1), ("cICP", 1000, 1000)] {
      let result = try Normalizer(options).normalize(with(type, bytes: bytes, times: times))
      #expect(result.pixels == expected)
    }
    // Orientation 6, with more behind it than the limit allows.
    let exif: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ]
    for (bytes, isTaken) in [(1000, true), (1001, false)] {
      var file = plain
      let padded = exif + [UInt8](repeating: 0, count: bytes - exif.count)
      file.chunks.insert(PNGFile.Chunk(type: "eXIf", data: padded), at: 1)
      let result = try Normalizer(options).normalize(file.bytes)
      #expect(result.info.orientation == (isTaken ? .quarterTurned : .upright))
      #expect(result.warnings.contains { $0.option == .limitChunkBytes } != isTaken)
    }
  }

  @Test(
    "A critical chunk that is not known is an error, and Apple's says which", arguments: ["CgBI", "ABCD"])
  func criticalChunks(_ type: String) throws {
    var file = try PNGFile()
    file.chunks.insert(PNGFile.Chunk(type: type, data: [1, 2, 3, 4]), at: type == "CgBI" ? 0 : 1)
    let error = #expect(throws: ImageError.self) { try outcome(of: file.bytes) }
    #expect(error?.code == (type == "CgBI" ? .unsupportedVariant : .corrupt))
  }

  @Test("Of an interlaced picture that is cut short there is a coarser one, with the fraction of its pixels")
  func interlaced() throws {
    let image = try #require(TestImage.named("rgb-8-adam7.png"))
    let bytes = try image.bytes()
    var options = Options.asStored
    options.lenient = true
    let whole = try image.expected().samples
    var fractions: [Double] = []
    var errors: [Int] = []
    for percent in stride(from: 20, through: 95, by: 5) {
      let start = Array(bytes[..<(bytes.count * percent / 100)])
      #expect(throws: ImageError.self) { try Normalizer(.asStored).normalize(start) }
      guard let result = try? Normalizer(options).normalize(start) else { continue }
      #expect(!result.warnings.isEmpty)
      fractions.append(result.fractionDecoded)
      errors.append(zip(whole, result.pixels.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) })
      options.minComplete = result.fractionDecoded + 0.01
      #expect(throws: ImageError.self) { try Normalizer(options).normalize(start) }
      options.minComplete = 0
    }
    #expect(fractions.count > 8 && fractions == fractions.sorted() && fractions.allSatisfy { $0 < 1 })
    #expect(errors == errors.sorted(by: >))
  }

  private func errorCode(of bytes: [UInt8]) -> ImageError.Code? {
    do {
      _ = try Self.reader.normalize(bytes)
      return nil
    } catch {
      return error.code
    }
  }

  /// The file as it should be, its image data in two chunks.
  private func twoChunks() throws -> PNGFile {
    var file = try PNGFile()
    let data = file.chunks[1].data
    file.chunks[1].data = Array(data.prefix(1000))
    file.chunks.insert(PNGFile.Chunk(type: "IDAT", data: Array(data.dropFirst(1000))), at: 2)
    return file
  }

  @Test("A file as it should be has no warnings")
  func sound() throws {
    #expect(try outcome(of: PNGFile().bytes).warnings.isEmpty)
    #expect(try outcome(of: twoChunks().bytes).warnings.isEmpty)
  }

  @Test("A wrong checksum of the stream is an error, and in lenient decoding a warning")
  func wrongAdler() throws {
    var file = try PNGFile()
    file.chunks[1].data[file.chunks[1].data.count - 1] ^= 1
    let error = #expect(throws: ImageError.self) { try outcome(of: file.bytes) }
    #expect(error?.code == .corrupt && error?.option == .lenient)
    var options = Options.asStored
    options.lenient = true
    let result = try Normalizer(options).normalize(file.bytes)
    #expect(result.warnings.map(\.message) == ["the checksum of its compressed data is wrong"])
    #expect(result.pixels.samples == (try outcome(of: PNGFile().bytes).pixels.samples))
  }

  @Test("The same where libpng reads the rows", arguments: ["gray-1.png", "rgb-8-adam7.png"])
  func wrongAdlerInLibpng(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    var bytes = try image.bytes()
    // The checksum is the last of the image data, which is the last chunk but IEND; its own CRC follows.
    let end = bytes.count - 12 - 4
    bytes[end - 1] ^= 1
    let type = try #require(
      bytes.indices.last { $0 + 4 < end && bytes[$0..<$0 + 4].elementsEqual("IDAT".utf8) })
    let crc = PNGFile.crc32(Array(bytes[type..<end]))
    for (index, shift) in [24, 16, 8, 0].enumerated() {
      bytes[end + index] = UInt8(truncatingIfNeeded: crc >> UInt32(shift))
    }
    let error = #expect(throws: ImageError.self) { try Normalizer(.asStored).normalize(bytes) }
    #expect(error?.code == .corrupt && error?.option == .lenient)
    var options = Options.asStored
    options.lenient = true
    #expect(try Normalizer(options).normalize(bytes).pixels == image.expected())
  }

  @Test("A wrong checksum of a chunk is an error where pixels follow, else a warning")
  func wrongCRC() throws {
    var file = try twoChunks()
    file.chunks[1].crcError = 1
    #expect(errorCode(of: file.bytes) == .corrupt)
    file = try twoChunks()
    file.chunks[2].crcError = 1
    #expect(
      try outcome(of: file.bytes).warnings.map(\.message) == [
        "the checksum of a part of its image data is wrong"
      ])
  }

  /// Libpng reads the rows of the first two, our own code those of the others.
  @Test(
    "In lenient decoding a wrong checksum of any chunk of image data is a warning",
    arguments: ["gray-1.png", "rgb-8-adam7.png", "rgb-8.png", "gray-alpha-16.png"], [0, 1, 2])
  func wrongCRCLeniently(_ name: String, part: Int) throws {
    let image = try #require(TestImage.named(name))
    var file = try PNGFile(image.bytes())
    let index = try #require(file.chunks.firstIndex { $0.type == "IDAT" })
    let data = file.chunks.filter { $0.type == "IDAT" }.flatMap(\.data)
    file.chunks.removeAll { $0.type == "IDAT" }
    let third = data.count / 3
    let parts = [data[..<third], data[third..<third + 9], data[(third + 9)...]]
    file.chunks.insert(contentsOf: parts.map { PNGFile.Chunk(type: "IDAT", data: Array($0)) }, at: index)
    file.chunks[index + part].crcError = 1
    if part < 2 {
      let error = #expect(throws: ImageError.self) { try Normalizer(.asStored).normalize(file.bytes) }
      #expect(error?.code == .corrupt && error?.option == .lenient)
    }
    var options = Options.asStored
    options.lenient = true
    let result = try Normalizer(options).normalize(file.bytes)
    #expect(result.warnings.map(\.message) == ["the checksum of a part of its image data is wrong"])
    #expect(try result.pixels == image.expected() && result.fractionDecoded == 1)
  }

  @Test("A wrong checksum of the palette stays an error")
  func wrongPalette() throws {
    var file = try PNGFile(#require(TestImage.named("palette-2.png")).bytes())
    let index = try #require(file.chunks.firstIndex { $0.type == "PLTE" })
    file.chunks[index].crcError = 1
    var options = Options.asStored
    options.lenient = true
    #expect(throws: ImageError.self) { try Normalizer(options).normalize(file.bytes) }
  }

  @Test("Data that end before the checksum of the stream are truncated, behind it complete")
  func ends() throws {
    // Behind the stream come the chunk's checksum and twelve bytes of the last chunk.
    let bytes = try PNGFile().bytes
    #expect(errorCode(of: Array(bytes.dropLast(17))) == .truncated)
    #expect(try !outcome(of: Array(bytes.dropLast(16))).warnings.isEmpty)
    #expect(try outcome(of: Array(bytes.dropLast(12))).pixels.size == Size(width: 40, height: 24))
  }

  @Test("A filter that does not exist is an error")
  func unknownFilter() throws {
    var file = try PNGFile()
    // The zlib header has two bytes, that of a stored block five; then the first row's filter.
    file.chunks[1].data[7] = 5
    #expect(errorCode(of: file.bytes) == .corrupt)
  }

  @Test("Image data that are damaged or too short: in lenient decoding there are the rows before")
  func brokenOff() throws {
    let whole = try outcome(of: PNGFile().bytes).pixels.samples
    var noFilter = try PNGFile()
    // Each row has 120 bytes and its filter, behind seven bytes of headers.
    noFilter.chunks[1].data[7 + 10 * 121] = 5
    var tooShort = try PNGFile()
    tooShort.chunks[0].data[7] = 30
    var options = Options.asStored
    options.lenient = true
    for (file, rows, height) in [(noFilter, 10, 24), (tooShort, 24, 30)] {
      #expect(errorCode(of: file.bytes) == .corrupt)
      let result = try Normalizer(options).normalize(file.bytes)
      #expect(result.fractionDecoded == Double(rows) / Double(height) && result.warnings.count == 1)
      #expect(result.pixels.samples.prefix(rows * 120) == whole.prefix(rows * 120))
      #expect(result.pixels.samples.dropFirst(rows * 120).allSatisfy { $0 == 255 })
    }
  }

  @Test(
    "The same where libpng reads the rows", arguments: ["gray-4.png", "palette-2.png", "rgb-8-adam7.png"])
  func brokenOffInLibpng(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    var file = try PNGFile(image.bytes())
    let index = try #require(file.chunks.firstIndex { $0.type == "IDAT" })
    let data = file.chunks[index].data
    file.chunks[index].data = Array(data[..<(data.count * 3 / 4)])
    #expect(errorCode(of: file.bytes) == (name.contains("adam7") ? .truncated : .corrupt))
    var options = Options.asStored
    options.lenient = true
    let result = try Normalizer(options).normalize(file.bytes)
    #expect(result.fractionDecoded > 0.2 && result.fractionDecoded < 1 && result.warnings.count == 1)
    guard !name.contains("adam7") else { return }
    let rows = Int((result.fractionDecoded * Double(image.size.height)).rounded())
    let count = rows * image.size.width * 3
    #expect(try result.pixels.samples.prefix(count) == image.expected().samples.prefix(count))
  }

  @Test("Too few rows are an error, too many a warning")
  func otherHeight() throws {
    var file = try PNGFile()
    file.chunks[0].data[7] = 25
    #expect(errorCode(of: file.bytes) == .corrupt)
    file.chunks[0].data[7] = 23
    let result = try outcome(of: file.bytes)
    #expect(result.pixels.height == 23)
    #expect(result.warnings.map(\.message) == ["it has more data than the image has rows"])
  }

  @Test(
    "A stream may look back further than its header says",
    arguments: TestImage.all.filter { $0.format == "png" && $0.name != "profile-bomb.png" })
  func smallWindow(_ image: TestImage) throws {
    var file = try PNGFile(image.bytes())
    let data = try #require(file.chunks.firstIndex { $0.type == "IDAT" })
    file.chunks[data].data.stateSmallestWindow(at: 0)
    if let profile = file.chunks.firstIndex(where: { $0.type == "iCCP" }) {
      // A name, its end, and the method of compression.
      let start = try #require(file.chunks[profile].data.firstIndex(of: 0)) + 2
      file.chunks[profile].data.stateSmallestWindow(at: start)
    }
    let result = try Normalizer(.asStored).normalize(file.bytes)
    #expect(try result.pixels.withoutHiddenColors == image.expected().withoutHiddenColors)
    #expect(try result.info == ImageInfo(contentsOf: image.path))
  }
}

extension [UInt8] {
  /// Makes the header of the zlib stream at `index` say that no byte is copied from more than 256 bytes before.
  fileprivate mutating func stateSmallestWindow(at index: Int) {
    self[index] &= 0x0F
    self[index + 1] &= 0xE0
    let remainder = (Int(self[index]) << 8 | Int(self[index + 1])) % 31
    self[index + 1] += UInt8((31 - remainder) % 31)
  }
}
