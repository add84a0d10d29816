import CResampleKernels

/// Clips the colors of Y, Cb and Cr planes before they are resampled.
///
/// Y, Cb and Cr can stand for colors outside RGB: noise and ringing beside highlights and in the dark, and saturated
/// lights. A viewer clips them at full size. Clipping after resampling gives other colors, up to 10 dB away on such
/// photographs. So samples outside RGB are changed first: each luma sample, and each chroma sample by the mean change
/// over its luma samples. All later steps are linear.
final class ColorClipping {
  /// Where more than one in so many luma samples is outside RGB, the moves of chroma are kept by themselves in the next
  /// rows. Where fewer are, that would cost more time than it is worth.
  private static let keepsMovesOfOneIn = 10
  /// The moves of chroma that are not in the planes; nil if all are.
  let moves: ChromaMoves?
  private let across: Int
  private let down: Int
  private let planes: [PlaneLayout]
  private var clip: resample_ycc_clip
  private let kernels = Kernels.current
  private let scratch: AlignedStorage
  /// Chroma rows clipped at a time: a band.
  private let scratchRows: Int
  /// The chroma rows above the next band as decoded, Cb then Cr, and room for the rows above the band after it.
  private var above: AlignedStorage
  private var nextAbove: AlignedStorage
  private let room: Int
  /// Chroma rows clipped so far.
  private var end = 0
  private var keepsMoves = false

  /// - Parameters:
  ///   - planes: Y, Cb and Cr. Both chroma planes have the same layout.
  ///   - mayKeepMoves: True if moves of chroma may be kept by themselves.
  init(_ planes: [PlaneLayout], _ matrix: YCbCrMatrix, mayKeepMoves: Bool) throws(ImageError) {
    self.planes = planes
    moves = mayKeepMoves && matrix == .fullRange ? ChromaMoves(planes[1]) : nil
    across = Self.ratio(planes, \.horizontalPitch)
    down = Self.ratio(planes, \.verticalPitch)
    clip = matrix.clip
    room = AlignedStorage.wholeBlocks(planes[1].width)
    scratchRows = Self.scratchRows(planes)
    scratch = try AlignedStorage(byteCount: Self.scratchBytes(planes))
    above = try AlignedStorage(byteCount: 2 * room)
    nextAbove = try AlignedStorage(byteCount: 2 * room)
  }

  private static func scratchRows(_ planes: [PlaneLayout]) -> Int {
    min(planes[1].rowsPerBand, Int(RESAMPLE_CLIP_ROWS))
  }

  private static func scratchBytes(_ planes: [PlaneLayout]) -> Int {
    resample_clip_scratch(
      scratchRows(planes), AlignedStorage.wholeBlocks(planes[1].width), ratio(planes, \.horizontalPitch))
  }

  static func byteCount(_ planes: [PlaneLayout]) -> Int {
    scratchBytes(planes) + 4 * AlignedStorage.wholeBlocks(planes[1].width) + ChromaMoves.byteCount(planes[1])
  }

  private static func ratio(_ planes: [PlaneLayout], _ pitch: KeyPath<PlaneLayout, Double>) -> Int {
    Int((planes[1][keyPath: pitch] / planes[0][keyPath: pitch]).rounded())
  }

  /// Clips the rows that have been appended to the rings since the last call.
  func clip(_ rings: [RowRing]) throws(ImageError) {
    let (luma, cb, cr) = (rings[0], rings[1], rings[2])
    let lumaEnd = min(luma.end, planes[0].height)
    let chromaEnd = min(cb.end, cr.end, planes[1].height)
    while end < chromaEnd, down * end < lumaEnd {
      let count = min(chromaEnd - end, scratchRows)
      if end == 0 { keep(0, cb, cr, in: above) }
      keep(end + count - 1, cb, cr, in: nextAbove)
      if keepsMoves { try moves?.append(count) } else { moves?.skip(count) }
      let lumaRows = min(down * count, lumaEnd - down * end)
      var rows = unsafe resample_ycc_rows(
        luma: luma.rowsToFill(from: down * end), cb: cb.rowsToFill(from: end), cr: cr.rowsToFill(from: end),
        cb_above: above.bytes, cr_above: above.bytes + room,
        luma_rows: lumaRows, chroma_rows: count, width: planes[0].width,
        chroma_width: planes[1].width, across: across, down: down,
        interpolates: planes[1].upsampling == .triangle,
        cb_moves: keepsMoves ? moves?.rowsToFill(0, from: end) : nil,
        cr_moves: keepsMoves ? moves?.rowsToFill(1, from: end) : nil)
      let outside = unsafe kernels.table.pointee.clip_ycc_rows(&rows, &clip, scratch.bytes)
      keepsMoves = moves != nil && outside * Self.keepsMovesOfOneIn > planes[0].width * lumaRows
      swap(&above, &nextAbove)
      end += count
    }
  }

  private func keep(_ row: Int, _ cb: RowRing, _ cr: RowRing, in storage: AlignedStorage) {
    unsafe storage.bytes.update(from: cb.row(row), count: planes[1].width)
    unsafe (storage.bytes + room).update(from: cr.row(row), count: planes[1].width)
  }
}
