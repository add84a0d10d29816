/// The blocks of a tar archive. Each has 512 bytes: a header, or a part of a file.
enum TarBlock {
  static let size = 512
  /// GNU tar writes archives in records of this many bytes.
  static let recordSize = 20 * size

  /// The fields of a header.
  enum Field {
    static let name = 0..<100
    static let mode = 100..<108
    static let owner = 108..<116
    static let group = 116..<124
    static let size = 124..<136
    static let time = 136..<148
    static let checksum = 148..<156
    static let kind = 156
    static let magic = 257..<263
    static let version = 263..<265
    static let majorDevice = 329..<337
    static let minorDevice = 337..<345
    static let prefix = 345..<500
  }

  /// The magic of POSIX's format. (GNU's is `ustar` and two spaces, and it has no prefix.)
  static let magic = Array("ustar\0".utf8)

  /// The zeros between the end of some data and the next block.
  static func padding(after count: Int) -> Int { -count & (size - 1) }

  /// The sum of a header's bytes, with its own field counted as spaces.
  static func checksum(_ block: some Collection<UInt8>) -> Int {
    var sum = 0
    for (index, byte) in block.enumerated() {
      sum += Field.checksum.contains(index) ? Int(UInt8(ascii: " ")) : Int(byte)
    }
    return sum
  }

  /// The sum with bytes as signed numbers, as some old programs wrote it.
  static func signedChecksum(_ block: some Collection<UInt8>) -> Int {
    var sum = 0
    for (index, byte) in block.enumerated() {
      sum += Field.checksum.contains(index) ? Int(UInt8(ascii: " ")) : Int(Int8(bitPattern: byte))
    }
    return sum
  }
}
