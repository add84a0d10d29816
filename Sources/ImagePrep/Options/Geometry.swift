/// The size of the result.
///
/// Each step is optional. The picture is cropped (``crop``), scaled (``fit``), its sides become multiples
/// (``Options/multiple``), and it is cropped or padded again (``canvas``). Plans state the outcome of each step.
public struct Geometry: Sendable, Equatable {
  /// The part of the upright source that is used; nothing outside it has any effect. Default: nil, all of it.
  public var crop: CropBox?
  public var fit: Fit
  public var upscale: Upscale
  /// How a side that follows from the other becomes whole, before it becomes a multiple. Default: nil, which is `down`
  /// for ``Fit/shortest(_:longest:)``, and otherwise straight to the multiple.
  public var sideRounding: Multiple.Rounding?
  /// The size of the result. A scaled picture that is larger is cropped to it, a smaller one is padded. Default: nil, the
  /// size that ``fit`` gives.
  public var canvas: Size?
  /// The part that cropping keeps, and the place of the picture in its padding. Default: `center`.
  public var gravity = Gravity.center
  /// How half a pixel of an offset about the center becomes whole. Default: `down`, to the left and the top.
  public var offsetRounding = Multiple.Rounding.down

  /// - Parameter upscale: Default: `automatic`.
  public static func fit(_ fit: Fit, upscale: Upscale = .automatic) -> Geometry {
    Geometry(fit: fit, upscale: upscale)
  }

  init(fit: Fit, upscale: Upscale = .automatic) {
    self.fit = fit
    self.upscale = upscale
  }
}

/// Whether a small image may be enlarged.
public enum Upscale: String, Sendable, CaseIterable {
  /// Fits that promise a size enlarge: `cover`, `stretch`, `shortest`, `bucket`, and `area` up to its minimum. `inside`,
  /// `max` and `pad` do not.
  case automatic
  case never
  case allow
}
