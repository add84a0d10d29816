/// An image that is decoded already.
final class BufferDecoder: Decoder {
  let info: ImageInfo
  /// True, since there is nothing for another thread to decode.
  let isThreaded = true
  let warnings: [Warning] = []

  private let buffer: PixelBuffer
  private var row = 0

  init(_ buffer: PixelBuffer) {
    self.buffer = buffer
    // A buffer has no file format. PNG is the one that stores the same samples.
    var info = ImageInfo(
      format: .png, storedSize: buffer.size, colorModel: buffer.format == .gray8 ? .gray : .rgb,
      frameCount: 1, isLossless: true)
    info.hasAlpha = buffer.format.hasAlpha
    self.info = info
  }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout {
    let plane = PlaneLayout(
      width: buffer.width, height: buffer.height, rowBytes: buffer.rowBytes)
    let pixels: PixelKind =
      switch buffer.format {
      case .gray8: .gray
      case .rgb8: .rgb
      case .rgba8: .rgba
      // `Normalizer` refuses them.
      case .rgb16, .rgbFloat: .rgb
      }
    return BandLayout(planes: [plane], pixels: pixels)
  }

  func readBand(into planes: [RowRing]) throws(ImageError) -> Bool {
    for _ in 0..<min(PlaneLayout.usualRowsPerBand, buffer.height - row) {
      unsafe planes[0].append(borrowing: buffer.mutableRow(row))
      row += 1
    }
    return row < buffer.height
  }
}
