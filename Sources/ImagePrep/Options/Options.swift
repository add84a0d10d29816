/// How images are normalized. The defaults make any image ready for most models: upright, opaque on
/// white, no side longer than 1024, both sides multiples of 8.
public struct Options: Sendable, Equatable {
  /// The size of the result. Default: ``Fit/max(_:)`` of 1024, without enlarging.
  public var geometry: Geometry
  /// The multiples that both sides become. Default: nil, which depends on the fit: 8 for ``Fit/max(_:)``, and 1 for the
  /// other fits, so that a size you ask for is the size you get. If you set both a multiple and a size, the size must
  /// be made of multiples; if not, ``validate()`` throws an error that names both.
  public var multiple: Multiple?
  /// The resampling filter. Default: `lanczos3`.
  public var filter: Filter = .lanczos3
  /// How closely decoding follows Pillow. Default: `balanced`.
  public var decode: DecodeGrade = .balanced
  /// What becomes of transparency. Default: flattened onto white.
  public var alpha: AlphaPolicy = .flatten(onto: .white)
  /// The color of padding, and of rows that a truncated image lacks. Default: nil, the color that transparency is
  /// flattened onto; white where transparency is kept.
  public var background: Color?
  /// Whether the picture is turned upright as its EXIF orientation says. Default: it is.
  public var orientation: OrientationPolicy = .apply
  /// Whether colors are converted to sRGB. Default: they are.
  public var color: ColorPolicy = .srgb
  /// Which metadata go into the output. Default: none.
  public var keepMetadata: MetadataKinds = []
  /// The frame of an animation, from 0. Default: 0, the first. A still image has frame 0 only.
  public var frame = 0
  /// Whether a truncated image is accepted, its missing part filled with the ``background`` and a warning given; and a
  /// PNG whose image data have a wrong checksum. Default: both are errors.
  public var lenient = false
  /// The fraction of an image's rows that must be there, 0 to 1; less is an error (`truncated`, `corrupt`). It matters in
  /// lenient decoding, and for a JPEG whose data a marker ends early, which is taken without leniency too. Default: 0, any.
  public var minComplete = 0.0
  /// The format that the result will be written in: an image whose result is too large for it is refused before it is
  /// decoded (`unencodable`). Default: nil, unknown; ``Normalizer`` knows it where it writes the file itself.
  public var outputFormat: OutputFormat?
  /// How many threads one image may use. With 2 it is decoded on one while it is resampled on the other; more
  /// change nothing. Results are the same. Default: 1, the caller's own: whoever works on many images at once
  /// gains nothing by more.
  public var threads = 1
  /// What is refused before it costs anything.
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
  ///   - multiple: The multiples that both sides become, 1 for any side. Default: nil, 8 unless ``geometry`` is set to
  ///     an explicit size.
  public init(max: Int? = 1024, multiple: Int? = nil) {
    self.init(
      geometry: .fit(.max(max)), multiple: multiple.map { Multiple(width: $0, height: $0) })
  }

  /// The multiples that both sides become, ``multiple`` or what stands for it.
  var resolvedMultiple: Multiple { multiple ?? .automatic(for: geometry.fit) }

  /// The color of all that no pixel of the image covers.
  var resolvedBackground: Color {
    if let background { return background }
    if case .flatten(let color) = alpha { return color }
    return .white
  }
}

/// What becomes of transparency.
public enum AlphaPolicy: Sendable, Equatable {
  /// Transparent pixels let the color show through; the result is RGB.
  case flatten(onto: Color)
  /// The result is RGBA, straight alpha, when the image declares transparency, or the frame of an animation has some; RGB
  /// otherwise.
  case keep
}

/// Whether the EXIF orientation is followed.
public enum OrientationPolicy: String, Sendable, CaseIterable {
  case apply
  case ignore
}

/// What becomes of color spaces other than sRGB.
public enum ColorPolicy: String, Sendable, CaseIterable {
  /// Converted to sRGB by Little CMS (perceptual intent), by an embedded ICC profile or what else the file says: PNG's
  /// cICP, gAMA and cHRM, Adobe RGB in Exif. CMYK without a profile becomes RGB as ink would subtract light. A profile
  /// that is broken is a warning, and colors are taken as sRGB.
  case srgb
  /// Values stay as they are stored; CMYK becomes RGB as if it had no profile.
  case keep
}

/// How closely decoding follows Pillow, and how much time it may take.
public enum DecodeGrade: String, Sendable, CaseIterable {
  /// The same bytes as Pillow's decode, convert and resize.
  case exact
  /// As good, and faster. Where both sides become a third or less, color planes are resampled at their own resolution,
  /// in higher precision; elsewhere in Pillow's arithmetic. A codec may shrink while it decodes as long as four times the
  /// target size remains, and pass over scans of a progressive JPEG that would change the result by less than 60 dB (a
  /// mean squared error of 0.065).
  case balanced
  /// For thumbnails: as `balanced`, but a codec may shrink down to twice the target size (by half, down to 1.9 times, so
  /// that 4000 pixels that become 1024 are shrunk).
  case fast

  /// How many times the target size a codec that shrinks while decoding must leave; nil: it may not.
  func leastOversampling(shrinkingBy shrink: Int) -> Double? {
    switch self {
    case .exact: nil
    case .balanced: 4
    case .fast: shrink == 2 ? 1.9 : 2
    }
  }

  /// How far a codec that leaves out what would hardly be seen may get from the whole picture, as a mean squared error;
  /// nil: it may leave out nothing. Resampled planes are about 0.15 from `exact` besides.
  var tolerance: Double? { self == .exact ? nil : 0.065 }
}
