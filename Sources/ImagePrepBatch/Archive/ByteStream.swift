import ImagePrep
import ImagePrepPlatform

/// Bytes that are read once, from front to back.
protocol ByteStream: AnyObject {
  /// Fills the start of a buffer that is not empty.
  ///
  /// - Returns: The number of bytes; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageError) -> Int

  /// Passes over the next bytes without reading them, if that is possible.
  ///
  /// - Returns: The number of bytes that were passed over; it may be 0.
  func skip(_ count: Int) throws(ImageError) -> Int
}

extension ByteStream {
  func skip(_ count: Int) throws(ImageError) -> Int { 0 }
}

/// The bytes of a file, a pipe or a device.
final class DescriptorStream: ByteStream {
  private let descriptor: Int32
  private let isOwn: Bool

  /// - Parameter descriptor: Must stay open while the stream lives.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    isOwn = false
  }

  /// - Throws: `ImageError`: `missing` or `unreadable`.
  init(contentsOf path: SystemPath) throws(ImageError) {
    descriptor = Descriptor.open(path, O_RDONLY)
    isOwn = true
    guard descriptor >= 0 else {
      throw ImageError(errno == ENOENT ? .missing : .unreadable, system: errno, path: path)
    }
  }

  deinit { if isOwn, descriptor >= 0 { close(descriptor) } }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageError) -> Int {
    while true {
      let count = unsafe readBytes(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      let number = errno
      let mayCome = number == EAGAIN || number == EWOULDBLOCK
      guard number == EINTR || mayCome && awaitBytes() else {
        throw ImageError(.unreadable, "reading failed", system: number)
      }
    }
  }

  /// Only what a file holds is passed over, so that a file which ends early is noticed.
  func skip(_ count: Int) throws(ImageError) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
    let place = lseek(descriptor, 0, SEEK_CUR)
    guard place >= 0, status.st_size > place else { return 0 }
    let most = min(count, Int(status.st_size - place))
    return lseek(descriptor, off_t(most), SEEK_CUR) < 0 ? 0 : most
  }

  private func awaitBytes() -> Bool {
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&wait, 1, -1) >= 0 || errno == EINTR
  }
}

private func readBytes(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, bytes, count)
}
