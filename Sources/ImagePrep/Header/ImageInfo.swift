/// The header of an image, known before any pixel is decoded.
public struct ImageInfo: Sendable, Equatable {
  /// The format, by its bytes.
  public var format: Format
  /// The size of one frame as stored, before orientation is applied. For GIF and animated WebP, the size of the canvas
  /// that frames are composed on.
  public var storedSize: Size
  /// The EXIF orientation; `upright` if there is none. It is read from JPEG's first Exif segment, from a PNG's eXIf
  /// chunk before the image data, and from WebP's EXIF chunk.
  public var orientation: Orientation = .upright
  /// Bits a sample, 1 to 16.
  public var bitDepth = 8
  /// The number of bits that carry information, if a PNG states fewer (sBIT). 16-bit files often hold samples of 10 or
  /// 12 bits, scaled to 16. Values are still read as 16 bits, as the PNG specification says.
  public var significantBits: Int?
  public var colorModel: ColorModel
  /// True if the image declares transparency: an alpha channel, a transparent color, or a canvas that the first frame
  /// does not cover.
  public var hasAlpha = false
  /// The number of frames. Nil if only reading the whole file would tell (GIF). GIF frames without pixels count.
  public var frameCount: Int?
  /// True if a color profile (ICC) is embedded.
  public var hasColorProfile = false
  /// True if rows come in several passes: progressive JPEG, interlaced PNG and GIF.
  public var isProgressive = false
  /// True if the compression is lossless: all PNG and GIF, lossless WebP.
  public var isLossless: Bool
  /// The sampling factors of a JPEG with color planes; nil for other images.
  var samplings: [Sampling]?
  /// True if a JPEG says that it holds a gain map, which makes it brighter on screens of high dynamic range. The map is
  /// not used: the result is the picture for ordinary screens.
  public var hasGainMap = false

  /// How the data end after the frames in `frameCount`.
  var frameEnding = FrameEnding.complete
  /// Bytes of whole pictures and coefficients that the codec holds until it has delivered the last row.
  var codecByteCount = 0
  /// Additional bytes that the codec needs until it delivers the first row of the first frame.
  var startByteCount = 0
  /// Such bytes for any other frame.
  var laterStartByteCount = 0
  /// Bytes of the color profile.
  var profileByteCount = 0
  /// Bytes of the profile's tags that become tables.
  var profileTableByteCount = 0
  /// Bytes of the Exif that can be kept.
  var exifByteCount = 0
  /// Bytes of the file that its decoder holds in memory: metadata, and the whole file if a codec needs it.
  var heldByteCount = 0

  /// The subsampling of a JPEG with color planes: J:a:b (such as `4:2:0`) for the usual ones, and the factors themselves
  /// for others. Nil for other images.
  public var subsampling: String? {
    guard let factors = samplings?.map({ "\($0.horizontal)x\($0.vertical)" }) else { return nil }
    return switch factors {
    case ["1x1", "1x1", "1x1"]: "4:4:4"
    case ["2x1", "1x1", "1x1"]: "4:2:2"
    case ["2x2", "1x1", "1x1"]: "4:2:0"
    case ["1x2", "1x1", "1x1"]: "4:4:0"
    case ["4x1", "1x1", "1x1"]: "4:1:1"
    default: factors.joined(separator: ",")
    }
  }

  /// Sentences that a user may want to read, though nothing is wrong with the image; usually empty.
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

/// The sampling factors of a component of a JPEG, 1 to 4.
struct Sampling: Equatable {
  var horizontal: Int
  var vertical: Int
}

/// How the data end after the last frame.
public enum FrameEnding: UInt8, Sendable {
  case complete
  /// The data end early: there may have been more frames.
  case cut
  /// The rest of the file cannot be read.
  case damaged
}

extension ImageInfo {
  /// Checks that the product of the sides fits in an integer. It does in every header that a decoder reads.
  ///
  /// - Throws: `ImageError` with the code `invalidOptions` if a caller has changed the header.
  func validate() throws(ImageError) {
    let sides = 1..<(1 << 31)
    guard sides.contains(storedSize.width), sides.contains(storedSize.height) else {
      throw ImageError(
        .invalidOptions, "a header with a size of \(storedSize) is out of range: 1 to \(Int32.max) a side")
    }
  }
}
