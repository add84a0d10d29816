import ImagePrep
import ImagePrepPlatform

/// A complete file in the folder of unfinished things, on its way to its place. It is removed when this object is released,
/// unless it has been moved.
final class FinishedFile: @unchecked Sendable {
  let path: SystemPath
  let identity: InputIdentity
  let digest: [UInt8]
  private var isMoved = false

  /// - Throws: `ImageError` if the file cannot be read.
  init(_ path: SystemPath) throws(ImageError) {
    self.path = path
    (identity, digest) = try Self.examine(path)
  }

  /// The size, the time and the SHA-256 of a file.
  static func examine(_ path: SystemPath) throws(ImageError) -> (InputIdentity, [UInt8]) {
    let descriptor = Descriptor.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw ImageError(.unreadable, system: errno, path: path) }
    defer { close(descriptor) }
    var hash = SHA256()
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw ImageError(.unreadable, "reading failed", system: errno, path: path) }
      if count == 0 { break }
      unsafe piece.withUnsafeBytes { unsafe hash.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw ImageError(.unreadable, system: errno, path: path)
    }
    return (FileStatus(status).content, hash.digest())
  }

  /// Gives the file its name. What has that name is replaced.
  func move(to path: SystemPath) throws(ImageError) {
    try FileSystem.rename(self.path, to: path)
    isMoved = true
  }

  deinit { if !isMoved { unsafe unlink(path.cString) } }
}
