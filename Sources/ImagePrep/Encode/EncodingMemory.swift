extension Encoding {
  /// The bytes that the encoder takes for a result, besides the result.
  func byteCount(for size: Size) -> Int {
    let metadata = (metadata.profileBlock?.count ?? 0) + (metadata.exifBlock?.count ?? 0)
    let columns = size.width + 64
    let perFormat =
      switch format {
      // The deflater's tables, and rows for four filters.
      case .png: 768 << 10 + 6 * 4 * columns
      // Rows as libjpeg converts and subsamples them.
      case .jpeg: 128 << 10 + 96 * columns
      case .webp where lossless: 1 << 20 + Self.losslessWebPBytes * size.area
      case .webp: (quality > 90 ? Self.bestWebPBytes : Self.lossyWebPBytes) * size.area
      case .ppm: 0
      }
    // A sink, and what is written of metadata once they are compressed.
    return 64 << 10 + 2 * metadata + perFormat
  }

  /// Bytes a pixel, measured on black and white noise: the planes, tokens of two bytes for each coefficient, and the file.
  /// A photograph takes a third.
  private static let lossyWebPBytes = 27
  /// Bytes a pixel at a quality above 90.
  private static let bestWebPBytes = 36
  /// Bytes a pixel, measured on noise: its values, chains of pixels alike, references to them, and the file.
  private static let losslessWebPBytes = 42
}
