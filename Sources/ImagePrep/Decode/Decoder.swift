/// A source of bands: a few rows of each of its planes at a time, top to bottom, once.
protocol Decoder: AnyObject {
  /// What the header says; known as soon as the decoder exists.
  var info: ImageInfo { get }

  /// What the numbers mean; sRGB where nothing is said.
  var colorSpace: ColorSpace { get }

  /// The Exif block, with or without a signature; nil where there is none.
  var exif: MetadataBlock? { get }

  /// What the codec complained of without giving up, so far.
  var warnings: [Warning] { get }

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
  var colorSpace: ColorSpace { .sRGB }
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
  /// The rows that may come besides gray, RGB, RGBA and palettes.
  var accepts: Set<OtherRows> = []
  var frame = 0
  var damage = DamagePolicy()
  /// How many threads the codec may use.
  var threads = 1
}

/// Rows that only some pictures can be taken in.
enum OtherRows {
  /// Y, Cb and Cr as three planes, each at its own resolution.
  case planes
  /// Four inks, as CMYK is stored.
  case inks
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
