/// The conversion of one image to sRGB: on the small result, as its rows are made or at the end; where there is transparency
/// to be laid on a background, before that.
final class ColorConversion {
  private(set) var warnings: [Warning] = []
  /// Whether the image is to be decoded to its four inks, because there is a profile that knows them.
  let takesCMYK: Bool

  /// Converts rows before their transparency goes; nil where there are none such.
  private(set) var transparentRows: TransparentRows?

  private let space: ColorSpace
  private let isGray: Bool
  private let policy: AlphaPolicy
  private let background: Color
  private var transform: ColorTransform?
  private var isResolved = false
  /// Whether all that is left to be done is done before anything is scaled.
  private var isEarly = false
  private var converted = 0

  init(_ info: ImageInfo, _ colorSpace: ColorSpace, _ options: Options) throws(ImageError) {
    isGray = info.colorModel == .gray
    policy = options.alpha
    background = options.resolvedBackground
    space = options.color == .keep ? .sRGB : colorSpace
    guard space != .sRGB, info.colorModel == .cmyk else {
      takesCMYK = false
      return
    }
    switch try ColorTransform.find(space, .cmyk) {
    case .transform(let found):
      transform = found
      takesCMYK = true
    case .sRGB: takesCMYK = false
    case .unusable(let reason):
      warnings.append(Warning(.colorsUnknown, "\(reason): the usual way from CMYK to RGB is taken"))
      takesCMYK = false
    }
    isResolved = true
  }

  /// Does, or gets ready, what cannot wait for the small result: the colors of a palette, and rows whose transparency is
  /// going to be laid on the background, which is a color of sRGB.
  ///
  /// - Returns: The layout of rows as the flattener gets them.
  func begin(_ pixels: PixelKind, width: Int) throws(ImageError) -> PixelKind {
    guard space != .sRGB else { return pixels }
    switch pixels {
    case .gray, .rgb, .yCbCr, .cmyk: return pixels
    case .rgba, .grayAlpha:
      guard policy != .keep else { return pixels }
      try resolve(isGray ? .grayAsRGBA : .rgba)
      guard let transform else { return pixels }
      transparentRows = try TransparentRows(transform, pixels, width: width)
      finishEarly()
      return .rgba
    case .indexed(let palette):
      try resolve(isGray ? .grayAsRGBA : .rgba)
      guard let transform else { return pixels }
      finishEarly()
      return .indexed(palette.converted(by: transform))
    }
  }

  private func finishEarly() {
    isEarly = true
    transform = nil
  }

  /// The background in the colors that rows have when they are scaled, as RGBA or four inks: what stands for missing ones
  /// is converted with the others. Where the profile has no way back it is the background as it is.
  func storedBackground() throws(ImageError) -> [UInt8] {
    let color = background
    let asItIs = [color.red, color.green, color.blue, 255]
    guard space != .sRGB, !isEarly, takesCMYK || color != .white && color != .black,
      let profile = try ICCProfile(space)
    else { return asItIs }
    switch profile.model {
    case .rgb: return try profile.encode(color).map { $0 + [255] } ?? asItIs
    case .cmyk: return takesCMYK ? try profile.encode(color) ?? asItIs : asItIs
    case .gray:
      guard let table = try profile.grayTable() else { return asItIs }
      func nearest(_ value: UInt8) -> UInt8 {
        UInt8(
          (0..<256).min {
            abs(Int(table[3 * $0 + 1]) - Int(value)) < abs(Int(table[3 * $1 + 1]) - Int(value))
          } ?? 0)
      }
      return [nearest(color.red), nearest(color.green), nearest(color.blue), 255]
    case .other: return asItIs
    }
  }

  /// Converts, in place, what is new of an RGB or RGBA image whose rows are final up to `end`.
  func convert(_ image: PixelBuffer, upTo end: Int) throws(ImageError) {
    try resolve(image.format)
    guard let transform else { return }
    for y in converted..<max(end, converted) {
      unsafe transform.convert(image.row(y), to: image.mutableRow(y), pixels: image.width)
    }
    converted = max(end, converted)
  }

  /// Converts the rest of an image; the result is RGB or RGBA.
  func finish(_ image: PixelBuffer) throws(ImageError) -> PixelBuffer {
    try resolve(image.format)
    guard takesCMYK || image.format == .gray8, let transform else {
      try convert(image, upTo: image.height)
      return try image.expandedToColor()
    }
    let result = try PixelBuffer(size: image.size, format: .rgb8)
    for y in 0..<image.height {
      unsafe transform.convert(image.row(y), to: result.mutableRow(y), pixels: image.width)
    }
    return result
  }

  private func resolve(_ format: PixelFormat) throws(ImageError) {
    switch format {
    case .gray8: try resolve(.gray)
    case .rgb8: try resolve(isGray ? .grayAsRGB : .rgb)
    case .rgba8: try resolve(isGray ? .grayAsRGBA : .rgba)
    }
  }

  private func resolve(_ layout: ColorTransform.Input) throws(ImageError) {
    guard !isResolved else { return }
    isResolved = true
    switch try ColorTransform.find(space, layout) {
    case .sRGB: break
    case .transform(let found): transform = found
    case .unusable(let reason):
      warnings.append(Warning(.colorsUnknown, "\(reason): colors are taken as sRGB"))
    }
  }
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
