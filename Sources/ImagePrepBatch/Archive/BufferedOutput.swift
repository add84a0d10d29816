import ImagePrep
import ImagePrepPlatform

/// Collects small pieces, and writes them to a descriptor together. Large ones are written as they are.
final class BufferedOutput {
  private static let capacity = 256 << 10

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// The number of bytes that were given, written or not.
  private(set) var length = 0

  /// - Parameter descriptor: Must stay open while this lives.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    buffer.reserveCapacity(Self.capacity)
  }

  /// - Throws: `ImageError` with the code `unwritable`, and the system's number in `systemError`.
  func write(_ bytes: [UInt8]) throws(ImageError) {
    if buffer.count + bytes.count > Self.capacity { try flush() }
    if bytes.count > Self.capacity { try send(bytes) } else { buffer += bytes }
    length += bytes.count
  }

  func flush() throws(ImageError) {
    try send(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func send(_ bytes: [UInt8]) throws(ImageError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { all in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: all[done...])
        return unsafe writeBytes(descriptor, rest.baseAddress, rest.count)
      }
      if count > 0 {
        done += count
      } else if count < 0, errno == EAGAIN || errno == EWOULDBLOCK, Descriptor.awaitRoom(descriptor) {
        continue
      } else if count == 0 || errno != EINTR {
        throw ImageError(.unwritable, "the archive cannot be written", system: count == 0 ? EIO : errno)
      }
    }
  }
}

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
