/// Makes the `ColorPlan` of an image from its header, the options, and the rows that its decoder delivers.
struct ColorPlanner {
  private(set) var warnings: [Warning] = []
  /// Converts four inks to RGB. Nil if no profile knows the inks, so that the decoder itself makes RGB of CMYK.
  private(set) var inks: ColorTransform?

  /// sRGB if there is nothing to convert.
  private var space: ColorSpace
  private let isGray: Bool
  private let alpha: AlphaPolicy

  init(_ info: ImageInfo, _ colorSpace: ColorSpace, _ options: Options) throws(ImageError) {
    isGray = info.colorModel == .gray
    alpha = options.alpha
    space = options.color == .keep ? .sRGB : colorSpace
    guard space != .sRGB, info.colorModel == .cmyk else { return }
    switch try ColorTransform.find(space, .cmyk) {
    case .transform(let found): inks = found
    case .sRGB: space = .sRGB
    case .unusable(let reason):
      warnings.append(Warning(.colorsUnknown, "\(reason): the usual way from CMYK to RGB is taken"))
      space = .sRGB
    }
  }

  /// - Parameter pixels: The rows of the decoder.
  mutating func plan(for pixels: PixelKind) throws(ImageError) -> ColorPlan {
    guard space != .sRGB else { return .nowhere }
    switch pixels {
    case .cmyk: return inks.map { .inks($0, space) } ?? .nowhere
    case .indexed: return try transform(.rgba).map(ColorPlan.palette) ?? .nowhere
    case .rgba where alpha != .keep, .grayAlpha where alpha != .keep:
      return try transform(.rgba).map(ColorPlan.rows) ?? .nowhere
    case .gray, .grayAlpha, .rgb, .rgba, .yCbCr: return .result(space)
    }
  }

  /// Converts the small result; nil if its colors stay.
  mutating func conversion(_ plan: ColorPlan, of samples: SampleLayout) throws(ImageError) -> ColorTransform?
  {
    switch (plan, samples) {
    case (.inks(let transform, _), _): transform
    case (.result, .gray): try transform(.gray)
    case (.result, .rgb): try transform(.rgb)
    case (.result, .rgba), (.result, .premultipliedRGBA): try transform(.rgba)
    default: nil
    }
  }

  /// Converts decoded rows of 16 bits without their alpha; nil if their colors stay.
  mutating func deepTransform() throws(ImageError) -> ColorTransform? {
    try space == .sRGB ? nil : transform(isGray ? .deepGray : .deepRGB)
  }

  private mutating func transform(_ samples: ColorTransform.Input) throws(ImageError) -> ColorTransform? {
    let input: ColorTransform.Input =
      switch samples {
      case .rgb where isGray: .grayAsRGB
      case .rgba where isGray: .grayAsRGBA
      default: samples
      }
    switch try ColorTransform.find(space, input) {
    case .sRGB: return nil
    case .transform(let found): return found
    case .unusable(let reason):
      warnings.append(Warning(.colorsUnknown, "\(reason): colors are taken as sRGB"))
      return nil
    }
  }
}
