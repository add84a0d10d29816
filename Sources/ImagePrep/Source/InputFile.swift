import CDescriptors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file open for reading, closed when it is let go.
final class InputFile {
  let descriptor: Int32

  /// Has a file read from its descriptor, and names it in errors that name none and are not about options.
  ///
  /// - Parameter acceptsDevices: Whether a pipe or a device is read too: one may take for ever.
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
    // What has the name is known only once it is open, and a pipe is not to be waited for without an end.
    let deadline = limits.seconds.map { descriptors_now() + $0 } ?? 0
    descriptor = try Self.open(path, limits, deadline)
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw ImageError(.unreadable, system: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      // Refused at once where it is larger than allowed; of others the size is not known.
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
        // Somebody has to let go of it first (a lease of a file server).
        guard descriptors_pause(deadline) == 0 else { throw limits.overSeconds(limits.seconds ?? 0) }
      case let number:
        let code: ImageError.Code = number == ENOENT || number == ENOTDIR ? .missing : .unreadable
        throw ImageError(code, system: number)
      }
    }
  }

  /// Waits until somebody has written to the pipe: until then it looks as if it had ended. It stays non-blocking.
  private func awaitWriter(_ limits: Limits, _ deadline: Double) throws(ImageError) {
    switch descriptors_wait(descriptor, Int16(POLLIN), deadline) {
    case 0: return
    case ETIMEDOUT: throw limits.overSeconds(limits.seconds ?? 0)
    case let number: throw ImageError(.unreadable, system: number)
    }
  }

  deinit { close(descriptor) }
}
