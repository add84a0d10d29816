/// An opaque sRGB colour, 8 bits a component.
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

  /// A colour written as `#rgb`, `#rrggbb` or a CSS colour name in any case; nil for anything else.
  public init?(_ text: String) {
    if text.hasPrefix("#") {
      let digits = text.dropFirst()
      guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else { return nil }
      switch digits.count {
      case 3:
        let (r, g, b) = (value >> 8, value >> 4 & 15, value & 15)
        self.init(rgb: (r * 17) << 16 | (g * 17) << 8 | b * 17)
      case 6: self.init(rgb: value)
      default: return nil
      }
    } else if let value = Self.cssNames[text.lowercased()] {
      self.init(rgb: value)
    } else {
      return nil
    }
  }

  private init(rgb: UInt32) {
    self.init(
      red: UInt8(rgb >> 16 & 255), green: UInt8(rgb >> 8 & 255), blue: UInt8(rgb & 255))
  }

  var isGray: Bool { red == green && green == blue }
}
