import Foundation

/// A PNG that is written here, byte by byte, so that its pixels are known.
struct TestPicture {
  let width: Int, height: Int
  /// Gray, from 0 to 255.
  var sample: (_ x: Int, _ y: Int) -> UInt8 = { _, _ in 0 }

  /// - Parameter claimed: The sides that the header says. Default: nil, the picture's own.
  func png(claiming claimed: Int? = nil) -> Data {
    var header = Data()
    for side in [claimed ?? width, claimed ?? height] { header += Self.bigEndian(UInt32(side)) }
    header += [8, 0, 0, 0, 0]
    var rows: [UInt8] = []
    for y in 0..<height { rows += [0] + (0..<width).map { sample($0, y) } }
    // Stored blocks of deflate, in a stream of zlib.
    var stream = Data([0x78, 0x01])
    for start in stride(from: 0, to: rows.count, by: 65535) {
      let block = rows[start..<min(start + 65535, rows.count)]
      let (length, isLast) = (UInt16(block.count), block.endIndex == rows.count)
      stream += [isLast ? 1 : 0]
      for number in [length, ~length] { stream += [UInt8(number & 255), UInt8(number >> 8)] }
      stream += block
    }
    let sums = rows.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let first = (sums.0 + UInt32(byte)) % 65521
      return (first, (sums.1 + first) % 65521)
    }
    stream += Self.bigEndian(sums.1 << 16 | sums.0)
    let signature = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let chunks = [("IHDR", header), ("IDAT", stream), ("IEND", Data())]
    return chunks.reduce(signature) { $0 + Self.chunk($1.0, $1.1) }
  }

  static func uri(_ bytes: Data) -> String { "data:image/png;base64," + bytes.base64EncodedString() }

  private static func chunk(_ name: String, _ content: Data) -> Data {
    let named = Data(name.utf8) + content
    var sum = ~UInt32(0)
    for byte in named {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return bigEndian(UInt32(content.count)) + named + bigEndian(~sum)
  }

  private static func bigEndian(_ number: UInt32) -> Data {
    Data([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) })
  }
}
