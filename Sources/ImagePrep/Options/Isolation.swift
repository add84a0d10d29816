/// Whether images are decoded in a process of their own, so that a file that makes a codec crash, hang or misbehave costs
/// one image and nothing else.
///
/// The worker is the program `imgprep-worker`, which is installed beside `imgprep`. It gets the open file and the options,
/// and hands back pixels; it is started once and then used for many images. On Linux a seccomp filter leaves it only the
/// system calls that decoding needs: it cannot open a file or a socket, nor start a program. A worker that is lost is
/// replaced, and the image it was at ends in an error with the code ``ImageError/Code/workerLost``.
public struct Isolation: Sendable, Equatable {
  /// Whether the worker must be in a sandbox: where none can be had, every image then ends in an error with the code
  /// ``ImageError/Code/isolationUnavailable``. Otherwise it works without, and ``NormalizedImage/isolation`` says so.
  public var requiresSandbox = false
  /// Bytes that the worker may take besides what it takes when it starts, and bytes that it may leave in its spool for the
  /// caller; above that, an image ends in an error. ``Limits/memory`` and 64 MiB, where that is less, come first. Default: 4 GiB,
  /// more than any image takes that the default ``Limits`` let through.
  public var memory = 4 << 30
  /// Seconds after which a worker is given up, its start and waiting for the bytes of a pipe included; ``Limits/seconds``,
  /// where it is shorter, comes first. More than 0, at most a million. Default: 60.
  public var seconds = 60.0
  /// Seconds after which a worker ends that has had nothing to do. 2 to a million. Default: 60.
  public var idleSeconds = 60.0
  /// How many workers are kept that have nothing to do; others end with their image. 0 or more. Default: twice
  /// ``availableCores``, and 4 at least.
  public var idleWorkers = max(4, 2 * availableCores)
  /// Where the worker's program is. Nil, the default: named by the environment variable `IMGPREP_WORKER`, otherwise beside
  /// the program that runs, otherwise in a folder of `PATH`.
  public var worker: String?

  public init() {}

  /// A process of its own, in a sandbox where one can be had.
  public static let process = Isolation()

  /// - Throws: `ImageError` with the code `invalidOptions`.
  func validate() throws(ImageError) {
    guard memory >= 1 << 20 else {
      throw ImageError(
        .invalidOptions, "\(.isolationMemory) \(memory) is out of range: 1048576 (1 MiB) or more")
    }
    guard seconds > 0, seconds <= 1_000_000 else {
      throw ImageError(
        .invalidOptions, "\(.isolationSeconds) \(seconds) is out of range: more than 0, to 1000000")
    }
    guard idleSeconds >= 2, idleSeconds <= 1_000_000 else {
      throw ImageError(
        .invalidOptions, "\(.idleSeconds) \(idleSeconds) is out of range: 2 to 1000000")
    }
    guard idleWorkers >= 0 else {
      throw ImageError(.invalidOptions, "\(.idleWorkers) \(idleWorkers) is out of range: 0 or more")
    }
  }

  /// What kept a decoder apart from the caller.
  public enum Level: String, Sendable {
    /// Nothing: it ran in the caller's process.
    case none
    /// A process of its own, with limits of memory and time.
    case process
    /// A process of its own that could do nothing but decode.
    case sandbox
  }
}
