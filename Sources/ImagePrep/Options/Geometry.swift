/// The size of the result.
///
/// Each step is optional. The picture is cropped (``crop``), scaled (``fit``), its sides become multiples
/// (``Options/multiple``), and it is cropped or padded again (``canvas``). Plans state the outcome of each step.
public struct Geometry: Sendable, Equatable {
  /// The part of the upright source that is used; nothing outside it has any effect. Default: nil, all of it.
  public var crop: CropBox?
  /// Sizes that the picture is scaled to first, each from the one before. Only in `exact`. Default: none.
  public var before: [Scaling] = []
  public var fit: Fit
  public var upscale: Upscale
  /// How a side that follows from the other becomes whole, before it becomes a multiple. Default: nil, which is `down`
  /// for ``Fit/shortest(_:longest:)``, and otherwise straight to the multiple.
  public var sideRounding: Multiple.Rounding?
  /// How a side that ``sideRounding`` makes whole is computed. Default: `product`.
  public var sideFormula = SideFormula.product
  /// Sides of the scaled picture that would be shorter become this long. Default: nil, 1.
  public var leastSide: Int?
  /// The size of the result. A scaled picture that is larger is cropped to it, a smaller one is padded. Default: nil, the
  /// size that ``fit`` gives.
  public var canvas: Size?
  /// The part that cropping keeps, and the place of the picture in its padding. Default: `center`.
  public var gravity = Gravity.center
  /// How half a pixel of an offset about the center becomes whole. Default: `down`, to the left and the top.
  public var offsetRounding = Multiple.Rounding.down
  /// The same for the place of the picture in its padding. Default: nil, as ``offsetRounding``.
  public var paddingRounding: Multiple.Rounding?

  /// - Parameter upscale: Default: `automatic`.
  public static func fit(_ fit: Fit, upscale: Upscale = .automatic) -> Geometry {
    Geometry(fit: fit, upscale: upscale)
  }

  init(fit: Fit, upscale: Upscale = .automatic) {
    self.fit = fit
    self.upscale = upscale
  }
}

/// The order of operations by which one side follows from the other. If the result is whole or nearly so, the last bit
/// decides to which number it is rounded.
public enum SideFormula: String, Sendable, CaseIterable {
  /// (limit · side) / other side.
  case product
  /// side · (limit / other side). In ``Fit/shortest(_:longest:)``, a longer side than the longest makes both sides
  /// smaller by a second factor (the rule of ViLT).
  case scale
  /// limit · (side / other side).
  case aspect
  /// side / (other side / limit) (`ResizeKeepRatio` of timm).
  case quotient
  /// limit / (width / height) for a height, and limit · (width / height) for a width.
  case ratio
}

/// Whether a small image may be enlarged.
public enum Upscale: String, Sendable, CaseIterable {
  /// Fits that promise a size enlarge: `cover`, `stretch`, `shortest`, `bucket`, and `area` up to its minimum. `inside`,
  /// `max` and `pad` do not.
  case automatic
  case never
  case allow
}
