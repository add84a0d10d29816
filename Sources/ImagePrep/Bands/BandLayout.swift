/// The layout of a decoder's bands.
struct BandLayout {
  var planes: [PlaneLayout]
  var pixels: PixelKind
  /// 2 for samples of 16 bits, in the byte order of the processor.
  var bytesPerSample = 1

  /// Bytes of a pixel of an interleaved plane.
  var bytesPerPixel: Int { pixels.channels * bytesPerSample }

  var isDeep: Bool { bytesPerSample == 2 }

  /// The same bands with samples of 8 bits.
  var shallow: BandLayout {
    guard isDeep else { return self }
    var shallow = BandLayout(planes: planes, pixels: pixels)
    for index in planes.indices { shallow.planes[index].rowBytes /= bytesPerSample }
    return shallow
  }

  /// True if Y, Cb and Cr come as separate planes.
  var isPlanar: Bool { planes.count > 1 }
}

/// One plane of a picture: all of an interleaved one, or a single color component.
struct PlaneLayout: Equatable {
  /// Samples across and down (pixels, if the plane is interleaved).
  var width: Int
  var height: Int
  /// Bytes that a decoder writes to a row, including padding.
  var rowBytes: Int
  /// Rows in a band; the last band may have fewer.
  var rowsPerBand = usualRowsPerBand
  /// Stored pixels from one sample to the next.
  var horizontalPitch = 1.0
  var verticalPitch = 1.0
  /// How a subsampled plane is upsampled.
  var upsampling = Upsampling.triangle

  /// For decoders that may choose.
  static let usualRowsPerBand = 16

  enum Upsampling {
    /// Three parts of the nearer sample and one of the farther, the "fancy" upsampling of libjpeg and libwebp.
    case triangle
    /// The nearer sample.
    case replicated
  }
}

/// What the samples of a decoded pixel mean.
enum PixelKind {
  case gray
  case grayAlpha
  case rgb
  case rgba
  /// Four inks; 255 is no ink.
  case cmyk
  /// An index into a palette of 256 colors.
  case indexed(Palette)
  /// Three planes of one channel.
  case yCbCr(YCbCrMatrix)

  var channels: Int {
    switch self {
    case .gray, .indexed, .yCbCr: 1
    case .grayAlpha: 2
    case .rgb: 3
    case .rgba, .cmyk: 4
    }
  }
}
