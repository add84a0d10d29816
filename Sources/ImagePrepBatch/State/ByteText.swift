/// Puts numbers and bytes one after another, for the records of the journal.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ value: UInt8) { bytes.append(value) }

  mutating func add(_ value: Int) {
    unsafe withUnsafeBytes(of: Int64(value).littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  /// The count, then the bytes.
  mutating func add(_ value: [UInt8]) {
    add(value.count)
    bytes += value
  }
}

/// Takes apart what `ByteWriter` wrote. After bytes that are not there, everything is zero or empty, and `isBroken` says so.
struct ByteReader {
  private let bytes: [UInt8]
  private var place: Int
  private(set) var isBroken = false

  /// - Parameter start: The place of the first byte. Default: 0.
  init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = bytes
    place = min(start, bytes.count)
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    guard !isBroken, count >= 0, count <= bytes.count - place else {
      isBroken = true
      return []
    }
    defer { place += count }
    return bytes[place..<place + count]
  }

  mutating func byte() -> UInt8 { take(1).first ?? 0 }

  mutating func number() -> Int {
    Int(truncatingIfNeeded: take(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  mutating func array() -> [UInt8] {
    let count = number()
    return Array(take(count))
  }
}
