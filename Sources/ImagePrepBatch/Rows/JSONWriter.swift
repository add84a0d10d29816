import ImagePrep

/// Writes a JSON object, its members in the order in which they are added.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  /// The object.
  var object: [UInt8] { [UInt8(ascii: "{")] + bytes + [UInt8(ascii: "}")] }

  mutating func add(_ name: String, _ value: String) {
    begin(name)
    bytes += JSONString.quoted(Array(value.utf8))
  }

  mutating func add(_ name: String, _ value: Int) { add(name, raw: "\(value)".utf8) }

  mutating func add(_ name: String, _ value: Bool) { add(name, raw: (value ? "true" : "false").utf8) }

  /// - Parameter value: A finite number.
  mutating func add(_ name: String, _ value: Double) { add(name, raw: "\(value)".utf8) }

  mutating func add(_ name: String, _ values: [Double]) {
    add(name, raw: "[\(values.map { "\($0)" }.joined(separator: ","))]".utf8)
  }

  mutating func add(_ name: String, _ values: [String]) {
    begin(name)
    bytes.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += JSONString.quoted(Array(value.utf8))
    }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func add(_ name: String, _ object: JSONWriter) { add(name, raw: object.object) }

  /// A name that may be no text: other bytes are `\\xNN`, and `nameBase64` has all of it.
  mutating func add(_ name: String, _ path: SystemPath) {
    add(name, raw: JSONString.quoted(path.bytes))
    if let base64 = path.base64UnlessText { add(name + "Base64", base64) }
  }

  /// A value that is JSON already.
  mutating func add(_ name: String, raw value: some Sequence<UInt8>) {
    begin(name)
    bytes += value
  }

  private mutating func begin(_ name: String) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    bytes += JSONString.quoted(Array(name.utf8))
    bytes.append(UInt8(ascii: ":"))
  }
}
