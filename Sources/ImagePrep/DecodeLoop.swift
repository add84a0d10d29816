/// Pulls bands from the decoder, and hands them to every view.
final class DecodeLoop {
  private(set) var warnings: [Warning] = []
  /// The fraction of the rows that the decoder delivered; less than 1 for a truncated image.
  private(set) var fractionDecoded = 1.0

  private let decoder: any Decoder
  private let bands: BandLayout
  private let views: [ViewFeed]
  private let colorPlan: ColorPlan
  private let transparentRows: TransparentRows?
  private let damage: DamagePolicy
  /// Fills missing rows.
  private let background: Color
  /// Rows as decoded. They are the only view's own rings if it takes them as they are.
  private let decoded: [RowRing]

  /// - Parameter views: At least one.
  init(
    _ decoder: any Decoder, _ bands: BandLayout, _ colorPlan: ColorPlan, _ views: [ViewFeed],
    _ options: Options
  ) throws(ImageError) {
    self.decoder = decoder
    self.bands = bands
    self.views = views
    self.colorPlan = colorPlan
    damage = DamagePolicy(options)
    background = options.resolvedBackground
    transparentRows =
      if case .rows(let transform) = colorPlan {
        try TransparentRows(transform, bands.pixels, width: bands.planes[0].width)
      } else {
        nil
      }
    if views.count == 1, let rings = views[0].rings {
      decoded = rings
    } else {
      decoded = try bands.planes.map { (plane) throws(ImageError) in
        try RowRing(rowBytes: plane.rowBytes, capacity: plane.rowsPerBand)
      }
    }
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
    if hasMore, views.allSatisfy(\.needsNoMoreRows) {
      decoder.stop()
      return false
    }
    return hasMore
  }

  private func moveOn() throws(ImageError) {
    for view in views { try view.take(decoded, transparentRows) }
  }

  /// Fills the rows that a truncated image lacks.
  private func fillWithBackground(_ clock: Deadline) throws(ImageError) {
    let opaque = [background.red, background.green, background.blue]
    let background = try colorPlan.stored(background)
    for view in views {
      let colors: [[UInt8]]
      if view.content == .alphaMask {
        colors = [[0]]
      } else if view.isDeep {
        // Both bytes of 257 times a sample are the sample.
        colors = [opaque.prefix(view.channels).flatMap { [$0, $0] }]
      } else if case .yCbCr(let matrix) = bands.pixels {
        let color = Color(red: background[0], green: background[1], blue: background[2])
        colors = matrix.components(of: color).map { [$0] }
      } else {
        colors = [Array(background.prefix(view.channels))]
      }
      try view.fill(with: colors, clock)
    }
  }
}
