import CDescriptors
import ImagePrepPlatform

/// A file open for reading. It is closed when this object is released.
final class InputFile {
  let descriptor: Int32

  /// Opens a file and reads it through its descriptor. Errors get its path, unless they have one or are about options.
  ///
  /// - Parameter acceptsDevices: True if a pipe or a device is read too, which may take for ever.
  static func read<Result>(
    _ path: SystemPath, _ limits: Limits, acceptsDevices: Bool = true,
    _ body: (Int32) throws(ImageError) -> Result
  ) throws(ImageError) -> Result {
    do {
      let file = try InputFile(path, limits, acceptsDevices: acceptsDevices)
      defer { withExtendedLifetime(file) {} }
      return try body(file.descriptor)
    } catch {
      throw error.about(path)
    }
  }

  init(_ path: SystemPath, _ limits: Limits, acceptsDevices: Bool) throws(ImageError) {
    // Only opening tells what the file is, and opening a pipe must not wait for ever.
    let deadline = limits.seconds.map { descriptors_now() + $0 } ?? 0
    descriptor = try Self.open(path, limits, deadline)
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw ImageError(.unreadable, system: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      // A regular file that is too large is refused at once. The size of others is unknown.
      try limits.check(byteCount: Int(status.st_size))
    case S_IFDIR: throw ImageError(.unreadable, "it is a folder, not an image")
    case _ where !acceptsDevices: throw ImageError(.unreadable, "it is a pipe or a device, not a file")
    default: break
    }
    if status.st_mode & S_IFMT == S_IFIFO {
      try awaitWriter(limits, deadline)
    } else {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    }
  }

  private static func open(_ path: SystemPath, _ limits: Limits, _ deadline: Double) throws(ImageError)
    -> Int32
  {
    while true {
      let descriptor = Descriptor.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
      if descriptor >= 0 { return descriptor }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Another process must release it first (a file server's lease).
        guard descriptors_pause(deadline) == 0 else { throw limits.timeoutError }
      case let number:
        let code: ImageError.Code = number == ENOENT || number == ENOTDIR ? .missing : .unreadable
        throw ImageError(code, system: number)
      }
    }
  }

  /// Waits for the pipe's first data: before a writer opens it, it seems to have ended. The descriptor stays
  /// non-blocking.
  private func awaitWriter(_ limits: Limits, _ deadline: Double) throws(ImageError) {
    switch descriptors_wait(descriptor, Int16(POLLIN), deadline) {
    case 0: return
    case ETIMEDOUT: throw limits.timeoutError
    case let number: throw ImageError(.unreadable, system: number)
    }
  }

  deinit { close(descriptor) }
}
