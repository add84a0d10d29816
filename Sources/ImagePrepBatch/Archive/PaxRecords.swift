/// The records of an extended header (pax) that matter here.
struct PaxRecords {
  /// The name; empty if a record takes back the name of a header for all members.
  var path: [UInt8]?
  var size: Int?
  var isSparse = false

  enum Fault: Error {
    case malformed
    case badSize
  }

  /// Reads records: `LENGTH KEY=VALUE` and a newline, where the length counts the whole record. Later ones replace
  /// earlier ones.
  mutating func read(_ text: [UInt8]) throws(Fault) {
    var position = 0
    // Some programs fill up with zeros.
    while position < text.count, text[position] != 0 {
      let digits = text[position...].prefix(8).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      let length = digits.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
      let end = position + length
      guard !digits.isEmpty, digits.endIndex < text.count, text[digits.endIndex] == UInt8(ascii: " "),
        end <= text.count, end > digits.endIndex + 1, text[end - 1] == UInt8(ascii: "\n"),
        let equals = text[(digits.endIndex + 1)..<(end - 1)].firstIndex(of: UInt8(ascii: "="))
      else { throw .malformed }
      let key = String(decoding: text[(digits.endIndex + 1)..<equals], as: UTF8.self)
      try set(key, text[(equals + 1)..<(end - 1)])
      position = end
    }
  }

  private mutating func set(_ key: String, _ value: ArraySlice<UInt8>) throws(Fault) {
    switch key {
    case "path":
      guard !value.contains(0) else { throw .malformed }
      path = Array(value)
    case "size":
      if value.isEmpty {
        size = nil
        return
      }
      var number = 0
      for digit in value {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit), number <= Int.max / 10 - 1 else {
          throw .badSize
        }
        number = 10 * number + Int(digit - UInt8(ascii: "0"))
      }
      size = number
    case "SCHILY.realsize": isSparse = true
    default: if key.hasPrefix("GNU.sparse.") { isSparse = true }
    }
  }
}
