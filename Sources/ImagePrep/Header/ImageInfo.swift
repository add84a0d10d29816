/// What the header of an image says, before any pixel is decoded.
public struct ImageInfo: Sendable, Equatable {
  /// The format, by its bytes.
  public var format: Format
  /// The size of one frame as stored, before its orientation is applied. For GIF and animated WebP, the
  /// canvas that frames are composed on.
  public var storedSize: Size
  /// The EXIF orientation; `upright` where there is none. It is read from JPEG's first Exif segment, from
  /// PNG's eXIf chunk when it comes before the image data, and from WebP's EXIF chunk.
  public var orientation: Orientation = .upright
  /// Bits a sample, 1 to 16.
  public var bitDepth = 8
  /// How many of the bits carry information, where a PNG says that it is fewer (sBIT): 16-bit files often hold samples
  /// of 10 or 12 bits, scaled to 16. Values are read as 16 bits all the same, as the PNG specification has it.
  public var significantBits: Int?
  public var colorModel: ColorModel
  /// Whether the image declares transparency: an alpha channel, a transparent color, or a canvas that its
  /// first frame does not cover.
  public var hasAlpha = false
  /// The number of frames; nil where only reading the whole file would tell (GIF). GIF frames without pixels count.
  public var frameCount: Int?
  /// Whether a color profile (ICC) is embedded.
  public var hasColorProfile = false
  /// Whether rows come in several passes: progressive JPEG, interlaced PNG and GIF.
  public var isProgressive = false
  /// Whether every stored value survives: all PNG and GIF, lossless WebP.
  public var isLossless: Bool
  /// For JPEG with color planes, as in `4:2:0`; nil otherwise.
  public var subsampling: String?

  /// Whether a JPEG says that it holds a gain map, which makes it brighter on screens that can show that. It is not used:
  /// the picture is the one for ordinary screens.
  public var hasGainMap = false

  /// Whether `frameCount` is all that there is.
  var frameEnding = FrameEnding.complete
  /// Bytes that the codec holds, besides rows, until the last of them has been delivered: of whole pictures and coefficients.
  var codecByteCount = 0
  /// Bytes that the codec needs besides, until the first row of the first frame can be delivered.
  var startByteCount = 0
  /// The same for any frame.
  var laterStartByteCount = 0
  /// Of the color profile.
  var profileByteCount = 0
  /// Of those tags of it that become tables.
  var profileTableByteCount = 0
  /// Of the Exif that can be kept.
  var exifByteCount = 0
  /// Bytes of the file that its decoder holds in memory: metadata, and the whole file where a codec wants it.
  var heldByteCount = 0

  /// What a user may want to know about the image though nothing is wrong with it, a sentence each; mostly empty.
  public var notes: [String] {
    hasGainMap ? ["it holds a gain map for bright (HDR) screens, which is left out"] : []
  }

  /// The size of the picture when it is upright.
  public var uprightSize: Size { orientation.apply(to: storedSize) }

  /// How colors are stored.
  public enum ColorModel: String, Sendable {
    case gray, rgb, palette, yCbCr, cmyk
  }
}

/// What comes behind the last frame that has been counted.
enum FrameEnding: UInt8 {
  case complete
  /// The data end early: there may have been more.
  case cut
  /// The file goes on in a way that cannot be read.
  case damaged
}

extension ImageInfo {
  /// Sides that can be multiplied by each other; all that a decoder reads have such.
  ///
  /// - Throws: `ImageError` with the code `invalidOptions`: a caller has changed the header.
  func validate() throws(ImageError) {
    let sides = 1..<(1 << 31)
    guard sides.contains(storedSize.width), sides.contains(storedSize.height) else {
      throw ImageError(
        .invalidOptions, "a header with a size of \(storedSize) is out of range: 1 to \(Int32.max) a side")
    }
  }
}
