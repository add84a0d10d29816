import ImagePrep

/// A WebP file taken apart into its chunks, to be put together wrongly.
struct WebPFile {
  struct Chunk {
    var type: String
    var data: [UInt8]

    var bytes: [UInt8] {
      Array(type.utf8) + WebPFile.number(data.count, 4) + data + (data.count.isMultiple(of: 2) ? [] : [0])
    }

    /// The header of a file of several chunks.
    static func canvas(_ size: Size, flags: UInt8 = 0) -> Self {
      Self(type: "VP8X", data: [flags, 0, 0, 0] + WebPFile.sides(size))
    }

    /// A frame of an animation at the top left, which is shown for 100 ms.
    static func frame(_ size: Size, _ chunks: [Self]) -> Self {
      let data = [0, 0, 0, 0, 0, 0] + WebPFile.sides(size) + WebPFile.number(100, 3) + [0]
      return Self(type: "ANMF", data: data + chunks.flatMap(\.bytes))
    }
  }

  var chunks: [Chunk] = []
  /// The size that its header states; nil for the right one.
  var statedSize: Int?

  init(_ bytes: [UInt8]) {
    var at = 12
    while at + 8 <= bytes.count {
      let size = (0..<4).reduce(0) { $0 | Int(bytes[at + 4 + $1]) << (8 * $1) }
      let type = String(decoding: bytes[at..<at + 4], as: UTF8.self)
      chunks.append(Chunk(type: type, data: Array(bytes[(at + 8)..<(at + 8 + size)])))
      at += 8 + size + size % 2
    }
  }

  /// What the header should state.
  var size: Int { chunks.reduce(4) { $0 + $1.bytes.count } }

  var bytes: [UInt8] {
    Array("RIFF".utf8) + Self.number(statedSize ?? size, 4) + Array("WEBP".utf8) + chunks.flatMap(\.bytes)
  }

  /// Both sides, less 1.
  private static func sides(_ size: Size) -> [UInt8] {
    number(size.width - 1, 3) + number(size.height - 1, 3)
  }

  static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> (8 * $0) & 255) }
  }
}
