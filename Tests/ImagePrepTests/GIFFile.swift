import ImagePrep

/// A GIF put together byte by byte, so that anything in it can be wrong.
struct GIFFile {
  struct Frame {
    var size: Size
    var palette: [UInt8]?
    var disposal: UInt8 = 0
    var isInterlaced = false
    /// The smallest size of a code, the blocks of codes, and the block of no bytes that ends them.
    var data: [UInt8]
  }

  var screen: Size
  /// Four colors; nil for none.
  var palette: [UInt8]? = Self.colors
  var frames: [Frame]
  var trailer: [UInt8] = [0x3B]

  static let colors: [UInt8] = [10, 20, 30, 40, 50, 60, 70, 80, 90, 250, 240, 230]

  /// A frame of indices from 0 to 3.
  ///
  /// - Parameters:
  ///   - lacking: How many of the last are left out, though the data have an end.
  ///   - damagedFrom: The index from which on the codes mean nothing.
  static func frame(
    _ size: Size, _ indices: [UInt8], palette: [UInt8]? = nil, disposal: UInt8 = 0,
    isInterlaced: Bool = false,
    lacking: Int = 0, damagedFrom: Int? = nil
  ) -> Frame {
    var rows = Array(0..<size.height)
    if isInterlaced {
      rows = [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { start, step in
        Array(stride(from: start, to: size.height, by: step))
      }
    }
    let stored = rows.flatMap { indices[$0 * size.width..<($0 + 1) * size.width] }
    return Frame(
      size: size, palette: palette, disposal: disposal, isInterlaced: isInterlaced,
      data: data(Array(stored.dropLast(lacking)), damagedFrom: damagedFrom))
  }

  static func empty() -> Frame { Frame(size: Size(width: 0, height: 0), data: data([], damagedFrom: nil)) }

  /// Codes of three bits: the table is cleared before it would need more.
  private static func data(_ indices: [UInt8], damagedFrom: Int?) -> [UInt8] {
    let (clear, end, unknown) = (4, 5, 7)
    var codes: [Int] = [clear]
    for (count, index) in indices.enumerated() {
      if count > 0, count.isMultiple(of: 2) { codes.append(clear) }
      codes.append(count >= damagedFrom ?? .max ? unknown : Int(index))
    }
    codes.append(end)
    var (bits, bitCount, bytes) = (0, 0, [UInt8]())
    for code in codes {
      (bits, bitCount) = (bits | code << bitCount, bitCount + 3)
      while bitCount >= 8 {
        bytes.append(UInt8(bits & 255))
        (bits, bitCount) = (bits >> 8, bitCount - 8)
      }
    }
    if bitCount > 0 { bytes.append(UInt8(bits)) }
    let blocks = stride(from: 0, to: bytes.count, by: 255).flatMap { start in
      let block = bytes[start..<min(start + 255, bytes.count)]
      return [UInt8(block.count)] + block
    }
    return [2] + blocks + [0]
  }

  /// Frames of any size on a screen of 2×1. Each has data for two pixels: the first two colors.
  ///
  /// - Parameter data: By default codes of three bits: clear, 0, 1, end.
  static func ofTwoPixels(frames: [Size], data: [UInt8] = [2, 2, 0x44, 0x0A, 0]) -> [UInt8] {
    Self(screen: Size(width: 2, height: 1), frames: frames.map { Frame(size: $0, data: data) }).bytes
  }

  var bytes: [UInt8] {
    var bytes = Array("GIF89a".utf8) + Self.short(screen.width) + Self.short(screen.height)
    bytes += [palette == nil ? 0 : 0x81, 0, 0]
    bytes += palette ?? []
    for frame in frames { bytes += frame.bytes }
    return bytes + trailer
  }

  fileprivate static func short(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
}

extension GIFFile.Frame {
  fileprivate var bytes: [UInt8] {
    var bytes: [UInt8] = [0x21, 0xF9, 4, disposal << 2, 0, 0, 0, 0]
    bytes += [0x2C, 0, 0, 0, 0]
    bytes += GIFFile.short(size.width) + GIFFile.short(size.height)
    bytes.append((palette == nil ? 0 : 0x81) | (isInterlaced ? 0x40 : 0))
    bytes += palette ?? []
    return bytes + data
  }
}
