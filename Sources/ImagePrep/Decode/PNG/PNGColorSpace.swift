import CImageCodecs

extension ColorSpace {
  /// Chunks take precedence in the order of the standard's third edition: cICP, iCCP, sRGB, then gAMA and cHRM.
  init(_ header: png_header, _ limits: Limits) throws(ImageError) {
    if unsafe header.has_code_points, let space = unsafe ColorSpace(codePoints: header.code_points) {
      self = space
    } else if unsafe header.has_code_points && Self.isHighDynamicRange(transfer: header.code_points.1) {
      self = .unsupported("its colors are of high dynamic range")
    } else if let profile = unsafe header.profile {
      self = unsafe try .profile(of: header.profile_size, limits) { () throws(ImageError) in
        unsafe try MetadataBlock(copying: profile, count: header.profile_size)
      }
    } else if unsafe header.has_srgb {
      self = .sRGB
    } else if unsafe header.has_code_points && !header.has_gamma && !header.has_primaries {
      self = unsafe .unsupported(Message(Self.description(ofCodePoints: header.code_points)))
    } else {
      self = unsafe Self.gammaAndPrimaries(header)
    }
  }

  private typealias CodePoints = (primaries: UInt8, transfer: UInt8, matrix: UInt8, isFullRange: UInt8)

  /// Nil for unknown code points, and for values other than full-range RGB.
  private init?(codePoints: CodePoints) {
    guard codePoints.matrix == 0, codePoints.isFullRange == 1 else { return nil }
    self.init(primaries: codePoints.primaries, transfer: codePoints.transfer)
  }

  private static func description(ofCodePoints points: CodePoints) -> String {
    "its colors (cICP \(points.primaries), \(points.transfer), \(points.matrix), \(points.isFullRange)) are not known"
  }

  /// Neither chunk is used if one of them is outside the ranges that libpng accepts.
  private static func gammaAndPrimaries(_ header: png_header) -> ColorSpace {
    let gammas: ClosedRange<UInt32> = 16...625_000_000
    if unsafe header.has_gamma && !gammas.contains(header.gamma) {
      return unsafe .unsupported("its gamma (gAMA, \(header.gamma)) is out of range")
    }
    guard unsafe header.has_primaries else {
      let curve = unsafe curve(header, of: .sRGB)
      return curve == .sRGB ? .sRGB : .primaries(.sRGB, curve)
    }
    let p = unsafe header.primaries
    func point(_ x: UInt32, _ y: UInt32) -> Chromaticity {
      Chromaticity(x: Double(x) / 100_000, y: Double(y) / 100_000)
    }
    let primaries = Primaries(
      white: point(p.0, p.1), red: point(p.2, p.3), green: point(p.4, p.5), blue: point(p.6, p.7))
    guard primaries.spanColors else { return .unsupported("its primaries (cHRM) are no colors") }
    return .primaries(primaries, unsafe curve(header, of: primaries))
  }

  /// The sRGB curve if there is no gamma, or if gamma is about 1/2.2 and the primaries are sRGB's, as in the standard.
  private static func curve(_ header: png_header, of primaries: Primaries) -> Curve {
    let gamma = unsafe header.gamma
    return unsafe !header.has_gamma || (44_000...47_000).contains(gamma) && primaries.isAbout(.sRGB)
      ? .sRGB : .power(100_000 / Double(gamma))
  }
}
