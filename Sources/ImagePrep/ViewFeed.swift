/// Flattens the decoded rows for one view, and pushes them into the view's resampler.
final class ViewFeed {
  /// What the view shows.
  let content: Options.Content
  /// The rows that the resampler takes.
  let layouts: [PlaneLayout]
  private let resampler: any Resampler
  private let flattener: any RowFlattener
  /// Nil if decoded rows are taken as they are.
  private let preparation: (any RowPreparation)?
  /// The part of the decoded rows that the view uses; nil for all.
  private let part: Rectangle?
  /// Of a decoded row.
  private let width: Int
  /// Of a pixel to flatten.
  private let decodedBytes: Int
  /// True to take no rows below the part that the view keeps. What ends at the picture's last row is decoded to its end,
  /// so that damage behind it is found.
  private let endsEarly: Bool
  /// Decoded rows taken so far, of each plane.
  private var taken: [Int]

  /// - Parameters:
  ///   - bands: The decoder's rows, as they are prepared.
  ///   - preparation: Nil if they stay.
  ///   - decodedBytes: Of a pixel to flatten.
  ///   - part: Not with planes.
  init(
    _ resampler: any Resampler, _ flattener: any RowFlattener, _ bands: BandLayout,
    _ preparation: (any RowPreparation)?,
    _ view: Plan.View, decodedBytes: Int, part: Rectangle?
  ) {
    self.resampler = resampler
    self.flattener = flattener
    self.preparation = preparation
    self.decodedBytes = decodedBytes
    self.part = part
    let isCutOff = part.map { $0.rows.upperBound < bands.planes[0].height } ?? false
    endsEarly = view.leavesOutBottom || isCutOff
    content = view.content
    width = bands.planes[0].width
    layouts = flattener.layout(bands, part)
    taken = layouts.map { _ in 0 }
  }

  /// The rings that a decoder may fill itself, if this is the only view and takes the rows as they are.
  var rings: [RowRing]? {
    flattener.isIdentity && preparation == nil && part == nil ? resampler.inputs : nil
  }

  /// Channels of a flattened pixel.
  var channels: Int { flattener.samples.channels }

  /// True if the rows that it takes are in sRGB, and of 16 bits.
  var isDeep: Bool { flattener.samples.isDeep }

  var needsNoMoreRows: Bool { endsEarly && resampler.needsNoMoreRows }

  /// Takes the new rows.
  ///
  /// - Parameters:
  ///   - decoded: The decoder's rows: one band, or the view's own `rings`.
  ///   - transparent: Converts the colors of rows with transparency; nil if they stay.
  func take(_ decoded: [RowRing], _ transparent: TransparentRows?) throws(ImageError) {
    for (index, ring) in decoded.enumerated() where ring !== resampler.inputs[index] {
      let (input, wanted) = (resampler.inputs[index], part?.rows ?? 0..<Int.max)
      for y in taken[index]..<max(taken[index], ring.end) where wanted.contains(y) {
        unsafe convert(ring.row(y), to: input.row(input.end), layouts[index], transparent)
        input.append(1)
      }
      taken[index] = ring.end
    }
    try resampler.advance()
  }

  private func convert(
    _ row: UnsafePointer<UInt8>, to result: UnsafeMutablePointer<UInt8>, _ layout: PlaneLayout,
    _ transparent: TransparentRows?
  ) {
    let start = (part?.x ?? 0) * decodedBytes
    let row = unsafe preparation?.convert(row, pixels: width) ?? row
    if flattener.isIdentity {
      unsafe result.update(from: row + start, count: layout.rowBytes)
    } else {
      // Deep rows are converted by their preparation.
      let converter = content == .picture && !isDeep ? transparent : nil
      let row = unsafe converter?.convert(row, pixels: width) ?? row
      unsafe flattener.convert(row + start, to: result, pixels: layout.width)
    }
  }

  /// Fills the rows that a truncated image lacks.
  ///
  /// - Parameter colors: The samples of a pixel, for each plane.
  func fill(with colors: [[UInt8]], _ clock: Deadline) throws(ImageError) {
    while zip(resampler.inputs, layouts).contains(where: { $0.end < $1.height }) {
      for (index, ring) in resampler.inputs.enumerated() {
        let layout = layouts[index]
        for _ in 0..<max(0, min(layout.rowsPerBand, layout.height - ring.end)) {
          let row = unsafe ring.row(ring.end)
          for at in 0..<layout.rowBytes { unsafe row[at] = colors[index][at % colors[index].count] }
          ring.append(1)
        }
      }
      try resampler.advance()
      try clock.check()
    }
  }

  /// Makes the last rows.
  func finish() { resampler.finish() }
}
