/// Finishes each row: straight alpha, sRGB, upright, at its place on the canvas.
final class ResultWriter: RowSink {
  /// The result. Rows before `completeRows` are final.
  let pixels: PixelBuffer
  /// Rows of the result that are final, from the top.
  private(set) var completeRows: Int

  private let plan: Plan
  private let samples: SampleLayout
  private let conversion: ColorTransform?
  /// Rows in the result's format. Nil if the scaled rows have that format.
  private let finished: RowRing?
  /// True if rows are scaled straight into the result.
  private let isDirect: Bool

  /// - Parameters:
  ///   - samples: The scaled rows.
  ///   - conversion: Brings their colors to sRGB; nil if colors stay.
  init(
    _ plan: Plan, _ samples: SampleLayout, _ conversion: ColorTransform?, in memory: Canvas.Memory
  ) throws(ImageError) {
    self.plan = plan
    self.samples = samples
    self.conversion = conversion
    let canvas = try Canvas(plan, hasAlpha: samples.hasAlpha, in: memory)
    pixels = canvas.pixels
    let channels = pixels.format.channels
    let isSame = samples != .inks && samples.channels == channels
    let isWhole = plan.orientation == .upright && plan.crop.size.width == plan.output.width
    isDirect = isSame && isWhole && !canvas.isBorrowed
    let stored = plan.orientation.apply(to: plan.crop.size)
    finished =
      isSame ? nil : try RowRing(rowBytes: stored.width * channels, capacity: ScaledRows.mostAtOnce)
    completeRows = Self.isTopFirst(plan) ? plan.placement.y : 0
  }

  /// Nil unless rows go straight into the result. Into the caller's memory they never do: kernels write whole blocks, and
  /// it may have no room behind a row.
  func place(ofRow y: Int) -> UnsafeMutablePointer<Sample>? {
    isDirect ? unsafe pixels.mutableRow(plan.placement.y + y) : nil
  }

  func take(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<Sample>?>) {
    let size = plan.orientation.apply(to: plan.crop.size)
    for index in 0..<rows.count {
      guard let row = unsafe addresses[index] else { continue }
      unsafe finish(row, in: finished?.row(index), pixels: size.width)
    }
    if !isDirect {
      let rowAddresses = unsafe finished.map { unsafe $0.rowsToFill(from: 0) } ?? addresses
      unsafe pixels.place(rows, at: rowAddresses, of: size, plan.orientation, plan.placement)
    }
    if rows.upperBound == size.height {
      completeRows = plan.output.height
    } else if Self.isTopFirst(plan) {
      completeRows = plan.placement.y + rows.upperBound
    }
  }

  /// True if the first row that is made is the top row of the result.
  private static func isTopFirst(_ plan: Plan) -> Bool {
    !plan.orientation.swapsAxes && !plan.orientation.reversesStoredRows
  }

  /// Makes a row final: in place, or in a row of the canvas's format.
  private func finish(
    _ row: UnsafeMutablePointer<Sample>, in other: UnsafeMutablePointer<Sample>?, pixels count: Int
  ) {
    if samples == .premultipliedRGBA { unsafe RowSteps.divideByAlpha(row, count) }
    guard let other = unsafe other else {
      if let conversion { unsafe conversion.convert(row, to: row, pixels: count) }
      return
    }
    if let conversion {
      unsafe conversion.convert(row, to: other, pixels: count)
    } else if samples == .gray {
      unsafe PixelBuffer.repeatGray(row, to: other, count)
    } else {
      unsafe other.update(from: row, count: count * samples.channels)
    }
    if pixels.format == .rgba8 && !samples.hasAlpha { unsafe RowSteps.addAlpha(other, count) }
  }
}
