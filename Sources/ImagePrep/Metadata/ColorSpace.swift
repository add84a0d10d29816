/// The color space of an image's samples.
enum ColorSpace: Hashable, Sendable {
  /// sRGB, stated by the file or assumed.
  case sRGB
  /// An ICC profile.
  case profile(MetadataBlock)
  /// A profile over the limit; the text says so.
  case oversized(Message)
  case primaries(Primaries, Curve)
  /// A color space that cannot be converted; the text names it.
  case unsupported(Message)

  /// White and the three primary colors, in CIE 1931 x and y.
  struct Primaries: Hashable, Sendable {
    var white: Chromaticity
    var red: Chromaticity
    var green: Chromaticity
    var blue: Chromaticity
  }

  struct Chromaticity: Hashable, Sendable {
    var x: Double
    var y: Double
  }

  /// A profile within the limit.
  ///
  /// - Parameters:
  ///   - count: The bytes of the profile.
  ///   - copy: Makes the block. Called only for a profile within the limit.
  static func profile(
    of count: Int, _ limits: Limits, copy: () throws(ImageError) -> MetadataBlock
  ) throws(ImageError) -> ColorSpace {
    guard let limit = limits.profileBytes, count > limit else { return .profile(try copy()) }
    return .oversized(
      "its color profile has \(count) bytes, over the limit of \(limit) (\(.limitProfileBytes))")
  }

  /// How stored values become light.
  enum Curve: Hashable, Sendable {
    case power(Double)
    case sRGB
    /// ITU-R BT.709.
    case video
  }
}

extension ColorSpace.Primaries {
  private static let d65 = ColorSpace.Chromaticity(x: 0.3127, y: 0.3290)

  private init(_ red: (Double, Double), _ green: (Double, Double), _ blue: (Double, Double)) {
    self.init(
      white: Self.d65, red: ColorSpace.Chromaticity(x: red.0, y: red.1),
      green: ColorSpace.Chromaticity(x: green.0, y: green.1),
      blue: ColorSpace.Chromaticity(x: blue.0, y: blue.1))
  }

  /// True if the three colors can be mixed to white: they are not in a line, and white needs each of them. libpng
  /// demands the same of a cHRM chunk.
  var spanColors: Bool {
    let all = [white, red, green, blue]
    guard all.allSatisfy({ $0.x >= 0 && $0.y >= 0 && $0.x + $0.y <= 1 }), white.y >= 0.00005 else {
      return false
    }
    // Twice the area of the triangle of three colors. The sign says which way they turn.
    func area(_ a: ColorSpace.Chromaticity, _ b: ColorSpace.Chromaticity, _ c: ColorSpace.Chromaticity)
      -> Double
    { (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y) }
    let whole = area(red, green, blue)
    let parts = [area(white, green, blue), area(red, white, blue), area(red, green, white)]
    // Coordinates have five decimal places, so a smaller area means nothing.
    guard abs(whole) > 1e-5 else { return false }
    return parts.allSatisfy { $0 / whole > 1e-5 }
  }

  /// True if the two differ by no more than rounding.
  func isAbout(_ other: Self) -> Bool {
    zip([white, red, green, blue], [other.white, other.red, other.green, other.blue])
      .allSatisfy { abs($0.x - $1.x) < 0.005 && abs($0.y - $1.y) < 0.005 }
  }

  /// The primaries of ITU-R BT.709 and sRGB.
  static let sRGB = Self((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
  /// The primaries of SMPTE EG 432-1 with D65 and of Display P3.
  static let displayP3 = Self((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
  /// ITU-R BT.2020.
  static let wide = Self((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
  /// Adobe RGB (1998).
  static let adobe = Self((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))
}

extension ColorSpace {
  /// Adobe RGB (1998): its gamma is 2 + 51/256.
  static let adobeRGB = primaries(.adobe, .power(2 + 51.0 / 256))

  /// True for PQ and HLG among the transfer characteristics of ITU-T H.273.
  static func isHighDynamicRange(transfer: UInt8) -> Bool { transfer == 16 || transfer == 18 }

  /// From code points of ITU-T H.273, as in PNG's cICP chunk. Nil for unknown ones, and for PQ and HLG, whose scenes
  /// are brighter than any screen.
  init?(primaries: UInt8, transfer: UInt8) {
    let colors: Primaries
    switch primaries {
    case 1: colors = .sRGB
    case 9: colors = .wide
    case 12: colors = .displayP3
    default: return nil
    }
    let curve: Curve
    switch transfer {
    case 1, 6, 14, 15: curve = .video
    case 4: curve = .power(2.2)
    case 5: curve = .power(2.8)
    case 8: curve = .power(1)
    case 13: curve = .sRGB
    default: return nil
    }
    self = colors == .sRGB && curve == .sRGB ? .sRGB : .primaries(colors, curve)
  }
}
