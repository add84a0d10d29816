/// What is refused, each before its cost is paid. Nil is no limit.
public struct Limits: Sendable, Equatable {
  /// Pixels of one frame, as stored, of the result, and of what lies between the passes of resampling: a thin strip that is
  /// enlarged to some width may become very high. Default: 268,435,456, a picture of 16384×16384.
  public var pixels: Int? = 268_435_456
  /// Pixels of a side, as stored. Default: a million each; no picture has more, and a strip of one pixel's width costs
  /// more memory than its pixels tell.
  public var width: Int? = 1_000_000
  public var height: Int? = 1_000_000
  /// Scans of a progressive JPEG. Default: 100; encoders write about ten, and each costs as much time as the picture is
  /// large, whatever it says.
  public var scans: Int? = 100
  /// Frames of an animation: of all it has where its header says so (WebP), otherwise (GIF) of those up to the one that is
  /// asked for, and of those that are counted. Default: a million.
  public var frames: Int? = 1_000_000
  /// Pixels of all the frames that must be composed for the one that is asked for (GIF, animated WebP). Default:
  /// 4,294,967,296, which takes some seconds.
  public var framePixels: Int? = 1 << 32
  /// Bytes of a PNG chunk that is not image data, and of Exif in a WebP; more is passed over, with a warning. Default: 8,000,000, as
  /// libpng has it. Of chunks that say nothing about the pixels (text above all) nothing is held in memory, so that their
  /// number is not limited.
  public var chunkBytes: Int? = 8_000_000
  /// Bytes of an embedded color profile; a larger one is not looked at, with a warning. Default: 4 MiB; the
  /// largest profiles are those of printers, about 2 MB.
  public var profileBytes: Int? = 4 << 20
  /// Bytes of the file. Default: no limit.
  public var bytes: Int?
  /// Bytes of memory that the plan says the image needs at most, with those of the encoder where a file is written. Default: no
  /// limit.
  public var memory: Int?
  /// Seconds an image may take, more than 0 and at most a billion; looked at between bands of rows, scans, frames,
  /// parts of a WebP and blocks of a GIF.
  /// Default: no limit.
  public var seconds: Double?

  /// Bytes of memory that the worker may take which the image is decoded in; nil where it is decoded by the caller.
  package var workerMemory: Int?

  public init() {}
}
