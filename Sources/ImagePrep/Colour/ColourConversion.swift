/// The conversion of one image to sRGB: on the small result, as its rows are made or at the end.
final class ColourConversion {
  private(set) var warnings: [String] = []
  /// Whether the image is to be decoded to its four inks, because there is a profile that knows them.
  let takesCMYK: Bool

  private let space: ColourSpace
  private let isGray: Bool
  private let policy: AlphaPolicy
  /// Whether transparency is kept until colours are converted, since what it is laid on is a colour of sRGB.
  private let flattensAfter: Bool
  private var transform: ColourTransform?
  private var isResolved = false
  private var converted = 0

  init(_ decoder: any Decoder, _ options: Options) {
    let isGray = decoder.info.colourModel == .gray
    let isCMYK = decoder.info.colourModel == .cmyk
    var space = options.colour == .keep ? .sRGB : decoder.colourSpace
    if case .profile(let bytes) = space, let limit = options.limits.profileBytes, bytes.count > limit {
      warnings.append(
        "its colour profile has \(bytes.count) bytes, over the limit of \(limit) (--limit-profile-bytes): colours are taken as sRGB"
      )
      space = .sRGB
    }
    self.space = space
    self.isGray = isGray
    policy = options.alpha
    let mayBeTransparent = decoder.info.hasAlpha || decoder.info.frameCount != 1
    if space != .sRGB, mayBeTransparent, options.alpha != .keep,
      case .transform = ColourTransform.find(space, isGray ? .grayAsRGBA : .rgba)
    {
      flattensAfter = true
    } else {
      flattensAfter = false
    }
    guard space != .sRGB, isCMYK else {
      takesCMYK = false
      return
    }
    switch ColourTransform.find(space, .cmyk) {
    case .transform(let found):
      transform = found
      takesCMYK = true
    case .sRGB: takesCMYK = false
    case .unusable(let reason):
      warnings.append(reason + ": the usual way from CMYK to RGB is taken")
      takesCMYK = false
    }
    isResolved = true
  }

  /// What becomes of transparency before colours are converted.
  var alpha: AlphaPolicy { flattensAfter ? .keep : policy }

  /// Whether a row is converted where it lies, and keeps its format.
  var isInPlace: Bool { !takesCMYK && !flattensAfter }

  /// The background in the image's own colours: what stands for missing rows is converted with the others. Where the
  /// profile has no way back it is the background as it is.
  func storedBackground() -> Color {
    let colour = policy.background
    guard space != .sRGB, colour != .white, colour != .black, let profile = ICCProfile(space) else {
      return colour
    }
    switch profile.model {
    case .rgb: return profile.encode(colour) ?? colour
    case .gray:
      guard let table = profile.grayTable() else { return colour }
      func nearest(_ value: UInt8) -> UInt8 {
        UInt8(
          (0..<256).min {
            abs(Int(table[3 * $0 + 1]) - Int(value)) < abs(Int(table[3 * $1 + 1]) - Int(value))
          } ?? 0)
      }
      return Color(red: nearest(colour.red), green: nearest(colour.green), blue: nearest(colour.blue))
    case .cmyk, .other: return colour
    }
  }

  /// Converts, in place, what is new of an RGB or RGBA image whose rows are final up to `end`.
  func convert(_ image: PixelBuffer, upTo end: Int) {
    resolve(image.format)
    guard let transform else { return }
    for y in converted..<max(end, converted) {
      unsafe transform.convert(image.row(y), to: image.mutableRow(y), pixels: image.width)
    }
    converted = max(end, converted)
  }

  /// Converts the rest of an image, and lays it on the background; the result is RGB or RGBA.
  func finish(_ image: PixelBuffer) throws(ImageError) -> PixelBuffer {
    resolve(image.format)
    guard takesCMYK || image.format == .gray8, let transform else {
      convert(image, upTo: image.height)
      let result = try image.expandedToColour()
      return try flattensAfter ? result.flattened(onto: policy.background) : result
    }
    let result = try PixelBuffer(size: image.size, format: .rgb8)
    for y in 0..<image.height {
      unsafe transform.convert(image.row(y), to: result.mutableRow(y), pixels: image.width)
    }
    return result
  }

  private func resolve(_ format: PixelFormat) {
    guard !isResolved else { return }
    isResolved = true
    let layout: ColourTransform.Layout =
      switch format {
      case .gray8: .gray
      case .rgb8: isGray ? .grayAsRGB : .rgb
      case .rgba8: isGray ? .grayAsRGBA : .rgba
      }
    switch ColourTransform.find(space, layout) {
    case .sRGB: break
    case .transform(let found): transform = found
    case .unusable(let reason): warnings.append(reason + ": colours are taken as sRGB")
    }
  }
}
