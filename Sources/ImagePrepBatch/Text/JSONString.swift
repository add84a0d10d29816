import ImagePrep

/// Texts as strings of JSON.
enum JSONString {
  /// A name with its quotes. Bytes that are not UTF-8 are written as `\\xNN`, as the lines of `--json` have them.
  static func quoted(_ bytes: [UInt8]) -> [UInt8] {
    if String(validating: bytes, as: UTF8.self) == nil {
      return quoted(Array(SystemPath(bytes: bytes).description.utf8))
    }
    var text: [UInt8] = [UInt8(ascii: "\"")]
    text.reserveCapacity(bytes.count + 2)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      case 0x0A: text += Array("\\n".utf8)
      case ..<0x20:
        text += Array((byte < 0x10 ? "\\u000" : "\\u00").utf8) + Array(String(byte, radix: 16).utf8)
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
    return text
  }
}
