import TestSupport

/// A gray JPEG file whose Huffman codes have any length, and whose coefficients any size.
struct LongCodes {
  private var random: SeededGenerator
  private var bytes: [UInt8] = []
  private var bits: UInt64 = 0
  private var bitCount = 0

  static func file(_ seed: UInt64) -> [UInt8] {
    var file = LongCodes(random: SeededGenerator(seed))
    file.write()
    return file.bytes
  }

  private init(random: SeededGenerator) { self.random = random }

  private mutating func append(_ marker: UInt8, _ data: [UInt8]) {
    bytes += [0xFF, marker, UInt8((data.count + 2) >> 8), UInt8((data.count + 2) & 255)] + data
  }

  /// Code and length of each symbol.
  private mutating func define(_ table: UInt8, _ symbols: [UInt8], _ counts: [Int]) -> [UInt8: (Int, Int)] {
    append(0xC4, [table] + counts.map(UInt8.init) + symbols)
    var codes: [UInt8: (Int, Int)] = [:]
    var (code, next) = (0, 0)
    for length in 1...16 {
      for _ in 0..<counts[length - 1] {
        codes[symbols[next]] = (code, length)
        (code, next) = (code + 1, next + 1)
      }
      code <<= 1
    }
    return codes
  }

  private mutating func put(_ value: Int, _ count: Int) {
    guard count > 0 else { return }
    bits = bits << UInt64(count) | UInt64(value)
    bitCount += count
    while bitCount >= 8 {
      bitCount -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> UInt64(bitCount))
      bytes += byte == 0xFF ? [0xFF, 0] : [byte]
    }
  }

  private mutating func put(_ symbol: UInt8, of codes: [UInt8: (Int, Int)]) {
    guard let (code, length) = codes[symbol] else { return }
    put(code, length)
    let size = Int(symbol & 15)
    if size > 0 { put(.random(in: 0..<1 << size, using: &random), size) }
  }

  private mutating func write() {
    bytes = [0xFF, 0xD8]
    append(0xDB, [0] + [UInt8](repeating: 1, count: 64))
    append(0xC0, [8, 0, 64, 0, 64, 1, 1, 0x11, 0])
    // One code of each length from 5 to 16; and those of many lengths, most of them long.
    let sizes = Array(UInt8(0)...11).shuffled(using: &random)
    let dc = define(0x00, sizes, [0, 0, 0, 0] + [Int](repeating: 1, count: 12))
    let pairs = (UInt8(0)...15).flatMap { run in (UInt8(1)...10).map { run << 4 | $0 } }
    let symbols = (pairs + [0x00, 0xF0]).shuffled(using: &random)
    let ac = define(0x10, symbols, [0, 0, 0, 0, 1, 1, 2, 2, 4, 8, 16, 20, 24, 28, 30, 26])
    append(0xDA, [1, 1, 0x00, 0, 63, 0])
    for _ in 0..<64 {
      put(sizes[.random(in: 0..<12, using: &random)], of: dc)
      var position = 1
      while position < 64 {
        let symbol = symbols[.random(in: 0..<symbols.count, using: &random)]
        position += Int(symbol >> 4) + 1
        if position > 64 { put(0x00, of: ac) } else { put(symbol, of: ac) }
        if symbol == 0x00 { break }
      }
    }
    put(0x7F, 7)
    bytes += [0xFF, 0xD9]
  }
}
