/// Pulls bands from the decoder, flattens them and pushes them into the resampler.
final class DecodeLoop {
  private(set) var warnings: [Warning] = []
  /// The fraction of the rows that the decoder delivered; less than 1 for a truncated image.
  private(set) var fractionDecoded = 1.0

  private let decoder: any Decoder
  private let bands: BandLayout
  private let flattener: Flattener
  private let resampler: any Resampler
  private let colorPlan: ColorPlan
  private let transparentRows: TransparentRows?
  private let damage: DamagePolicy
  /// Fills missing rows.
  private let background: Color
  /// Rows as decoded. They are the resampler's own rings if rows need no conversion.
  private let decoded: [RowRing]
  /// True if rows below the part that is kept are not decoded.
  private let endsEarly: Bool
  private var flattened = 0

  /// - Parameter endsEarly: True to decode no rows below the part that is kept. What ends at the picture's last row is
  ///   decoded to its end, so that damage behind it is found.
  init(
    _ decoder: any Decoder, _ bands: BandLayout, _ colorPlan: ColorPlan, _ flattener: Flattener,
    _ resampler: any Resampler, _ options: Options, endsEarly: Bool
  ) throws(ImageError) {
    self.decoder = decoder
    self.bands = bands
    self.flattener = flattener
    self.resampler = resampler
    self.colorPlan = colorPlan
    damage = DamagePolicy(options)
    self.endsEarly = endsEarly
    background = options.resolvedBackground
    transparentRows =
      if case .rows(let transform) = colorPlan {
        try TransparentRows(transform, bands.pixels, width: bands.planes[0].width)
      } else {
        nil
      }
    decoded =
      flattener.isIdentity
      ? resampler.inputs
      : [try RowRing(rowBytes: bands.planes[0].rowBytes, capacity: bands.planes[0].rowsPerBand)]
  }

  /// Moves one band on. Returns false after the last.
  func advance(_ clock: Deadline) throws(ImageError) -> Bool {
    let hasMore: Bool
    do {
      hasMore = try decoder.readBand(into: decoded)
    } catch {
      fractionDecoded = try damage.accept(error, hasPicture: decoded[0].end > 0)
      warnings.append(Warning(error))
      try moveOn()
      try fillWithBackground(clock)
      return false
    }
    try moveOn()
    if endsEarly, hasMore, resampler.needsNoMoreRows {
      decoder.stop()
      return false
    }
    return hasMore
  }

  private func moveOn() throws(ImageError) {
    if !flattener.isIdentity {
      let input = resampler.inputs[0]
      for index in flattened..<decoded[0].end {
        let row = unsafe UnsafePointer(decoded[0].row(index))
        let width = bands.planes[0].width
        unsafe flattener.convert(
          transparentRows?.convert(row, pixels: width) ?? row, to: input.row(input.end), pixels: width)
        input.append(1)
      }
      flattened = decoded[0].end
    }
    try resampler.advance()
  }

  /// Fills the rows that a truncated image lacks.
  private func fillWithBackground(_ clock: Deadline) throws(ImageError) {
    let background = try colorPlan.stored(background)
    let colors: [[UInt8]]
    if case .yCbCr(let matrix) = bands.pixels {
      let color = Color(red: background[0], green: background[1], blue: background[2])
      colors = matrix.components(of: color).map { [$0] }
    } else {
      colors = [Array(background.prefix(flattener.samples.channels))]
    }
    let layouts = flattener.layout(bands)
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
}
