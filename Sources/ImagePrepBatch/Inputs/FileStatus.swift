import ImagePrep
import ImagePrepPlatform

/// What the system tells about a file or folder, with links followed.
struct FileStatus {
  let kind: Kind
  let identity: FileSystem.Identity
  /// Of a file.
  let content: InputIdentity

  enum Kind {
    case file, folder
    /// A pipe, a device or a socket.
    case other
  }

  /// - Throws: `ImageError` with the code `missing` or `unreadable`.
  init(_ path: SystemPath) throws(ImageError) {
    var status = stat()
    guard unsafe stat(path.cString, &status) == 0 else {
      let number = errno
      guard [ENOENT, ENOTDIR, ELOOP].contains(number) else {
        throw ImageError(.unreadable, system: number, path: path)
      }
      throw FileSystem.isSymbolicLink(path)
        ? ImageError(
          .missing, "it is a link, and the file that it leads to is not there", advice: "fetch its data",
          path: path)
        : ImageError(.missing, system: number, path: path)
    }
    self.init(status)
  }

  /// The status of a path, without following a link there. Nil if nothing has this path.
  init?(ofNameAt path: SystemPath) {
    var status = stat()
    guard unsafe lstat(path.cString, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    default: kind = .other
    }
    identity = FileSystem.Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
    content = InputIdentity(size: Int(status.st_size), modified: Self.nanoseconds(status))
  }

  private static func nanoseconds(_ status: stat) -> Int {
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    // A time that a stranger has set may be out of range.
    return Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
  }

  static func noFile(_ path: SystemPath) -> ImageError {
    ImageError(.unreadable, "it is a pipe or a device, not a file", path: path)
  }
}
