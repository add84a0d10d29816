/// The chunks of a WebP file (RFC 9649, section 2.7).
enum WebPContainer {
  /// Writes a file with metadata added.
  ///
  /// - Parameter file: A file without metadata, as libwebp writes it: at least a header.
  static func write(
    _ file: UnsafeBufferPointer<UInt8>, adding metadata: ImageMetadata, of image: PixelBuffer,
    to sink: ByteSink
  ) throws(ImageError) {
    let flags: UInt8 =
      (metadata.profileBlock != nil ? 0x20 : 0) | (image.format.hasAlpha ? 0x10 : 0)
      | (metadata.exifBlock != nil ? 0x08 : 0)
    let extendedHeader =
      Array("VP8X".utf8) + number(10, 4) + [flags, 0, 0, 0] + number(image.width - 1, 3)
      + number(image.height - 1, 3)
    let chunks = unsafe withoutHeaders(file)
    let blocks = [metadata.profileBlock, metadata.exifBlock].compactMap { $0 }
    let size =
      "WEBP".utf8.count + extendedHeader.count + chunks.count
      + blocks.reduce(0) { $0 + chunkHeaderSize + ($1.count + 1) / 2 * 2 }
    try sink.write(Array("RIFF".utf8) + number(size, 4) + Array("WEBP".utf8) + extendedHeader)
    try write(metadata.profileBlock, as: "ICCP", to: sink)
    if let start = chunks.baseAddress { unsafe try sink.write(start, count: chunks.count) }
    try write(metadata.exifBlock, as: "EXIF", to: sink)
  }

  /// "RIFF", a size and "WEBP".
  private static let headerSize = 12
  private static let extendedHeaderSize = 18
  private static let chunkHeaderSize = 8

  /// The chunks of the picture, without the extended header that libwebp itself writes if there is alpha.
  private static func withoutHeaders(_ file: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let chunks = unsafe UnsafeBufferPointer(rebasing: file.dropFirst(headerSize))
    guard unsafe chunks.starts(with: "VP8X".utf8) else { return unsafe chunks }
    return unsafe UnsafeBufferPointer(rebasing: chunks.dropFirst(extendedHeaderSize))
  }

  private static func write(_ block: MetadataBlock?, as name: String, to sink: ByteSink) throws(ImageError) {
    guard let block else { return }
    try sink.write(Array(name.utf8) + number(block.count, 4))
    unsafe try block.withBytes { (bytes) throws(ImageError) in
      if let start = bytes.baseAddress { unsafe try sink.write(start, count: bytes.count) }
    }
    if !block.count.isMultiple(of: 2) { try sink.write([0]) }
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
