/// A source of bands: a few rows of each of its planes at a time, top to bottom, once.
protocol Decoder: AnyObject {
  /// What the header says; known as soon as the decoder exists.
  var info: ImageInfo { get }

  /// What the numbers mean; sRGB where nothing is said.
  var colourSpace: ColourSpace { get }

  /// The Exif block, with or without a signature; nil where there is none.
  var exif: MetadataBlock? { get }

  /// What the codec complained of without giving up, so far.
  var warnings: [String] { get }

  /// Of the rows of a truncated image that the decoder itself has filled up; 1 otherwise.
  var fractionDecoded: Double { get }

  /// Whether the codec itself uses the threads it is given.
  var isThreaded: Bool { get }

  /// Gets ready to decode, and says what the bands will be like.
  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout

  /// Appends the next band to the rings, one for each plane. False once the image is complete.
  ///
  /// - Throws: `ImageError` with the code `truncated` where the data end; the rows appended until then are
  ///   good, and in lenient decoding the caller fills in the others.
  func readBand(into planes: [RowRing]) throws(ImageError) -> Bool
}

extension Decoder {
  var colourSpace: ColourSpace { .sRGB }
  var exif: MetadataBlock? { nil }
  var fractionDecoded: Double { 1 }
  var isThreaded: Bool { false }
}

/// What the pipeline asks of a decoder.
struct DecodeRequest {
  var grade: DecodeGrade
  /// How much smaller the codec is to decode the image (JPEG only).
  var shrink = 1
  /// What the decoded picture will be scaled by; nil where every bit of it counts.
  var reduction: Reduction?
  /// Whether colour planes may come apart, each at its own resolution.
  var acceptsPlanes = false
  /// Whether CMYK is wanted as it is stored, not as RGB.
  var acceptsCMYK = false
  var frame = 0
  var lenient = false
  /// The fraction of the rows that must be there all the same.
  var minComplete = 0.0
  /// How many threads the codec may use.
  var threads = 1
}

/// How a decoded picture will be made smaller, so that a codec can leave out what would not be seen.
struct Reduction {
  var filter: Filter
  /// Stored pixels for one of the result, along the stored rows and columns.
  var horizontalScale: Double
  var verticalScale: Double
  /// How far the result may be from what it would be otherwise: the mean of the squared differences, of samples of 0
  /// to 255.
  var tolerance: Double
}

/// What the bands of a decoder are like.
struct BandLayout {
  var planes: [PlaneLayout]
  var pixels: PixelLayout
}

/// One plane of a picture: all of an interleaved one, or a single colour component.
struct PlaneLayout: Equatable {
  /// Samples across and down (pixels, where the plane is interleaved).
  var width: Int
  var height: Int
  /// Bytes a decoder writes to a row, its padding included.
  var rowBytes: Int
  /// Rows in a band; the last band may have fewer.
  var rowsPerBand: Int
  /// Stored pixels from one sample to the next.
  var horizontalPitch = 1.0
  var verticalPitch = 1.0
  /// How the samples between those of a subsampled plane are to be imagined.
  var upsampling = Upsampling.triangle

  enum Upsampling {
    /// Three parts of the nearer sample and one of the farther: the "fancy" upsampling of libjpeg and libwebp.
    case triangle
    /// The nearer sample.
    case replicated
  }
}

/// What the samples of a pixel mean as they leave a decoder.
enum PixelLayout {
  case gray
  case grayAlpha
  case rgb
  case rgba
  /// Four inks, 255 is none.
  case cmyk
  /// An index into a palette of 256 colours.
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

/// 256 colours with straight alpha.
struct Palette: Equatable {
  /// Red, green, blue and alpha of each entry; 1,024 bytes.
  private(set) var entries = [UInt8](repeating: 0, count: 1024)

  subscript(index: Int) -> (red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8) {
    get {
      let at = 4 * index
      return (entries[at], entries[at + 1], entries[at + 2], entries[at + 3])
    }
    set {
      let at = 4 * index
      entries[at] = newValue.red
      entries[at + 1] = newValue.green
      entries[at + 2] = newValue.blue
      entries[at + 3] = newValue.alpha
    }
  }

  static let grays: Palette = {
    var palette = Palette()
    for value in 0..<256 {
      let gray = UInt8(value)
      palette[value] = (gray, gray, gray, 255)
    }
    return palette
  }()

  var isGray: Bool {
    (0..<256).allSatisfy { self[$0].red == self[$0].green && self[$0].green == self[$0].blue }
  }

  var isOpaque: Bool { (0..<256).allSatisfy { self[$0].alpha == 255 } }

  /// Every colour over a background, opaque.
  func flattened(onto background: Color) -> Palette {
    var copy = self
    for index in 0..<256 {
      let (red, green, blue, alpha) = self[index]
      copy[index] = (
        Alpha.blend(red, over: background.red, alpha), Alpha.blend(green, over: background.green, alpha),
        Alpha.blend(blue, over: background.blue, alpha), 255
      )
    }
    return copy
  }
}
