/// How images are normalized. The defaults suit most models: upright, opaque on white, no side longer than 1024, both
/// sides multiples of 8.
public struct Options: Sendable, Equatable {
  /// The size of the result. Default: ``Fit/max(_:)`` of 1024, without enlarging.
  public var geometry: Geometry
  /// The numbers that the sides become multiples of. Default: nil, which is 8 for ``Fit/max(_:)`` and 1 for the other
  /// fits, so that you get the size you ask for. If you set both a multiple and a size, the size must consist of
  /// multiples. Otherwise ``validate()`` throws an error that names both.
  public var multiple: Multiple?
  /// The resampling filter. Default: `lanczos3`.
  public var filter: Filter = .lanczos3
  /// More results of the same image, from one decode: a preview beside a full size, say. Default: none.
  public var otherViews: [View] = []
  /// Cuts the first view into tiles of this size, row by row (``Plan/tiles``). Its sides become multiples of the tile's,
  /// unless ``multiple`` is set. Default: nil, not cut.
  public var tiles: Size?
  /// Adds the whole picture to the tiles, stretched to their size: the last of ``Plan/views``. Default: nil, tiles only.
  public var wholeTile: WholeTile?
  /// How closely decoding follows Pillow. Default: `balanced`.
  public var decode: DecodeGrade = .balanced
  /// Whose resizing the grade `exact` reproduces; other grades do not look at it. Default: `pillow`, version 13.
  public var arithmetic: Arithmetic = .pillow
  /// Whether filters are widened to shrink a picture. Other than `on` only with `exact` and the arithmetic of torchvision or
  /// of floats. Default: `on`.
  public var antialiasing = Antialiasing.on
  /// Whether transparency is flattened or kept. Default: flattened onto white.
  public var alpha: AlphaPolicy = .flatten(onto: .white)
  /// The color of padding, and of rows that a truncated image lacks. Default: nil, which is the color that transparency
  /// is flattened onto, or white if transparency is kept.
  public var background: Color?
  /// Whether the picture is turned upright by its EXIF orientation. Default: `apply`.
  public var orientation: OrientationPolicy = .apply
  /// Whether colors are converted to sRGB. Default: `srgb`.
  public var color: ColorPolicy = .srgb
  /// Which metadata go into the output. Default: none.
  public var keepMetadata: MetadataKinds = []
  /// The frame of an animation, from 0. Default: 0, the first. A still image has frame 0 only.
  public var frame = 0
  /// The frames of an animation that ``OpenImage/renderFrames(_:count:to:take:)`` renders. Default: nil, only ``frame``.
  public var frames: FrameSelection?
  /// True accepts a truncated image, fills its missing part with the ``background`` and gives a warning. It also
  /// accepts a PNG whose image data have a wrong checksum. Default: false, both are errors.
  public var lenient = false
  /// The fraction of an image's rows that must be there, 0 to 1. Less is an error (`truncated`, `corrupt`). It matters
  /// in lenient decoding, and for a JPEG whose data a marker ends early: such a JPEG is accepted even if ``lenient`` is
  /// false. Default: 0.
  public var minComplete = 0.0
  /// The format that the result will be written in. If the result is too large for it, the image is refused before it
  /// is decoded (`unencodable`). Default: nil, unknown. ``Normalizer`` knows the format of files that it writes itself.
  public var outputFormat: OutputFormat?
  /// True for a result that becomes a tensor of more than 8 bits: samples of a PNG of 16 bits keep them, but not in
  /// `exact`. ``Encoding`` and ``TensorFormat`` decide it.
  package var keepsDepth = false
  /// How many threads one image may use. With 2, one decodes while the other resamples; more change nothing. Results
  /// are the same. Default: 1, the caller's own. If you work on many images at once, a second thread gains nothing.
  public var threads = 1
  /// Limits on what an image may cost.
  public var limits = Limits()

  /// - Parameter multiple: Default: nil, see ``multiple``.
  public init(geometry: Geometry, multiple: Multiple? = nil) {
    self.geometry = geometry
    self.multiple = multiple
  }

  /// The defaults, with other limits.
  package init(limits: Limits) {
    self.init()
    self.limits = limits
  }

  /// - Parameters:
  ///   - max: The longest side allowed, 1 to ``largestSide``; nil for no limit. Default: 1024.
  ///   - multiple: The number that both sides become multiples of; 1 allows any side. Default: nil, which is 8 unless
  ///     ``geometry`` is set to an explicit size.
  public init(max: Int? = 1024, multiple: Int? = nil) {
    self.init(
      geometry: .fit(.max(max)), multiple: multiple.map { Multiple(width: $0, height: $0) })
  }

  /// ``multiple``, or its default for the fit.
  var resolvedMultiple: Multiple {
    multiple ?? tiles.map { Multiple(width: $0.width, height: $0.height) } ?? .automatic(for: geometry.fit)
  }

  /// The color that transparency is flattened onto; white if it is kept.
  var flatteningColor: Color {
    if case .flatten(let color) = alpha { return color }
    return .white
  }

  /// The color of the output where no pixel of the image covers it.
  var resolvedBackground: Color {
    background ?? flatteningColor
  }
}

/// Whether transparency is flattened or kept.
public enum AlphaPolicy: Sendable, Equatable {
  /// Transparent pixels let the color show through; the result is RGB.
  case flatten(onto: Color)
  /// The result is RGBA with straight alpha if the image declares transparency, or if the frame of an animation has
  /// some. Otherwise it is RGB.
  case keep
}

/// Whether the EXIF orientation is followed.
public enum OrientationPolicy: String, Sendable, CaseIterable {
  case apply
  case ignore
}

/// Whether colors are converted to sRGB.
public enum ColorPolicy: String, Sendable, CaseIterable {
  /// Little CMS converts colors to sRGB (perceptual intent). It uses the embedded ICC profile, or PNG's cICP, gAMA and
  /// cHRM, or Adobe RGB in Exif. CMYK without a profile becomes RGB as ink subtracts light. A broken profile gives a
  /// warning, and the colors are taken as sRGB.
  case srgb
  /// Values stay as they are stored; CMYK becomes RGB as if it had no profile.
  case keep
}

/// How closely decoding follows Pillow, and how much time it may take.
public enum DecodeGrade: String, Sendable, CaseIterable {
  /// The same bytes as Pillow's decode, convert and resize.
  case exact
  /// As good, and faster. If both sides become a third or less, color planes are resampled at their own resolution and
  /// in higher precision; otherwise Pillow's arithmetic is used. A codec may shrink the image while it decodes if at
  /// least four times the target size remains. It may skip scans of a progressive JPEG that change the result by less
  /// than 60 dB (a mean squared error of 0.065).
  case balanced
  /// For thumbnails. As `balanced`, but a codec may shrink down to twice the target size. If it shrinks by half, down
  /// to 1.9 times, so that it also shrinks 4000 pixels that become 1024.
  case fast

  /// The least that a shrinking codec must leave, in multiples of the target size. Nil if it may not shrink.
  func leastOversampling(shrinkingBy shrink: Int) -> Double? {
    switch self {
    case .exact: nil
    case .balanced: 4
    case .fast: shrink == 2 ? 1.9 : 2
    }
  }

  /// The largest mean squared error of a codec that leaves out scarcely visible detail. Nil if it may leave out
  /// nothing. Resampling planes adds about 0.15, compared to `exact`.
  var tolerance: Double? { self == .exact ? nil : 0.065 }
}
