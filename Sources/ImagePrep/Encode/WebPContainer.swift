/// The chunks of a WebP file (RFC 9649, section 2.7).
enum WebPContainer {
  /// A file with metadata in it, from one that has none.
  static func adding(_ metadata: ImageMetadata, to file: [UInt8], of image: PixelBuffer) -> [UInt8] {
    guard file.count > headerSize else { return file }
    var body = Array("WEBP".utf8)
    let flags: UInt8 =
      (metadata.colourProfile != nil ? 0x20 : 0) | (image.format.hasAlpha ? 0x10 : 0)
      | (metadata.exif != nil ? 0x08 : 0)
    body += chunk("VP8X", [flags, 0, 0, 0] + number(image.width - 1, 3) + number(image.height - 1, 3))
    if let profile = metadata.colourProfile { body += chunk("ICCP", profile) }
    body += withoutExtendedHeader(file)
    if let exif = metadata.exif { body += chunk("EXIF", exif) }
    return Array("RIFF".utf8) + number(body.count, 4) + body
  }

  /// "RIFF", a size and "WEBP".
  private static let headerSize = 12
  private static let extendedHeaderSize = 18

  /// The chunks of the picture: libwebp writes an extended header itself where there is alpha.
  private static func withoutExtendedHeader(_ file: [UInt8]) -> ArraySlice<UInt8> {
    let chunks = file.dropFirst(headerSize)
    return chunks.starts(with: "VP8X".utf8) ? chunks.dropFirst(extendedHeaderSize) : chunks
  }

  private static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    Array(name.utf8) + number(bytes.count, 4) + bytes + (bytes.count.isMultiple(of: 2) ? [] : [0])
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
