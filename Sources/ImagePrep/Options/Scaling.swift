/// A size that a picture is scaled to before another one. The parts are those of ``Geometry``.
public struct Scaling: Sendable, Equatable {
  public var fit: Fit
  public var upscale: Upscale
  public var sideRounding: Multiple.Rounding?
  public var sideFormula = SideFormula.product
  /// Default: 1, any side. The picture is scaled to it, and neither cropped nor padded.
  public var multiple: Multiple

  /// - Parameters:
  ///   - upscale: Default: `automatic`.
  ///   - multiple: Default: nil, 1.
  public init(_ fit: Fit, upscale: Upscale = .automatic, multiple: Multiple? = nil) {
    self.fit = fit
    self.upscale = upscale
    self.multiple = multiple ?? Multiple(width: 1, height: 1)
  }

  /// The most scalings before the last.
  static let most = 4
}

extension Options {
  /// - Throws: `ImageError` with the code `invalidOptions`.
  func checkScalingsBefore() throws(ImageError) {
    guard !geometry.before.isEmpty else { return }
    guard decode == .exact, !arithmetic.isFloat else {
      throw ImageError(
        .invalidOptions, "\(.before) scales pictures of 8 bits in \(.decode) exact",
        advice: "use \(.decode) exact, and not \(.arithmetic) float")
    }
    guard geometry.before.count <= Scaling.most else {
      throw ImageError(.invalidOptions, "\(.before) is given more than \(Scaling.most) times")
    }
    for scaling in geometry.before {
      var options = Options(geometry: .fit(scaling.fit), multiple: scaling.multiple)
      options.decode = .exact
      try options.checkSize()
      guard scaling.multiple.method == .scaling else {
        throw ImageError(.invalidOptions, "\(.before) neither crops nor pads (\(.method))")
      }
    }
  }
}
