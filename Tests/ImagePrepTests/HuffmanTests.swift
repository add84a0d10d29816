import CImageCodecs
import Foundation
import TestSupport
import Testing

@testable import ImagePrep

/// What a reader delivers of a JPEG file, plane by plane as it is stored.
private struct DecodedPlanes {
  var status: codec_status = codec_ok
  var groups = 0
  /// Whether the reader has decoded the codes itself.
  var isOwn = false
  var samples: [UInt8] = []

  func isSame(as other: DecodedPlanes) -> Bool {
    status == other.status && groups == other.groups && samples == other.samples
  }

  /// By libjpeg alone, or with the reader's own decoder of Huffman codes.
  init(_ bytes: [UInt8], shrink: Int, byLibrary: Bool) {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      let source = unsafe byte_source_from_memory(bytes.baseAddress, bytes.count)
      unsafe read(source, shrink, byLibrary)
      unsafe byte_source_free(source)
    }
  }

  init(descriptor: Int32, shrink: Int, byLibrary: Bool) {
    let source = unsafe byte_source_from_descriptor(descriptor)
    unsafe read(source, shrink, byLibrary)
    unsafe byte_source_free(source)
  }

  /// By the decoder that this process takes.
  init(asUsual bytes: [UInt8]) {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      let source = unsafe byte_source_from_memory(bytes.baseAddress, bytes.count)
      unsafe read(source, 1, nil)
      unsafe byte_source_free(source)
    }
  }

  private mutating func read(_ source: OpaquePointer?, _ shrink: Int, _ byLibrary: Bool?) {
    var reader: OpaquePointer?
    status = unsafe jpeg_reader_open(source, .max, &reader)
    defer { unsafe jpeg_reader_free(reader) }
    var header = unsafe jpeg_header()
    defer {
      unsafe free(header.profile)
      unsafe free(header.exif)
    }
    guard status == codec_ok else { return }
    if let byLibrary { unsafe jpeg_reader_choose_huffman(reader, !byLibrary) }
    status = unsafe jpeg_reader_read_header(reader, &header)
    guard status == codec_ok else { return }
    var planes = [jpeg_plane](repeating: jpeg_plane(), count: 4)
    status = unsafe jpeg_reader_start_planes(reader, Int32(shrink), &planes)
    guard status == codec_ok else { return }
    isOwn = unsafe jpeg_reader_decodes_huffman(reader)
    let components = unsafe Int(header.components)
    planes.removeLast(4 - components)
    let sizes = planes.map { Int($0.padded_width * $0.rows_per_group) }
    var group = [UInt8](repeating: 0, count: sizes.reduce(0, +))
    unsafe group.withUnsafeMutableBufferPointer { group in
      guard let start = group.baseAddress else { return }
      var rows: [UnsafeMutablePointer<UInt8>?] = unsafe []
      for (index, plane) in planes.enumerated() {
        let first = sizes[..<index].reduce(0, +)
        for row in 0..<Int(plane.rows_per_group) {
          unsafe rows.append(start + first + row * Int(plane.padded_width))
        }
      }
      unsafe rows.withUnsafeBufferPointer { rows in
        var ofPlanes: [UnsafePointer<UnsafeMutablePointer<UInt8>?>?] = unsafe []
        var first = 0
        for plane in planes {
          unsafe ofPlanes.append(rows.baseAddress.map { unsafe $0 + first })
          first += Int(plane.rows_per_group)
        }
        while true {
          status = unsafe jpeg_reader_read_planes(reader, ofPlanes)
          if status != codec_ok { return }
          groups += 1
          unsafe samples.append(contentsOf: group)
        }
      }
    }
  }
}

@Suite("Whether Huffman codes of JPEG are decoded in libjpeg's place", .enabled(if: HuffmanTests.canBeOwn))
struct HuffmanChoiceTests {
  private static func expectFallback() throws {
    #expect(!jpeg_huffman_is_trusted())
    for name in ["photo.jpg", "restarts.jpg", "gray.jpg"] {
      let bytes = try #require(TestImage.named(name)).bytes()
      let usual = DecodedPlanes(asUsual: bytes)
      #expect(!usual.isOwn && usual.groups > 0)
      #expect(usual.isSame(as: DecodedPlanes(bytes, shrink: 1, byLibrary: true)))
    }
  }

  @Test("They are, where the self-test passes")
  func passes() throws {
    #expect(jpeg_huffman_is_trusted())
    #expect(DecodedPlanes(asUsual: try #require(TestImage.named("photo.jpg")).bytes()).isOwn)
  }

  @Test("A decoder that is wrong fails the self-test, and libjpeg takes its place")
  func broken() async {
    await #expect(processExitsWith: .success) {
      jpeg_huffman_break()
      try HuffmanChoiceTests.expectFallback()
      // It is wrong indeed.
      let bytes = LongCodes.file(1)
      let own = DecodedPlanes(bytes, shrink: 1, byLibrary: false)
      #expect(own.isOwn && !own.isSame(as: DecodedPlanes(bytes, shrink: 1, byLibrary: true)))
      #expect(DecodedPlanes(asUsual: bytes).isSame(as: DecodedPlanes(bytes, shrink: 1, byLibrary: true)))
    }
  }

  @Test("IMGPREP_HUFFMAN=libjpeg turns it off")
  func turnedOff() async {
    await #expect(processExitsWith: .success) {
      unsafe setenv("IMGPREP_HUFFMAN", "libjpeg", 1)
      try HuffmanChoiceTests.expectFallback()
    }
  }
}

@Suite("Huffman codes of JPEG, decoded in libjpeg's place")
struct HuffmanTests {
  /// Where libjpeg's headers say how: with Debian's packages.
  #if os(Linux)
    static let canBeOwn = true
  #else
    static let canBeOwn = false
  #endif

  static let images = TestImage.all.filter { $0.format == "jpeg" }

  @Test("The samples are those that libjpeg decodes, at every scale", arguments: images)
  func same(_ image: TestImage) throws {
    let bytes = try image.bytes()
    for shrink in [1, 2, 4, 8] {
      let own = DecodedPlanes(bytes, shrink: shrink, byLibrary: false)
      #expect(own.isSame(as: DecodedPlanes(bytes, shrink: shrink, byLibrary: true)), "1/\(shrink)")
      #expect(own.groups > 0)
    }
  }

  @Test("It is our own decoder where it can be, and libjpeg's where it has to be")
  func isOwn() throws {
    for image in Self.images {
      let isLeft = ["progressive", "arithmetic", "scans"].contains { image.name.contains($0) }
      #expect(
        DecodedPlanes(try image.bytes(), shrink: 1, byLibrary: false).isOwn == (Self.canBeOwn && !isLeft),
        "\(image)")
      #expect(!DecodedPlanes(try image.bytes(), shrink: 1, byLibrary: true).isOwn)
    }
  }

  @Test("Codes of every length and coefficients of every size", arguments: 0..<200)
  func longCodes(_ seed: Int) {
    let bytes = LongCodes.file(UInt64(seed))
    for shrink in [1, 8] {
      let own = DecodedPlanes(bytes, shrink: shrink, byLibrary: false)
      let library = DecodedPlanes(bytes, shrink: shrink, byLibrary: true)
      #expect(
        own.isOwn == Self.canBeOwn && own.samples == library.samples && own.status == codec_end
          && own.groups == 8)
    }
  }

  @Test("So are those of damaged files", arguments: images)
  func damaged(_ image: TestImage) throws {
    let bytes = try image.bytes()
    let scan = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    var random = SeededGenerator(4)
    for _ in 0..<200 {
      var copy = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: scan..<bytes.count - 1, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: copy[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: copy[at] = 0xFF
        // A restart marker, or the end, where there should be none.
        case 2: (copy[at], copy[at + 1]) = (0xFF, UInt8.random(in: 0xD0...0xD9, using: &random))
        default: copy[at] = .random(in: 0...255, using: &random)
        }
      }
      if Int.random(in: 0..<4, using: &random) == 0 {
        copy.removeLast(Int.random(in: 0..<(copy.count - scan), using: &random))
      }
      for shrink in [2, 8] {
        let own = DecodedPlanes(copy, shrink: shrink, byLibrary: false)
        #expect(own.isSame(as: DecodedPlanes(copy, shrink: shrink, byLibrary: true)))
      }
    }
  }

  @Test(
    "Data may come in pieces of any size", .enabled(if: SocketPair.hasPackets),
    arguments: ["photo.jpg", "restarts.jpg", "optimized.jpg"])
  func pieces(_ name: String) throws {
    let bytes = try #require(TestImage.named(name)).bytes()
    let expected = DecodedPlanes(bytes, shrink: 1, byLibrary: true)
    for size in [1, 3, 7, 8, 9, 64] {
      let sockets = try SocketPair(.packets)
      let writer = Thread {
        for start in stride(from: 0, to: bytes.count, by: size) {
          if !sockets.write(Array(bytes[start..<min(start + size, bytes.count)])) { break }
        }
        close(sockets.writing)
      }
      writer.start()
      let own = DecodedPlanes(descriptor: sockets.reading, shrink: 1, byLibrary: false)
      #expect(own.isSame(as: expected), "\(size)")
      close(sockets.reading)
    }
  }

  @Test("A limit of time holds within a row of blocks too, while data keep coming")
  func endlessFill() throws {
    let bytes = try #require(TestImage.named("photo.jpg")).bytes()
    let sockets = try SocketPair(.stream)
    let writer = Thread {
      // Fill bytes before a marker: there may be any number of them (T.81, B.1.1.2).
      var piece = Array(bytes[..<(bytes.count / 2)])
      while sockets.write(piece) { piece = [UInt8](repeating: 0xFF, count: 1 << 16) }
      close(sockets.writing)
    }
    writer.start()
    defer { close(sockets.reading) }
    var options = Options()
    options.limits.seconds = 0.2
    let error = #expect(throws: ImageError.self) {
      try Normalizer(options).normalize(descriptor: sockets.reading)
    }
    #expect(error?.code == .overLimit)
  }

  @Test("A code that no table has is a warning")
  func unknownCode() throws {
    let bytes = try #require(TestImage.named("optimized.jpg")).bytes()
    let scan = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    var copy = bytes
    // Only ones: never a whole code (T.81, annex C).
    for at in stride(from: scan + 200, to: scan + 220, by: 2) { (copy[at], copy[at + 1]) = (0xFF, 0) }
    let image = try Normalizer(Options()).normalize(copy)
    #expect(image.warnings.contains { $0.message.contains("compressed data are damaged") })
  }
}
