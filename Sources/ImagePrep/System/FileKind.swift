import ImagePrepPlatform

/// The kind of file at a path, with links followed.
package enum FileKind: Equatable {
  /// No file, or a link that leads nowhere.
  case nothing
  case file
  case folder
  /// A device, a pipe or a socket. It can be read or written, but not replaced. Reading it may wait for ever.
  case device
  /// The system does not tell, and gives this error number.
  case unknown(Int32)

  package init(of path: SystemPath) {
    var status = stat()
    guard unsafe stat(path.cString, &status) == 0 else {
      self = [ENOENT, ENOTDIR, ELOOP].contains(errno) ? .nothing : .unknown(errno)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = .folder
    case S_IFREG: self = .file
    default: self = .device
    }
  }
}
