import CImageCodecs
import Testing

@testable import ImagePrep

@Suite("The bound of memory")
struct MemoryBoundTests {
  private static func memory(
    _ format: Format, _ width: Int, _ height: Int, _ options: Options = Options(),
    change: (inout ImageInfo) -> Void = { _ in }
  ) throws -> Int {
    var info = ImageInfo(
      format: format, storedSize: Size(width: width, height: height),
      colorModel: format == .jpeg ? .yCbCr : .rgb, frameCount: 1, isLossless: false)
    if format == .jpeg { info.samplings = [2, 1, 1].map { Sampling(horizontal: $0, vertical: $0) } }
    change(&info)
    return try Plan(info: info, options: options).memory
  }

  @Test(
    "A strip that covers a square needs memory for its own width, not for that of the whole scaled picture")
  func strip() throws {
    var options = Options()
    options.geometry = Geometry(fit: .cover(width: 224, height: 224), upscale: .allow)
    #expect(try Self.memory(.png, 10_000, 1, options) < 15_000_000)
    #expect(try Self.memory(.png, 1, 10_000, options) < 15_000_000)
  }

  @Test("A picture that streams needs little more than its result, whatever its height")
  func streaming() throws {
    let result = 1024 * 768 * 3
    #expect((result...result + 6_000_000).contains(try Self.memory(.jpeg, 4000, 3000)))
    #expect(try Self.memory(.jpeg, 4000, 30_000) < 8_000_000)
  }

  @Test("Sets of Huffman tables of a lossless WebP are counted, in its alpha plane too")
  func huffmanGroups() throws {
    // 1024 pixels in tiles of 4×4, each with tables of its own: each has five tables of 256 entries of 4 bytes.
    let stream = LosslessWebP.stream(tiles: (16, 4))
    let still = LosslessWebP.file(width: 64, height: 16, stream)
    let alpha = LosslessWebP.alphaFile(width: 64, height: 16, stream)
    for bytes in [still, alpha] {
      let memory = unsafe bytes.withUnsafeBufferPointer { unsafe webp_memory_of($0.baseAddress, $0.count, 0) }
      let tables = 64 * 5 * 256 * 4
      #expect((tables...2 * tables).contains(Int(memory.first_frame)))
      // libwebp asks for as many entries as any codes need: 2954 for a set (`kTableSize`).
      #expect(Int(memory.most_untouched) == 64 * 2954 * 4 - tables)
    }
  }

  @Test("The picture that libwebp decodes is counted, whatever other chunks come before it")
  func pictureBehindOthers() throws {
    let stream = LosslessWebP.stream(tiles: (16, 4))
    let small = LosslessWebP.stream(tiles: (1, 1))
    // A frame, without the word that there is an animation.
    var behindFrame = WebPFile(LosslessWebP.file(width: 64, height: 16, stream))
    let frame = WebPFile(LosslessWebP.file(width: 4, height: 4, small)).chunks[0]
    let frameHeader = [UInt8](repeating: 0, count: 16)
    behindFrame.chunks.insert(.init(type: "ANMF", data: frameHeader + frame.bytes), at: 0)
    // Two alpha planes.
    var secondAlpha = WebPFile(LosslessWebP.alphaFile(width: 64, height: 16, stream))
    secondAlpha.chunks.insert(.init(type: "ALPH", data: [1] + small), at: 0)
    // No chunk.
    let still = WebPFile(LosslessWebP.file(width: 64, height: 16, stream))
    let bare = Array(still.bytes[..<12]) + still.chunks[0].data
    for bytes in [behindFrame.bytes, secondAlpha.bytes, bare] {
      let memory = unsafe bytes.withUnsafeBufferPointer { unsafe webp_memory_of($0.baseAddress, $0.count, 0) }
      #expect(memory.first_frame >= 64 * 5 * 256 * 4)
      #expect(memory.largest_frame >= memory.first_frame)
    }
  }

  @Test("The resampler that is used is the one that counts")
  func resamplers() throws {
    func memory(_ grade: DecodeGrade, _ max: Int, _ change: (inout ImageInfo) -> Void = { _ in }) throws
      -> Int
    {
      var options = Options(max: max, multiple: 1)
      (options.decode, options.alpha) = (grade, .keep)
      return try Self.memory(.png, 3000, 3000, options, change: change)
    }
    // Above a third, opaque pictures take the same; kept transparency has samples of 16 bits.
    #expect(try memory(.balanced, 1500) == memory(.exact, 1500))
    #expect(try memory(.balanced, 1000) != memory(.exact, 1000))
    #expect(try memory(.balanced, 1500) { $0.hasAlpha = true } > memory(.exact, 1500) { $0.hasAlpha = true })
    // A palette may turn out to be opaque.
    for max in [1000, 1500, 2900] {
      func palette(_ grade: DecodeGrade) throws -> Int {
        try memory(grade, max) { ($0.hasAlpha, $0.colorModel) = (true, .palette) }
      }
      #expect(try palette(.balanced) >= palette(.exact), "\(max)")
    }
  }

  @Test("An encoder counts")
  func encoding() throws {
    let info = ImageInfo(
      format: .png, storedSize: Size(width: 1000, height: 1000), colorModel: .rgb, isLossless: true)
    let plan = try Plan(info: info, options: .asStored)
    for format in OutputFormat.allCases {
      #expect(plan.memory(writing: Encoding(format)) > plan.memory)
    }
    var lossless = Encoding(.webp)
    lossless.lossless = true
    // Its pixels alone are four bytes each.
    #expect(plan.memory(writing: lossless) > plan.memory + 4_000_000)
    var options = Options.asStored
    options.limits.memory = plan.memory
    #expect(try Plan.checked(info, options).memory == plan.memory)
    #expect(throws: ImageError.self) { try Plan.checked(info, options, writing: lossless) }
  }

  @Test(
    "The lossless WebP encoder is counted at what it was measured to take",
    arguments: [
      (400, 11_780_000), (512, 18_650_000), (700, 32_490_000), (1448, 77_730_000),
    ])
  func losslessWebP(_ side: Int, _ measured: Int) {
    var encoding = Encoding(.webp)
    encoding.lossless = true
    let count = encoding.byteCount(for: Size(width: side, height: side))
    // Colors that are cached take more than was measured.
    #expect((measured...measured * 8 / 5).contains(count))
  }

  @Test("A canvas of a GIF counts once, and a second time where a frame may be undone")
  func canvas() throws {
    func memory(_ frame: Int) throws -> Int {
      var options = Options()
      options.frame = frame
      return try Self.memory(.gif, 1000, 1000, options) {
        ($0.codecByteCount, $0.hasAlpha) = (4_000_000, true)
      }
    }
    #expect(try memory(1) == memory(0) + 4_000_000)
  }

  @Test("A profile counts by its tables; where rows may be missing, by all that it holds")
  func profileTables() throws {
    func memory(_ tables: Int, lenient: Bool) throws -> Int {
      var options = Options()
      options.lenient = lenient
      return try Self.memory(.webp, 100, 100, options) {
        ($0.hasColorProfile, $0.profileByteCount, $0.profileTableByteCount) = (true, 1_000_000, tables)
      }
    }
    #expect(try memory(100_000, lenient: false) == memory(0, lenient: false) + 800_000)
    #expect(try memory(100_000, lenient: true) == memory(0, lenient: true))
    #expect(try memory(1_000_000, lenient: false) == memory(0, lenient: true))
    // Tags may share their bytes, and so say more than the profile holds.
    #expect(try memory(3_000_000, lenient: true) == memory(3_000_000, lenient: false))
  }

  @Test(
    "The tables of a profile are found by its tags",
    arguments: ["profile.jpg", "profile.png", "profile.webp"])
  func tableTags(_ name: String) throws {
    let bytes = try #require(TestImage.named(name)).bytes()
    let info = try Normalizer(Options()).normalize(bytes).info
    // Three curves, in a profile that has the texts of its name and its primaries besides.
    #expect((3 * 12...info.profileByteCount - 128).contains(info.profileTableByteCount))
  }

  @Test("Metadata count where they are kept", arguments: Format.allCases)
  func metadata(_ format: Format) throws {
    func memory(_ kinds: MetadataKinds, _ color: ColorPolicy) throws -> Int {
      var options = Options()
      (options.keepMetadata, options.color) = (kinds, color)
      return try Self.memory(format, 100, 100, options) {
        ($0.profileByteCount, $0.exifByteCount) = (1_000_000, 4_000_000)
      }
    }
    for color in [ColorPolicy.srgb, .keep] {
      let bare = try memory([], color)
      #expect(try memory(.exif, color) == bare + 12_000_000)
      // A profile is that of the result only where colors stay.
      #expect(try memory(.icc, color) == bare + (color == .keep ? 3_000_000 : 0))
    }
  }

  @Test("The header of each format says how large its Exif is", arguments: ["jpg", "png", "webp"])
  func exif(_ format: String) throws {
    let name = format == "jpg" ? "orientation-3.jpg" : "exif-6.\(format)"
    let bytes = try #require(TestImage.named(name)).bytes()
    var options = Options()
    options.keepMetadata = .exif
    let image = try Normalizer(options).normalize(bytes)
    let count = try #require(image.metadata.exif).count
    // It is written anew without its signature and without what is no longer so.
    #expect((count...count + 200).contains(image.info.exifByteCount))
    let bare = try Normalizer(Options()).normalize(bytes).plan.memory
    #expect(image.plan.memory == bare + 3 * image.info.exifByteCount)
  }
}
