import ImagePrep

/// A file that grows at its end, written in large pieces.
final class AppendedFile {
  private let file: RandomAccessFile
  private var buffer: [UInt8] = []
  private var written: Int

  static let pieceSize = 1 << 16

  init(_ file: RandomAccessFile) {
    self.file = file
    written = file.size
  }

  /// The number of bytes, which is the place of the next.
  var count: Int { written + buffer.count }

  func append(_ bytes: some Collection<UInt8>) throws(ImageError) {
    buffer += bytes
    if buffer.count >= Self.pieceSize { try flush() }
  }

  func flush() throws(ImageError) {
    guard !buffer.isEmpty else { return }
    try file.write(buffer, at: written)
    written += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Up to `count` bytes from a place.
  func read(at offset: Int, count: Int) throws(ImageError) -> [UInt8] {
    if offset + count > written { try flush() }
    return try file.read(at: offset, count: count)
  }

  /// Writes all that was appended to the disk.
  func sync() throws(ImageError) {
    try flush()
    try file.sync()
  }
}
