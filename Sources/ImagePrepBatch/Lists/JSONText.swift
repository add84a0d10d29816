/// A text of JSON (RFC 8259) whose values stay bytes, so that what is passed on is spelled as it was: numbers, spaces and
/// the order of members. (Foundation's parsers keep none of these, and take longer.)
struct JSONText {
  struct Fault: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
  }

  struct Member {
    var name: String
    /// The place of the value's bytes.
    var value: Range<Int>
  }

  private static let mostLevels = 200

  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The members of the object that the whole text is, in their order.
  ///
  /// - Throws: `Fault` for what is no object, for any error inside, and for two members of one name.
  func object() throws(Fault) -> [Member] {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw Fault("it is not UTF-8") }
    let start = skipSpaces(0)
    guard byte(start) == UInt8(ascii: "{") else { throw Fault("it is no object of JSON") }
    var members: [Member] = []
    var names: Set<String> = []
    let end = try end(ofObjectAt: start, level: 0) { (name, value) throws(Fault) in
      guard let bytes = try self.bytes(ofStringAt: name), let text = String(validating: bytes, as: UTF8.self)
      else {
        throw Fault("column \(name.lowerBound + 1): a member's name is no text")
      }
      guard names.insert(text).inserted else { throw Fault("it has two members named \(text)") }
      members.append(Member(name: text, value: value))
    }
    guard skipSpaces(end) == bytes.count else {
      throw fault(skipSpaces(end), "there is more behind the object")
    }
    return members
  }

  /// What a string means; nil for another value. A lone surrogate of U+DC80 to U+DCFF is a byte of 0x80 to 0xFF, as Python
  /// writes file names that are not UTF-8.
  ///
  /// - Parameter value: The place of a value that `object` found.
  func bytes(ofStringAt value: Range<Int>) throws(Fault) -> [UInt8]? {
    guard byte(value.lowerBound) == UInt8(ascii: "\"") else { return nil }
    var result: [UInt8] = []
    var position = value.lowerBound + 1
    let end = value.upperBound - 1
    while position < end {
      let run = bytes[position..<end].firstIndex(of: UInt8(ascii: "\\")) ?? end
      result += bytes[position..<run]
      position = run
      if position == end { break }
      guard let escaped = byte(position + 1) else { break }
      position += 2
      switch escaped {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        var code = hexadecimal(position) ?? 0
        position += 4
        if 0xD800...0xDBFF ~= code, byte(position) == UInt8(ascii: "\\"),
          byte(position + 1) == UInt8(ascii: "u"),
          let low = hexadecimal(position + 2), 0xDC00...0xDFFF ~= low
        {
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
          position += 6
        }
        if 0xDC80...0xDCFF ~= code {
          result.append(UInt8(truncatingIfNeeded: code))
        } else if let scalar = Unicode.Scalar(code) {
          result += Array(String(Character(scalar)).utf8)
        } else {
          throw fault(position - 6, "half of a character stands alone")
        }
      default: result.append(escaped)
      }
    }
    return result
  }

  /// - Parameter body: Receives the places of each member's name and value.
  private func end(
    ofObjectAt start: Int, level: Int, _ body: (Range<Int>, Range<Int>) throws(Fault) -> Void
  ) throws(Fault) -> Int {
    var position = skipSpaces(start + 1)
    if byte(position) == UInt8(ascii: "}") { return position + 1 }
    while true {
      guard byte(position) == UInt8(ascii: "\"") else { throw fault(position, "a member's name is missing") }
      let name = position..<(try end(ofStringAt: position))
      position = skipSpaces(name.upperBound)
      guard byte(position) == UInt8(ascii: ":") else { throw fault(position, "a colon is missing") }
      position = skipSpaces(position + 1)
      let value = position..<(try end(ofValueAt: position, level: level + 1))
      try body(name, value)
      position = skipSpaces(value.upperBound)
      if byte(position) == UInt8(ascii: "}") { return position + 1 }
      guard byte(position) == UInt8(ascii: ",") else {
        throw fault(position, "a comma or a brace is missing")
      }
      position = skipSpaces(position + 1)
    }
  }

  private func end(ofArrayAt start: Int, level: Int) throws(Fault) -> Int {
    var position = skipSpaces(start + 1)
    if byte(position) == UInt8(ascii: "]") { return position + 1 }
    while true {
      position = skipSpaces(try end(ofValueAt: position, level: level + 1))
      if byte(position) == UInt8(ascii: "]") { return position + 1 }
      guard byte(position) == UInt8(ascii: ",") else {
        throw fault(position, "a comma or a bracket is missing")
      }
      position = skipSpaces(position + 1)
    }
  }

  private func end(ofValueAt start: Int, level: Int) throws(Fault) -> Int {
    guard level <= Self.mostLevels else { throw fault(start, "it is nested too deeply") }
    switch byte(start) {
    case UInt8(ascii: "{"): return try end(ofObjectAt: start, level: level) { _, _ in }
    case UInt8(ascii: "["): return try end(ofArrayAt: start, level: level)
    case UInt8(ascii: "\""): return try end(ofStringAt: start)
    default:
      for word in ["true", "false", "null"] where bytes[start...].starts(with: word.utf8) {
        return start + word.utf8.count
      }
      return try end(ofNumberAt: start)
    }
  }

  private func end(ofStringAt start: Int) throws(Fault) -> Int {
    var position = start + 1
    while let byte = byte(position) {
      switch byte {
      case UInt8(ascii: "\""): return position + 1
      case ..<0x20: throw fault(position, "a control character stands in a string")
      case UInt8(ascii: "\\"):
        guard let next = self.byte(position + 1), "\"\\/bfnrtu".utf8.contains(next),
          next != UInt8(ascii: "u") || hexadecimal(position + 2) != nil
        else { throw fault(position, "a backslash stands before something else than an escape") }
        position += 2
      default: position += 1
      }
    }
    throw fault(start, "a string has no end")
  }

  private func end(ofNumberAt start: Int) throws(Fault) -> Int {
    var position = byte(start) == UInt8(ascii: "-") ? start + 1 : start
    func digits() throws(Fault) {
      let first = position
      while let byte = byte(position), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        position += 1
      }
      if position == first { throw fault(start, "a value is missing, or is none of JSON") }
    }
    if byte(position) == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if byte(position) == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if byte(position) == UInt8(ascii: "e") || byte(position) == UInt8(ascii: "E") {
      position += 1
      if byte(position) == UInt8(ascii: "+") || byte(position) == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    return position
  }

  /// Four hexadecimal digits.
  private func hexadecimal(_ start: Int) -> UInt32? {
    guard start >= 0, start + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[start..<(start + 4)] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return value
  }

  private func byte(_ position: Int) -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private func skipSpaces(_ start: Int) -> Int {
    var position = start
    while let byte = byte(position), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
    return position
  }

  private func fault(_ position: Int, _ reason: String) -> Fault {
    Fault("column \(position + 1): \(reason)")
  }
}
