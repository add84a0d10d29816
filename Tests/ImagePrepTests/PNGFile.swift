@testable import ImagePrep

/// A PNG file taken apart, to be put together wrongly.
struct PNGFile {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  struct Chunk {
    var type: String
    var data: [UInt8]
    var crcError: UInt32 = 0
  }

  var chunks: [Chunk] = []

  /// 40×24 pixels, whose data are stored and not compressed, so that every byte of them can be found.
  init() throws {
    let samples = (0..<40 * 24 * 3).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let picture = try PixelBuffer(size: Size(width: 40, height: 24), format: .rgb8, samples: samples)
    var encoding = Encoding(.png)
    encoding.compressionLevel = 0
    self.init(try picture.encoded(as: encoding))
  }

  init(_ bytes: [UInt8]) {
    var at = Self.signature.count
    while at < bytes.count {
      let count = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: bytes[at + 4..<at + 8], as: UTF8.self)
      chunks.append(Chunk(type: type, data: Array(bytes[at + 8..<at + 8 + count])))
      at += 12 + count
    }
  }

  /// The same with one more chunk behind its header.
  func adding(_ type: String, _ data: [UInt8]) -> Self {
    var file = self
    file.chunks.insert(Chunk(type: type, data: data), at: 1)
    return file
  }

  var bytes: [UInt8] {
    chunks.reduce(Self.signature) { file, chunk in
      let body = Array(chunk.type.utf8) + chunk.data
      return file + Self.number(UInt32(chunk.data.count)) + body
        + Self.number(Self.crc32(body) ^ chunk.crcError)
    }
  }

  /// The start of an RGB PNG of some size.
  static func start(_ width: UInt32, _ height: UInt32) -> [UInt8] {
    let header = Array("IHDR".utf8) + number(width) + number(height) + [8, 2, 0, 0, 0]
    return signature + number(13) + header + number(crc32(header)) + number(1) + Array("IDAT".utf8) + [0]
  }

  private static func number(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
  }

  /// PNG specification, annex D, bit by bit.
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
    }
  }
}
