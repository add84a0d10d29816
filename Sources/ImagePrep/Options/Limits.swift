/// Limits on what an image may cost. Each is checked before the cost is paid. Nil is no limit.
public struct Limits: Sendable, Equatable {
  /// Largest number of pixels in a stored frame, in the result, and in the picture between the two resampling passes (a
  /// thin strip that is widened can become very high). Default: 268,435,456, a picture of 16384×16384.
  public var pixels: Int? = 268_435_456
  /// Largest stored width in pixels. Default: 1,000,000. No real picture has more, and a strip one pixel wide costs
  /// more memory than its number of pixels suggests.
  public var width: Int? = 1_000_000
  /// Largest stored height in pixels. Default: 1,000,000.
  public var height: Int? = 1_000_000
  /// Scans of a progressive JPEG. Default: 100. Encoders write about ten. Even an empty scan costs time in proportion
  /// to the picture's size.
  public var scans: Int? = 100
  /// Frames of an animation: all of them for WebP, whose header says how many there are. For GIF, those up to the frame
  /// that is asked for, and those that are counted. Default: 1,000,000.
  public var frames: Int? = 1_000_000
  /// Pixels of all frames up to the one that is asked for (GIF, animated WebP), since each must be composed. Default:
  /// 4,294,967,296, which takes some seconds.
  public var framePixels: Int? = 1 << 32
  /// Bytes of a PNG chunk other than image data, and of Exif in a WebP. Larger ones are skipped, with a warning.
  /// Default: 8,000,000, as in libpng. The number of chunks is not limited, because chunks that do not affect the
  /// pixels, such as text, are not kept in memory.
  public var chunkBytes: Int? = 8_000_000
  /// Bytes of an embedded color profile. A larger one is ignored, with a warning. Default: 4,194,304. The largest profiles,
  /// those of printers, have about 2 MB.
  public var profileBytes: Int? = 4 << 20
  /// Bytes of the file. Default: no limit.
  public var bytes: Int?
  /// Bytes of memory that the image needs at most, according to its plan. If a file is written, the encoder's memory is
  /// included. Default: no limit.
  public var memory: Int?
  /// Seconds an image may take, more than 0 and at most a billion. Checked between bands of rows, scans, frames, parts
  /// of a WebP and blocks of a GIF. Default: no limit.
  public var seconds: Double?

  /// Bytes of memory that the worker may take. Nil if the caller itself decodes the image.
  package var workerMemory: Int?

  public init() {}
}
