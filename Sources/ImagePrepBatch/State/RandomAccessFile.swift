import ImagePrep
import ImagePrepPlatform

/// A file that is read and written at any place. It is closed when this object is released.
///
/// What a run must look up is kept in such files, not in memory: a million inputs would take more of it than the images.
final class RandomAccessFile: Sendable {
  let descriptor: Int32
  /// For messages.
  let path: SystemPath

  /// Opens a file for reading and writing, or makes it.
  convenience init(_ path: SystemPath) throws(ImageError) {
    try self.init(path, Descriptor.create(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o666))
  }

  /// Makes a file that has no name, so that it is gone with the process.
  ///
  /// - Parameter folder: Where its bytes are.
  convenience init(namelessIn folder: SystemPath) throws(ImageError) {
    let path = folder.appending(SystemPath("scratch-\(UInt64.random(in: 0...UInt64.max))"))
    try self.init(path, Descriptor.create(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600))
    unsafe unlink(path.cString)
  }

  /// Opens a file that exists for reading only.
  convenience init(readingFrom path: SystemPath) throws(ImageError) {
    let descriptor = Descriptor.open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw ImageError(errno == ENOENT ? .missing : .unreadable, system: errno, path: path)
    }
    try self.init(path, descriptor)
  }

  private init(_ path: SystemPath, _ descriptor: Int32) throws(ImageError) {
    self.descriptor = descriptor
    self.path = path
    guard descriptor >= 0 else {
      throw ImageError(.uncreatable, "it cannot be opened", system: errno, path: path)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  var size: Int { status?.content.size ?? 0 }

  /// Nil if the system does not tell.
  var status: FileStatus? {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? FileStatus(status) : nil
  }

  /// Up to `count` bytes; fewer only at the end of the file.
  func read(at offset: Int, count: Int) throws(ImageError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let more = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(
          descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
      }
      if more > 0 {
        done += more
      } else if more == 0 {
        break
      } else if errno != EINTR {
        throw ImageError(.unreadable, "reading failed", system: errno, path: path)
      }
    }
    bytes.removeLast(count - done)
    return bytes
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(ImageError) {
    var done = 0
    while done < bytes.count {
      let more = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
      }
      if more > 0 {
        done += more
      } else if more == 0 || errno != EINTR {
        throw ImageError(.unwritable, "writing failed", system: more == 0 ? EIO : errno, path: path)
      }
    }
  }

  func truncate(to size: Int) throws(ImageError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else {
      throw ImageError(.unwritable, "writing failed", system: errno, path: path)
    }
  }

  /// Writes the file to the disk.
  func sync() throws(ImageError) {
    guard fsync(descriptor) == 0 else {
      throw ImageError(.unwritable, "syncing it failed", system: errno, path: path)
    }
  }
}
