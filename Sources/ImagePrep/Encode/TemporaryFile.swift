import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is written beside its final place, and takes its name only when it is complete; it is
/// removed when it is let go before that.
final class TemporaryFile {
  let descriptor: Int32
  private let finalPath: String
  private let temporaryPath: String
  private var isPublished = false

  private static let counter = Atomic<Int>(0)

  init(for path: String) throws(ImageError) {
    finalPath = path
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let number = Self.counter.add(1, ordering: .relaxed).newValue
    temporaryPath = "\(folder).imgprep-\(getpid())-\(number).tmp"
    descriptor = unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw ImageError(
        .uncreatable, "it cannot be created: \(systemMessage(errno))",
        advice: "check that its folder exists and may be written to")
    }
  }

  deinit {
    close(descriptor)
    if !isPublished { unsafe unlink(temporaryPath) }
  }

  /// Gives the file its name. A name that exists is replaced in one step, or left alone and reported.
  func publish(replacing: Bool) throws(ImageError) {
    if replacing {
      guard unsafe rename(temporaryPath, finalPath) == 0 else { throw failure(errno) }
      isPublished = true
    } else if unsafe link(temporaryPath, finalPath) != 0 {
      try publishWithoutLink(errno)
    }
  }

  /// Some file systems have no hard links: there, looking and renaming are two steps.
  private func publishWithoutLink(_ number: Int32) throws(ImageError) {
    let linkless = [EPERM, EOPNOTSUPP, ENOSYS, EMLINK]
    guard linkless.contains(number), unsafe access(finalPath, F_OK) != 0 else {
      throw failure(linkless.contains(number) ? EEXIST : number)
    }
    guard unsafe rename(temporaryPath, finalPath) == 0 else { throw failure(errno) }
    isPublished = true
  }

  private func failure(_ number: Int32) -> ImageError {
    number == EEXIST
      ? .outputExists
      : ImageError(.uncreatable, "it cannot be created: \(systemMessage(number))")
  }
}

extension ImageError {
  /// The error for an output that is not to be replaced.
  public static var outputExists: ImageError {
    ImageError(.outputExists, "it exists already", advice: "replace it with --force")
  }
}
