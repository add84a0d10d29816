/// Finishes each row: straight alpha, sRGB, upright, at its place on the canvas.
final class ResultWriter: ViewWriter {
  let pixels: PixelBuffer
  private(set) var completeRows: Int

  private let view: Plan.View
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
    _ view: Plan.View, _ samples: SampleLayout, _ conversion: ColorTransform?, in memory: Canvas.Memory
  ) throws(ImageError) {
    self.view = view
    self.samples = samples
    self.conversion = conversion
    let canvas = try Canvas(view, hasAlpha: samples.hasAlpha, in: memory)
    pixels = canvas.pixels
    let pixelBytes = pixels.format.bytesPerPixel
    let isSame = samples != .inks && samples.bytesPerPixel == pixelBytes
    let isWhole = view.orientation == .upright && view.crop.size.width == view.output.width
    isDirect = isSame && isWhole && !canvas.isBorrowed
    let stored = view.orientation.apply(to: view.crop.size)
    finished =
      isSame ? nil : try RowRing(rowBytes: stored.width * pixelBytes, capacity: ScaledRows.mostAtOnce)
    completeRows = Self.isTopFirst(view) ? view.placement.y : 0
  }

  /// Nil unless rows go straight into the result. Into the caller's memory they never do: kernels write whole blocks, and
  /// it may have no room behind a row.
  func place(ofRow y: Int) -> UnsafeMutablePointer<Sample>? {
    isDirect ? unsafe pixels.mutableRow(view.placement.y + y) : nil
  }

  func take(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<Sample>?>) {
    let size = view.orientation.apply(to: view.crop.size)
    for index in 0..<rows.count {
      guard let row = unsafe addresses[index] else { continue }
      unsafe finish(row, in: finished?.row(index), pixels: size.width)
    }
    if !isDirect {
      let rowAddresses = unsafe finished.map { unsafe $0.rowsToFill(from: 0) } ?? addresses
      unsafe pixels.place(rows, at: rowAddresses, of: size, view.orientation, view.placement)
    }
    if rows.upperBound == size.height {
      completeRows = view.output.height
    } else if Self.isTopFirst(view) {
      completeRows = view.placement.y + rows.upperBound
    }
  }

  /// True if the first row that is made is the top row of the result.
  private static func isTopFirst(_ view: Plan.View) -> Bool {
    !view.orientation.swapsAxes && !view.orientation.reversesStoredRows
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
    } else if samples == .deepGray {
      unsafe RowSteps.repeatDeepGray(row, to: other, count)
    } else if samples == .floatGray {
      unsafe RowSteps.repeatFloatGray(row, to: other, count)
    } else {
      unsafe other.update(from: row, count: count * samples.bytesPerPixel)
    }
    if pixels.format == .rgba8 && !samples.hasAlpha { unsafe RowSteps.addAlpha(other, count) }
    if pixels.format == .rgbFloat, !samples.isFloat { unsafe RowSteps.widen(other, 3 * count) }
  }
}
