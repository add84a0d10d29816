/// An upper bound on the memory an image takes while it is normalized, from its header and plan alone.
///
/// It adds up what the decoder and the stages allocate. Code, libraries and the bytes of the file are not
/// in it.
struct MemoryBound {
  let bytes: Int

  init(info: ImageInfo, plan: Plan, options: Options) {
    let stored = info.storedSize
    let scaled = plan.orientation.apply(to: plan.scaled)
    // The widest row there can be: four channels, padded to a whole block of JPEG.
    let channels = 4
    let rowBytes = (stored.width + 64) * channels
    let ratio = max(Double(stored.height) / Double(scaled.height), 1)
    let taps = Int((2 * options.filter.support * ratio).rounded(.up)) + 3
    let columnTaps =
      Int(
        (2 * options.filter.support * max(Double(stored.width) / Double(scaled.width), 1))
          .rounded(.up)) + 3

    let lanes = 16
    let rings = (taps + 3 * 32) * rowBytes
    let blocks = 2 * lanes * 2 * (rowBytes + columnTaps * channels) + 2 * lanes * scaled.width * channels
    let weights = 3 * (taps * scaled.height + columnTaps * scaled.width) * (2 + 2 + 8)
    let results = (2 * scaled.area + plan.output.area) * channels
    bytes =
      Self.decoder(info, rowBytes: rowBytes) + rings + blocks + weights + results + 1 << 20
  }

  private static func decoder(_ info: ImageInfo, rowBytes: Int) -> Int {
    let area = info.storedSize.area
    let small = 1 << 20
    switch info.format {
    case .jpeg:
      // Coefficients of two bytes a sample, in blocks that may reach past the edge.
      let padded = (info.storedSize.width + 32) * (info.storedSize.height + 32)
      let samples = info.colourModel == .gray ? 1 : info.colourModel == .cmyk ? 4 : 3
      return small + 64 * rowBytes + (info.isProgressive ? 2 * samples * padded : 0)
    case .png:
      return small + 36 * rowBytes * 2 + (info.isProgressive ? 8 * area : 0)
    case .gif:
      // The screen, and what it was before a frame that is undone.
      return small + 8 * area
    case .webp:
      // The picture, and a lossless image's work space; animations have a second canvas.
      return small + 12 * area + 64 * rowBytes
    }
  }
}
