/// An upper bound on the memory an image takes while it is normalized, from its header and plan alone.
///
/// It adds up what the decoder and the stages allocate. Code and libraries are not in it, nor the bytes of the file where
/// they are the caller's.
struct MemoryBound {
  let bytes: Int

  /// More than any machine has: an image that needs it is refused before any of it is asked for, and sizes
  /// below it can be multiplied without a thought of overflow.
  private static let impossible = Double(1 << 45)

  /// - Throws: `ImageError` with the code `outOfMemory` where no machine could have the memory.
  init(info: ImageInfo, plan: Plan, options: Options) throws(ImageError) {
    let stored = info.storedSize
    let scaled = plan.orientation.apply(to: plan.scaled)
    let (width, height) = (Double(stored.width), Double(stored.height))
    let (scaledWidth, scaledHeight) = (Double(scaled.width), Double(scaled.height))
    // The widest row there can be: four channels, padded to a whole block of JPEG.
    let channels = 4.0
    let rowBytes = (width + 64) * channels
    let support = 2 * options.filter.support
    let rowTaps = (support * max(height / scaledHeight, 1)).rounded(.up) + 3
    let columnTaps = (support * max(width / scaledWidth, 1)).rounded(.up) + 3

    let lanes = 16.0
    let bandsAhead = options.threads > 1 ? 16.0 * 16 : 0
    let rings = (rowTaps + 4 * 32 + bandsAhead) * rowBytes
    let blocks =
      4 * lanes * (rowBytes + columnTaps * channels) + 2 * lanes * scaledWidth * channels
    // A weight in double precision and two in fixed point, for each of three planes.
    let weights = 3 * (rowTaps * scaledHeight + columnTaps * scaledWidth) * (8 + 2 + 2)
    let output = Double(plan.output.width) * Double(plan.output.height)
    let results = (2 * scaledWidth * scaledHeight + output) * channels
    let small = Double(1 << 20)
    let sum =
      Self.decoder(info, rowBytes: rowBytes) + Self.colours(info, options) + rings + blocks + weights
      + results + small
    guard sum < Self.impossible else {
      throw ImageError(.outOfMemory, "an image of \(stored) pixels needs more memory than there is")
    }
    bytes = Int(sum)
  }

  private static func colours(_ info: ImageInfo, _ options: Options) -> Double {
    // Of the profile itself, its decoder has a copy, and what is said of its colours another.
    let profile = 2 * Double(info.profileByteCount)
    guard options.colour == .srgb, info.profileByteCount <= options.limits.profileBytes ?? .max else {
      return profile
    }
    // Little CMS makes copies of tables, of two and four bytes a value where they may have one. For four inks it makes
    // one more, of which our grid is made.
    return profile + 12 * Double(info.profileByteCount) + (info.colourModel == .cmyk ? Double(4 << 20) : 0)
  }

  /// A file and what libwebp makes of it: for each chunk, which may be of 8 bytes, an entry of 32 in a list.
  static func heldBytes(ofWebP byteCount: Int) -> Int { 5 * byteCount }

  private static func decoder(_ info: ImageInfo, rowBytes: Double) -> Double {
    let (width, height) = (Double(info.storedSize.width), Double(info.storedSize.height))
    let area = width * height
    let small = Double(1 << 20)
    switch info.format {
    case .jpeg:
      // Coefficients of two bytes a sample, in blocks that may reach past the edge.
      let padded = (width + 32) * (height + 32)
      let samples = info.colourModel == .gray ? 1.0 : info.colourModel == .cmyk ? 4 : 3
      // And of scans that are passed over, until it is known that they can be.
      return small + 64 * rowBytes + (info.hasSeveralScans ? (2 * samples + 1) * padded + 2 * small : 0)
    case .png:
      return small + 36 * rowBytes * 2 + (info.isProgressive ? 8 * area : 0)
    case .gif:
      // The screen, and what it was before a frame that is undone.
      return small + 8 * area
    case .webp:
      // The picture, and a lossless image's work space; animations have a second canvas.
      return small + 12 * area + 64 * rowBytes + Double(heldBytes(ofWebP: info.heldByteCount))
    }
  }
}
