/// A value that goes between a process and its worker. Bytes from a worker are not trusted: the file that it decoded
/// may have taken it over.
package protocol Wired: SendableMetatype {
  func write(to writer: inout WireWriter)
  init(from reader: inout WireReader) throws(WireError)
}

/// The bytes end before the value does, or mean nothing.
package struct WireError: Error {}

package struct WireWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func add(_ value: some Wired) { value.write(to: &self) }

  package mutating func add(raw new: some Sequence<UInt8>) { bytes += new }
}

package struct WireReader {
  private var bytes: ArraySlice<UInt8>

  package init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  package mutating func value<Value: Wired>(_ type: Value.Type = Value.self) throws(WireError) -> Value {
    try Value(from: &self)
  }

  /// Reads a value that nothing may follow.
  package mutating func last<Value: Wired>(_ type: Value.Type) throws(WireError) -> Value {
    let value = try value(type)
    guard bytes.isEmpty else { throw WireError() }
    return value
  }

  mutating func raw(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count else { throw WireError() }
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }
}

extension UInt8: Wired {
  package func write(to writer: inout WireWriter) { writer.add(raw: CollectionOfOne(self)) }

  package init(from reader: inout WireReader) throws(WireError) {
    guard let byte = try reader.raw(1).first else { throw WireError() }
    self = byte
  }
}

extension Bool: Wired {
  package func write(to writer: inout WireWriter) { writer.add(UInt8(self ? 1 : 0)) }

  package init(from reader: inout WireReader) throws(WireError) { self = try reader.value(UInt8.self) != 0 }
}

extension Int: Wired {
  package func write(to writer: inout WireWriter) {
    let bits = UInt64(bitPattern: Int64(self))
    writer.add(raw: (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) })
  }

  package init(from reader: inout WireReader) throws(WireError) {
    let bits = try reader.raw(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    self = Int(truncatingIfNeeded: Int64(bitPattern: bits))
  }
}

extension Double: Wired {
  package func write(to writer: inout WireWriter) { writer.add(Int(truncatingIfNeeded: bitPattern)) }

  package init(from reader: inout WireReader) throws(WireError) {
    self.init(bitPattern: UInt64(truncatingIfNeeded: try reader.value(Int.self)))
  }
}

extension String: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(utf8.count)
    writer.add(raw: utf8)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    let count = try reader.value(Int.self)
    self.init(decoding: try reader.raw(count), as: UTF8.self)
  }
}

extension Array: Wired where Element: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(count)
    for element in self { writer.add(element) }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self = []
    // Every element takes at least a byte, so a count that is too large fails when the bytes end.
    var left = try reader.value(Int.self)
    guard left >= 0 else { throw WireError() }
    while left > 0 {
      append(try reader.value())
      left -= 1
    }
  }
}

extension Optional: Wired where Wrapped: Wired {
  package func write(to writer: inout WireWriter) {
    writer.add(self != nil)
    if let self { writer.add(self) }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self = try reader.value(Bool.self) ? try reader.value(Wrapped.self) : nil
  }
}

extension Wired where Self: RawRepresentable, RawValue: Wired {
  package func write(to writer: inout WireWriter) { writer.add(rawValue) }

  package init(from reader: inout WireReader) throws(WireError) {
    guard let value = Self(rawValue: try reader.value()) else { throw WireError() }
    self = value
  }
}
