/// The stage at which the colors of an image are converted to sRGB: the cheapest that gives the right colors.
enum ColorPlan {
  /// Nowhere: colors are sRGB, or stay as stored.
  case nowhere
  /// In the palette, before its transparency is flattened.
  case palette(ColorTransform)
  /// In each row, before its transparency is flattened onto a background of sRGB.
  case rows(ColorTransform)
  /// In the result, after it was scaled: it has fewer pixels than the image, as a rule.
  case result(ColorSpace)
  /// In the result, from four inks that were scaled.
  case inks(ColorTransform, ColorSpace)

  /// The pixels that the flattener gets in place of the decoder's.
  func flattened(_ pixels: PixelKind) -> PixelKind {
    switch (self, pixels) {
    case (.palette(let transform), .indexed(let palette)): .indexed(palette.converted(by: transform))
    case (.rows, _): .rgba
    default: pixels
    }
  }

  /// The background in the colors of the image, as RGBA or four inks. It fills missing rows before the conversion, which
  /// then makes it the background again. It stays as it is if the profile cannot convert from sRGB.
  func stored(_ background: Color) throws(ImageError) -> [UInt8] {
    let unchanged = [background.red, background.green, background.blue, 255]
    let profile: ICCProfile?
    switch self {
    case .nowhere, .palette, .rows: return unchanged
    case .result(let space): profile = background.isBlackOrWhite ? nil : try ICCProfile(space)
    case .inks(_, let space): profile = try ICCProfile(space)
    }
    guard let profile else { return unchanged }
    switch (profile.model, self) {
    case (.rgb, _): return try profile.encode(background).map { $0 + [255] } ?? unchanged
    case (.cmyk, .inks): return try profile.encode(background) ?? unchanged
    case (.gray, _):
      guard let table = try profile.grayTable() else { return unchanged }
      func nearest(_ value: UInt8) -> UInt8 {
        UInt8(
          (0..<256).min {
            abs(Int(table[3 * $0 + 1]) - Int(value)) < abs(Int(table[3 * $1 + 1]) - Int(value))
          } ?? 0)
      }
      return [nearest(background.red), nearest(background.green), nearest(background.blue), 255]
    default: return unchanged
    }
  }
}

extension Color {
  fileprivate var isBlackOrWhite: Bool { self == .black || self == .white }
}

extension Palette {
  fileprivate func converted(by transform: ColorTransform) -> Palette {
    var samples = entries
    unsafe transform.convert(entries, to: &samples, pixels: 256)
    var palette = Palette()
    for index in 0..<256 {
      let at = 4 * index
      palette[index] = (samples[at], samples[at + 1], samples[at + 2], samples[at + 3])
    }
    return palette
  }
}
