@testable import ImagePrep

/// A PNG with 16 bits a sample, stored and not compressed.
struct DeepPNG {
  /// Samples of a pixel, by the color type of the PNG specification.
  enum Color: Int, CaseIterable {
    case gray = 0
    case rgb = 2
    case grayAlpha = 4
    case rgba = 6

    var channels: Int { [0: 1, 2: 3, 4: 2, 6: 4][rawValue] ?? 0 }
    var hasAlpha: Bool { rawValue >= 4 }
  }

  let size: Size
  let color: Color
  let samples: [Int]
  var file: PNGFile

  /// - Parameter sample: Of a column, a row and a channel.
  init(_ size: Size, _ color: Color, sample: (Int, Int, Int) -> Int) {
    (self.size, self.color) = (size, color)
    var samples: [Int] = []
    for y in 0..<size.height {
      for x in 0..<size.width {
        for channel in 0..<color.channels { samples.append(sample(x, y, channel)) }
      }
    }
    self.samples = samples
    let rowSamples = size.width * color.channels
    var data: [UInt8] = []
    for (index, sample) in samples.enumerated() {
      if index % rowSamples == 0 { data.append(0) }
      data += [UInt8(sample >> 8), UInt8(sample & 255)]
    }
    func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
    file = PNGFile(PNGFile.signature)
    let header = number(size.width) + number(size.height) + [16, UInt8(color.rawValue), 0, 0, 0]
    file.chunks = [
      .init(type: "IHDR", data: header), .init(type: "IDAT", data: Self.zlib(data)),
      .init(type: "IEND", data: []),
    ]
  }

  var bytes: [UInt8] { file.bytes }

  /// RFC 1950 and 1951: blocks that are stored.
  private static func zlib(_ data: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 0x01]
    var at = 0
    repeat {
      let count = min(65535, data.count - at)
      let isLast: UInt8 = at + count == data.count ? 1 : 0
      let length = [UInt8(count & 255), UInt8(count >> 8)]
      result += [isLast] + length + length.map { ~$0 } + data[at..<at + count]
      at += count
    } while at < data.count
    let sums = data.reduce((1, 0)) { sums, byte in
      let first = (sums.0 + Int(byte)) % 65521
      return (first, (sums.1 + first) % 65521)
    }
    return result + [sums.1 >> 8, sums.1 & 255, sums.0 >> 8, sums.0 & 255].map { UInt8($0) }
  }

  /// The color of a pixel on white, by the definition.
  func onWhite(_ x: Int, _ y: Int, _ channel: Int) -> Int {
    let pixel = samples[(y * size.width + x) * color.channels..<(y * size.width + x + 1) * color.channels]
    let colors = Array(color.hasAlpha ? pixel.dropLast() : pixel)
    let value = colors[colors.count == 1 ? 0 : channel]
    guard color.hasAlpha, let alpha = pixel.last else { return value }
    return Int((Double(value * alpha + 65535 * (65535 - alpha)) / 65535).rounded())
  }
}
