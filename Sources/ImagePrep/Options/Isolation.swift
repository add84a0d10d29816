/// Decodes images in worker processes. A file that makes a codec crash, hang or misbehave then costs one image and
/// nothing else.
///
/// The worker is the program `imgprep-worker`, installed beside `imgprep`. It gets the open file and the options, and
/// hands back pixels. One worker serves many images. On Linux a seccomp filter allows only the system calls that
/// decoding needs: a worker cannot open a file or a socket, nor start a program. A lost worker is replaced; its image
/// ends in an error with the code ``ImageError/Code/workerLost``.
public struct Isolation: Sendable, Equatable {
  /// True if the worker must be in a sandbox. If no sandbox is possible, every image then ends in an error with the
  /// code ``ImageError/Code/isolationUnavailable``. If false, the worker works without one, and
  /// ``NormalizedImage/isolation`` says so. Default: false.
  public var requiresSandbox = false
  /// Bytes that the worker may take after its start, and bytes of results that it may leave in its spool for the
  /// caller. An image that needs more ends in an error. If ``Limits/memory`` plus 64 MiB is less, that counts. Default:
  /// 4 GiB, more than any image takes within the default ``Limits``.
  public var memory = 4 << 30
  /// Seconds after which a worker is given up, including its start and waiting for a pipe. If ``Limits/seconds`` is
  /// shorter, that counts. More than 0, at most a million. Default: 60.
  public var seconds = 60.0
  /// Seconds after which an idle worker ends. 2 to a million. Default: 60.
  public var idleSeconds = 60.0
  /// The most idle workers that are kept; others end after their image. 0 or more. Default: twice ``availableCores``,
  /// at least 4.
  public var idleWorkers = max(4, 2 * availableCores)
  /// The path of the worker's program. Default: nil, which looks at the environment variable `IMGPREP_WORKER`, then
  /// beside the running program, then in the folders of `PATH`.
  public var worker: String?

  public init() {}

  /// A process of its own, in a sandbox if possible.
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

  /// How a decoder was isolated from the caller.
  public enum Level: String, Sendable {
    /// Not at all: it ran in the caller's process.
    case none
    /// A process of its own, with limits of memory and time.
    case process
    /// A process of its own, with such limits, that could do nothing but decode.
    case sandbox
  }
}
