import CLibLCMS

/// Converts pixels of one layout from one color space to sRGB. The intent is perceptual, as in Pillow's ImageCms;
/// profiles of screens and cameras have no other.
final class ColorTransform: Sendable {
  /// The layout of pixels before conversion.
  enum Input: Hashable, Sendable {
    case gray, rgb, rgba
    /// Gray flattened onto a colored background, and gray with alpha.
    case grayAsRGB, grayAsRGBA
    /// Four inks; 255 is no ink. They become RGB.
    case cmyk
    /// Samples of 16 bits. Both become RGB of 16 bits.
    case deepGray, deepRGB
  }

  enum Outcome: Sendable {
    /// The pixels are sRGB already, or nearly.
    case sRGB
    case transform(ColorTransform)
    /// The profile cannot be used. The message says why.
    case unusable(Message)

    /// The outcome for a profile that Little CMS takes, and makes no transform from.
    static let withoutTransform = Outcome.unusable("the color profile cannot be used")
  }

  private let layout: Input
  // Not an enum: the leak sanitizer would not find the pointers in it.
  private let conversion: any PixelConversion

  private init(_ layout: Input, _ conversion: any PixelConversion) {
    self.layout = layout
    self.conversion = conversion
  }

  /// The transform for a color space. The last few are kept, because batches usually repeat one profile.
  ///
  /// - Throws: `ImageError` with the code `outOfMemory`.
  static func find(_ space: ColorSpace, _ layout: Input) throws(ImageError) -> Outcome {
    if space == .sRGB { return .sRGB }
    let key = Key(space: space, layout: layout)
    if let known = recent.find(key) { return known }
    let outcome = try make(space, layout)
    recent.insert(outcome, for: key, byteCount: key.byteCount)
    return outcome
  }

  private struct Key: Hashable, Sendable {
    var space: ColorSpace
    var layout: Input

    /// About the memory of the key and its outcome.
    var byteCount: Int {
      guard case .profile(let bytes) = space else { return 0 }
      return bytes.count + (layout == .cmyk ? 3 << 20 : 1 << 19)
    }
  }

  private static let recent = LRUCache<Key, Outcome>(mostEntries: 8, mostBytes: 16 << 20)

  /// Converts pixels. Source and target may be the same.
  func convert(_ from: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, pixels: Int) {
    unsafe conversion.convert(from, to: target, pixels: pixels)
  }

  private static func make(_ space: ColorSpace, _ layout: Input) throws(ImageError) -> Outcome {
    switch space {
    case .oversized(let what), .unsupported(let what): return .unusable(what)
    default: break
    }
    // Colors that stay in 8 bits stay in 16.
    if layout == .deepGray || layout == .deepRGB {
      let shallow = try find(space, layout == .deepGray ? .gray : .rgb)
      guard case .transform = shallow else { return shallow }
    }
    guard let profile = try ICCProfile(space) else { return .unusable("the color profile is broken") }
    if profile.isHighDynamicRange { return .unusable("the color profile is one of high dynamic range") }
    switch (profile.model, layout) {
    case (.gray, .gray), (.gray, .grayAsRGB), (.gray, .grayAsRGBA):
      guard let samples = try profile.grayTable() else { return .withoutTransform }
      let table = GrayTable(layout, samples)
      return table.isIdentity ? .sRGB : .transform(ColorTransform(layout, table))
    case (.rgb, .gray):
      guard let transform = try profile.transform(lcms_rgb_8, lcms_rgb_8) else { return .withoutTransform }
      let table = GrayTable(layout, ICCProfile.table(transform, (0..<768).map { UInt8($0 / 3) }))
      return table.isIdentity ? .sRGB : .transform(ColorTransform(layout, table))
    case (.rgb, .rgb), (.rgb, .grayAsRGB), (.rgb, .rgba), (.rgb, .grayAsRGBA):
      let hasAlpha = layout == .rgba || layout == .grayAsRGBA
      let format = hasAlpha ? lcms_rgba_8 : lcms_rgb_8
      guard let converting = try profile.transform(format, format) else { return .withoutTransform }
      let transform = ColorTransform(layout, converting)
      return transform.isNearlyIdentity ? .sRGB : .transform(transform)
    case (.gray, .deepGray):
      guard let transform = try profile.transform(lcms_gray_16, lcms_rgb_16) else { return .withoutTransform }
      return .transform(ColorTransform(layout, transform))
    case (.rgb, .deepGray), (.rgb, .deepRGB):
      guard let transform = try profile.transform(lcms_rgb_16, lcms_rgb_16) else { return .withoutTransform }
      let isGray = layout == .deepGray
      return .transform(ColorTransform(layout, isGray ? RepeatedGray(transform) : transform))
    case (.cmyk, .cmyk):
      guard let transform = try profile.transform(lcms_cmyk_16, lcms_rgb_16) else { return .withoutTransform }
      return .transform(ColorTransform(layout, try InkTable(transform)))
    case (.other, _): return .unusable("the color profile is one of neither gray, RGB nor CMYK")
    default:
      return .unusable("the color profile is one of \(profile.model.rawValue), and the image is not")
    }
  }

  /// True if no color of a coarse grid changes by more than rounding.
  private var isNearlyIdentity: Bool {
    let levels: [UInt8] = [0, 8, 16, 32, 64, 96, 128, 160, 192, 224, 255]
    let opaque: [UInt8] = layout == .rgba || layout == .grayAsRGBA ? [255] : []
    let grid = levels.flatMap { r in levels.flatMap { g in levels.flatMap { b in [r, g, b] + opaque } } }
    var result = grid
    unsafe convert(grid, to: &result, pixels: levels.count * levels.count * levels.count)
    return zip(grid, result).allSatisfy { abs(Int($0) - Int($1)) <= 1 }
  }
}

/// Converts the colors of pixels of one layout.
protocol PixelConversion: Sendable {
  /// Converts pixels. Source and target may be the same.
  func convert(_ from: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, pixels: Int)
}
