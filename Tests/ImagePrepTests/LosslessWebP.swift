/// Writes streams of VP8L (RFC 9649, section 3) with a set of Huffman codes for each tile of 4×4 pixels.
enum LosslessWebP {
  struct Bits {
    var bytes: [UInt8] = []
    var count = 0

    mutating func put(_ value: Int, _ number: Int) {
      for bit in 0..<number {
        if count % 8 == 0 { bytes.append(0) }
        bytes[count / 8] |= UInt8(value >> bit & 1) << UInt8(count % 8)
        count += 1
      }
    }

    /// A code of one symbol, which takes no bits.
    mutating func putSingle(_ symbol: Int) {
      put(1, 1)
      put(0, 1)
      put(1, 1)
      put(symbol, 8)
    }

    /// A code of eight bits for each byte: lengths of codes that are all 8, by a code of one length.
    mutating func putBytes() {
      put(0, 1)
      put(12 - 4, 4)
      for length in [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8] { put(length == 8 ? 1 : 0, 3) }
      put(1, 1)
      // The number of lengths, less 2, in 8 bits.
      put(3, 3)
      put(254, 8)
    }
  }

  /// - Parameter hasLongCodes: Whether codes of colors have 256 symbols, and not one.
  static func stream(tiles: (Int, Int), hasLongCodes: Bool = false) -> [UInt8] {
    var bits = Bits()
    // No transform, no color cache, codes for each tile, of 4×4 pixels.
    bits.put(0, 1)
    bits.put(0, 1)
    bits.put(1, 1)
    bits.put(0, 3)
    bits.put(0, 1)
    bits.putBytes()
    for _ in 0..<4 { bits.putSingle(0) }
    for tile in 0..<tiles.0 * tiles.1 {
      // Codes have their highest bit first.
      for bit in 0..<8 { bits.put(tile >> (7 - bit) & 1, 1) }
    }
    for _ in 0..<tiles.0 * tiles.1 {
      for _ in 0..<4 {
        if hasLongCodes { bits.putBytes() } else { bits.putSingle(0) }
      }
      bits.putSingle(0)
    }
    return bits.bytes
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> (8 * $0) & 255) }
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    Array(type.utf8) + number(data.count, 4) + data + (data.count % 2 == 0 ? [] : [0])
  }

  static func file(width: Int, height: Int, _ stream: [UInt8]) -> [UInt8] {
    let size = number(width - 1 | (height - 1) << 14, 4)
    return chunk("RIFF", Array("WEBP".utf8) + chunk("VP8L", [0x2F] + size + stream))
  }

  /// An animation that shows the stream again and again.
  static func animation(width: Int, height: Int, frames: Int, _ stream: [UInt8]) -> [UInt8] {
    let size = number(width - 1, 3) + number(height - 1, 3)
    let picture = chunk("VP8L", [0x2F] + number(width - 1 | (height - 1) << 14, 4) + stream)
    let frame = chunk("ANMF", number(0, 6) + size + number(40, 4) + picture)
    let header = chunk("VP8X", [2, 0, 0, 0] + size) + chunk("ANIM", number(0, 6))
    return chunk("RIFF", Array("WEBP".utf8) + header + Array(repeatElement(frame, count: frames).joined()))
  }

  /// The stream as the alpha plane of a lossy picture of which there is no more than the header.
  static func alphaFile(width: Int, height: Int, _ stream: [UInt8]) -> [UInt8] {
    let header = [0, 0, 0, 0x9D, 0x01, 0x2A] + number(width, 2) + number(height, 2)
    return chunk("RIFF", Array("WEBP".utf8) + chunk("ALPH", [1] + stream) + chunk("VP8 ", header))
  }
}
