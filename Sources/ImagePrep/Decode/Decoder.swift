/// Delivers an image once, top to bottom, in bands: a few rows of each plane at a time.
protocol Decoder: AnyObject {
  /// The header; known as soon as the decoder exists.
  var info: ImageInfo { get }

  /// The color space of the samples; sRGB if the file states none.
  var colorSpace: ColorSpace { get }

  /// The Exif block, with or without a signature; nil if there is none.
  var exif: MetadataBlock? { get }

  /// Faults so far that did not stop the decoder.
  var warnings: [Warning] { get }

  /// The fraction of rows decoded, if the decoder itself fills the rest of a truncated image; 1 otherwise.
  var fractionDecoded: Double { get }

  /// True if the codec itself uses the threads it is given.
  var isThreaded: Bool { get }

  /// Gets ready to decode, and returns the layout of the bands.
  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout

  /// Appends the next band to the rings, one for each plane. Returns false once the image is complete.
  ///
  /// - Throws: `ImageError` with the code `truncated` if the data end. Rows appended before are good. In lenient
  ///   decoding the caller fills in the others.
  func readBand(into planes: [RowRing]) throws(ImageError) -> Bool

  /// How long the frame is shown that was started last; nil for a still image.
  var frameMilliseconds: Int? { get }

  /// Called if no more bands will be asked for before the last.
  func stop()
}

extension Decoder {
  var colorSpace: ColorSpace { .sRGB }
  var exif: MetadataBlock? { nil }
  var fractionDecoded: Double { 1 }
  var isThreaded: Bool { false }
  var frameMilliseconds: Int? { nil }
  func stop() {}
}

/// What the pipeline asks a decoder for.
struct DecodeRequest {
  var grade: DecodeGrade
  /// How much smaller the codec decodes the image (JPEG only).
  var shrink = 1
  /// How the decoded picture will be made smaller; nil if every bit of it counts.
  var reduction: Reduction?
  /// The kinds of rows accepted besides gray, RGB, RGBA and palettes.
  var accepts: Set<OtherRows> = []
  /// True to get samples of 16 bits as they are, if the image has such.
  var keepsDepth = false
  var frame = 0
  /// True if the decoder will be started again, for a later frame.
  var hasLaterFrames = false
  var damage = DamagePolicy()
  /// How many threads the codec may use.
  var threads = 1
}

/// Kinds of rows that a request must accept explicitly.
enum OtherRows {
  /// Y, Cb and Cr as three planes, each at its own resolution.
  case planes
  /// Four inks, as stored.
  case inks
}

/// How a decoded picture will be made smaller, so that a codec can leave out invisible detail.
struct Reduction {
  var filter: Filter
  /// Stored pixels for each pixel of the result, along the stored rows and columns.
  var horizontalScale: Double
  var verticalScale: Double
  /// The largest mean squared difference that leaving out detail may make, for samples of 0 to 255.
  var tolerance: Double
}
