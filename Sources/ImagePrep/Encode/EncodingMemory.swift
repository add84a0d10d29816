extension Encoding {
  /// The bytes that the encoder takes in addition to the result.
  func byteCount(for size: Size) -> Int {
    let metadata = (metadata.profileBlock?.count ?? 0) + (metadata.exifBlock?.count ?? 0)
    let columns = size.width + 64
    let perFormat =
      switch format {
      // Rows for four filters, and the deflater's tables: those of ISA-L, and zlib's too for levels that ISA-L lacks.
      case .png: ((compressionLevel == 1 ? 512 : 768) << 10) + 6 * 4 * columns
      // Rows as libjpeg converts and subsamples them.
      case .jpeg: (128 << 10) + 96 * columns
      case .webp where lossless: Self.losslessWebPBytes(size)
      case .webp: (768 << 10) + (quality > 90 ? Self.bestWebPBytes : Self.lossyWebPBytes) * size.area
      case .ppm: 0
      case .npy, .safetensors: TensorEncoder.elementBytes(tensor, size)
      }
    // The sink, and metadata before and after compression.
    return (64 << 10) + 2 * metadata + perFormat
  }

  /// Bytes a pixel: the planes, tokens of two bytes for each coefficient, and the file. Measured on black and white
  /// noise. A photograph takes a third.
  private static let lossyWebPBytes = 27
  /// Bytes a pixel at a quality above 90.
  private static let bestWebPBytes = 36
  /// For each pixel: its values, chains of equal pixels, references to them, and the file, measured on noise. For each
  /// tile: two histograms that count all channels, distances and cached colors.
  private static func losslessWebPBytes(_ size: Size) -> Int {
    let (pixelBytes, tileBytes) = (28, 17_500)
    return (5 << 18) + pixelBytes * size.area + tileBytes * losslessWebPTiles(size)
  }

  /// libwebp starts with tiles of 16 by 16 pixels, and doubles their sides until there are few enough.
  private static func losslessWebPTiles(_ size: Size) -> Int {
    let mostTiles = 2600
    var side = 16
    while true {
      let tiles = ((size.width + side - 1) / side) * ((size.height + side - 1) / side)
      if tiles <= mostTiles { return tiles }
      side *= 2
    }
  }
}
