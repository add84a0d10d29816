#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the operating system says of an error number.
func systemMessage(_ number: Int32) -> String {
  unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}

/// A file open for reading, closed when it is let go.
final class InputFile {
  let descriptor: Int32
  /// The size of a regular file; nil for a pipe or a device.
  let byteCount: Int?

  init(path: String) throws(ImageError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code: ImageError.Code = errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable
      throw ImageError(code, systemMessage(errno), path: path)
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let reason = systemMessage(errno)
      close(descriptor)
      throw ImageError(.unreadable, reason, path: path)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw ImageError(.unreadable, "it is a folder, not an image", path: path)
    }
    self.descriptor = descriptor
    self.byteCount = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  deinit { close(descriptor) }
}
