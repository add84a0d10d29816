#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is written beside its final place, and takes its name only when it is complete. Until then it has no name
/// at all where the system can do that (Linux, most file systems), so that nothing is left of it when the process is
/// killed; elsewhere it has a hidden one, and is removed when it is let go.
final class TemporaryFile {
  private(set) var descriptor: Int32
  private let finalPath: SystemPath
  private let temporaryPath: SystemPath
  /// Whether there is a file of the temporary name.
  private var isNamed = false

  /// - Parameter path: Where it is to be; of a link, where that leads.
  init(for path: SystemPath) throws(ImageError) {
    let final = SystemFile.resolved(path)
    let folder = final.folder ?? "."
    finalPath = final
    // Processes in containers have the same number.
    let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    temporaryPath = folder.appending(SystemPath(".imgprep-\(random).tmp"))
    if let descriptor = Self.openNameless(in: folder) {
      self.descriptor = descriptor
      return
    }
    descriptor = unsafe open(temporaryPath.cString, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    // A file that it did not make is not its own to remove: it is named only from here on.
    guard descriptor >= 0 else {
      throw ImageError(
        .uncreatable, "it cannot be created", system: errno,
        advice: "check that its folder exists and may be written to")
    }
    isNamed = true
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if isNamed { unsafe unlink(temporaryPath.cString) }
  }

  private static func openNameless(in folder: SystemPath) -> Int32? {
    #if os(Linux)
      // O_TMPFILE, a macro that Swift does not see.
      let nameless = 0o20_000_000 | O_DIRECTORY
      // By this path the file gets its name.
      guard unsafe access("/proc/self/fd", X_OK) == 0 else { return nil }
      let descriptor = unsafe open(folder.cString, nameless | O_WRONLY | O_CLOEXEC, 0o666)
      return descriptor >= 0 ? descriptor : nil
    #else
      return nil
    #endif
  }

  /// Gives a file without a name one that nothing has; zero, or an error number.
  private func name(_ path: SystemPath) -> Int32 {
    #if os(Linux)
      let status = unsafe linkat(
        AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path.cString, AT_SYMLINK_FOLLOW)
      return status == 0 ? 0 : errno
    #else
      return ENOTSUP
    #endif
  }

  /// Gives the file its name. A name that exists is replaced in one step, or left alone and reported.
  func publish(replacing: Bool) throws(ImageError) {
    if !isNamed {
      let number = name(replacing ? temporaryPath : finalPath)
      guard number == 0 else { throw failure(number) }
      isNamed = replacing
    }
    let isPublished = !isNamed
    // Some file systems find out only now that there is no room.
    let status = close(descriptor)
    descriptor = -1
    guard status == 0 else {
      let error = ImageError(.unwritable, "writing failed", system: errno)
      if isPublished { unsafe unlink(finalPath.cString) }
      throw error
    }
    if isPublished { return }
    if replacing {
      guard unsafe rename(temporaryPath.cString, finalPath.cString) == 0 else { throw failure(errno) }
      isNamed = false
    } else if unsafe link(temporaryPath.cString, finalPath.cString) != 0 {
      try publishWithoutLink(errno)
    }
  }

  /// Some file systems have no hard links: there, looking and renaming are two steps.
  private func publishWithoutLink(_ number: Int32) throws(ImageError) {
    let linkless = [EPERM, EOPNOTSUPP, ENOSYS, EMLINK]
    guard linkless.contains(number), unsafe access(finalPath.cString, F_OK) != 0 else {
      throw failure(linkless.contains(number) ? EEXIST : number)
    }
    guard unsafe rename(temporaryPath.cString, finalPath.cString) == 0 else { throw failure(errno) }
    isNamed = false
  }

  private func failure(_ number: Int32) -> ImageError {
    number == EEXIST
      ? .outputExists
      : ImageError(.uncreatable, "it cannot be created", system: number)
  }
}

extension ImageError {
  /// The error for an output that is not to be replaced.
  public static var outputExists: ImageError {
    ImageError(.outputExists, "it exists already", advice: "replace it with --force")
  }
}
