/// An opaque sRGB color, 8 bits a component.
public struct Color: Sendable, Hashable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public static let white = Color(red: 255, green: 255, blue: 255)
  public static let black = Color(red: 0, green: 0, blue: 0)

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Parses a color, in upper or lower case: `#rgb`, `#rrggbb`, a CSS color name, or three numbers from 0 to 255 such
  /// as `114,114,114`, `rgb(114, 114, 114)` or `rgb(114 114 114)`. Nil for anything else.
  public init?(_ text: String) {
    let text = text.lowercased()
    if text.hasPrefix("#") {
      self.init(hexadecimal: text.dropFirst())
    } else if let value = Self.cssNames[text] {
      self.init(rgb: value)
    } else if text.hasPrefix("rgb("), text.hasSuffix(")") {
      self.init(numbers: text.dropFirst(4).dropLast())
    } else {
      self.init(numbers: text[...])
    }
  }

  private init?(hexadecimal digits: Substring) {
    guard digits.allSatisfy({ $0.isASCII && $0.isHexDigit }), let value = UInt32(digits, radix: 16) else {
      return nil
    }
    switch digits.count {
    case 3:
      let (r, g, b) = (value >> 8, value >> 4 & 15, value & 15)
      self.init(rgb: (r * 17) << 16 | (g * 17) << 8 | b * 17)
    case 6: self.init(rgb: value)
    default: return nil
    }
  }

  /// Parses three numbers with commas, spaces or both between them.
  private init?(numbers text: Substring) {
    let separator: Character = text.contains(",") ? "," : " "
    let parts = text.split(separator: separator, omittingEmptySubsequences: separator == " ")
    let values = parts.map { $0.split(separator: " ") }.compactMap { $0.count == 1 ? UInt8($0[0]) : nil }
    guard parts.count == 3, values.count == 3 else { return nil }
    self.init(red: values[0], green: values[1], blue: values[2])
  }

  private init(rgb: UInt32) {
    self.init(
      red: UInt8(rgb >> 16 & 255), green: UInt8(rgb >> 8 & 255), blue: UInt8(rgb & 255))
  }

  var isGray: Bool { red == green && green == blue }
}
