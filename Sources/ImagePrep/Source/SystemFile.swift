#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the operating system says of an error number.
package func systemMessage(_ number: Int32) -> String {
  unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}

package enum SystemFile {
  /// Whether anything has the name; a link that leads nowhere is something.
  static func exists(_ path: SystemPath) -> Bool {
    var status = stat()
    return unsafe lstat(path.cString, &status) == 0
  }

  /// Whether an output of that name would have to replace something. Devices and pipes are written to, not
  /// replaced.
  package static func isTaken(_ path: SystemPath) -> Bool { exists(path) && FileKind(of: path) != .device }

  /// Where a name leads, links followed; the name itself where there is nothing yet.
  package static func resolved(_ path: SystemPath) -> SystemPath {
    guard let real = unsafe realpath(path.cString, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe SystemPath(bytes: UnsafeRawBufferPointer(start: real, count: strlen(real)))
  }
}

/// A file open for reading, closed when it is let go.
final class InputFile {
  private let descriptor: Int32

  /// Has a file read from its descriptor, and names it in errors that name none and are not about options.
  static func read<Result>(
    _ path: SystemPath, _ limits: Limits, _ body: (Int32) throws(ImageError) -> Result
  ) throws(ImageError) -> Result {
    do {
      let file = try InputFile(path: path, limits: limits)
      defer { withExtendedLifetime(file) {} }
      return try body(file.descriptor)
    } catch {
      throw error.code == .invalidOptions || error.path != nil ? error : error.at(path)
    }
  }

  /// A regular file that is larger than the limits allow is refused at once; of others the size is not known.
  private init(path: SystemPath, limits: Limits) throws(ImageError) {
    let descriptor = unsafe open(path.cString, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code: ImageError.Code = errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable
      throw ImageError(code, system: errno, path: path)
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
    if status.st_mode & S_IFMT == S_IFREG { try limits.check(byteCount: Int(status.st_size)) }
  }

  deinit { close(descriptor) }
}

/// A device or a pipe that exists, open for writing: something that has a name but cannot be replaced.
final class OutputDevice {
  let descriptor: Int32

  /// Whether the path is that of a device or a pipe.
  static func exists(_ path: SystemPath) -> Bool { FileKind(of: path) == .device }

  /// Nil where the path is not that of a device or a pipe.
  init?(path: SystemPath) throws(ImageError) {
    guard Self.exists(path) else { return nil }
    descriptor = unsafe open(path.cString, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ImageError(.uncreatable, "it cannot be opened: \(systemMessage(errno))")
    }
  }

  deinit { close(descriptor) }
}
