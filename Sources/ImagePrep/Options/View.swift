extension Options {
  /// One more result of an image that is decoded once. All other options are those of the image.
  ///
  /// The grade `exact` gives each view the bytes that it has alone. In the other grades a small view can be nearer to the
  /// original than alone, because the codec shrinks the image only as far as the largest view allows.
  public struct View: Sendable, Equatable {
    public var geometry: Geometry
    /// Default: nil, as ``Options/multiple``.
    public var multiple: Multiple?
    /// Default: nil, that of the options.
    public var filter: Filter?
    /// The color of padding. Default: nil, that of the options.
    public var background: Color?

    /// What the view shows. Default: the picture.
    public var content = Content.picture

    /// As ``Options/keepsDepth``.
    package var keepsDepth = false

    public init(geometry: Geometry, multiple: Multiple? = nil) {
      self.geometry = geometry
      self.multiple = multiple
    }
  }

  /// What a view shows.
  public enum Content: UInt8, Sendable {
    case picture
    /// The alpha channel as gray pixels: 255 where the image is opaque, 0 where it is transparent, and 0 in padding. Rows
    /// that a truncated image lacks are 0, unless the image has no transparency.
    case alphaMask
  }

  /// The most tiles that a result is cut into.
  public static let mostTiles = 65_536

  /// The most views besides the first.
  public static let mostOtherViews = 256

  /// The options of another view alone.
  package func replacing(_ view: View) -> Options {
    var options = self
    (options.otherViews, options.tiles, options.wholeTile) = ([], nil, nil)
    options.geometry = view.geometry
    options.multiple = view.multiple
    options.filter = view.filter ?? filter
    options.background = view.background ?? background
    options.keepsDepth = view.keepsDepth
    return options
  }
}
