/// The memory of a result: upright, in its final format, with the background around the picture.
struct Canvas {
  /// Handed out once the result is complete, unless it lies in the caller's memory.
  let pixels: PixelBuffer
  /// True if the memory is the caller's.
  let isBorrowed: Bool

  /// Where the result of a rendering goes.
  @safe enum Memory {
    /// Newly allocated memory.
    case new
    /// The caller's memory, its format (RGB or RGBA), and the bytes from row to row.
    case borrowed(UnsafeMutableRawBufferPointer, PixelFormat, bytesPerRow: Int)
  }

  /// - Parameter hasAlpha: True if the result has transparency.
  /// - Throws: `ImageError` with the code `invalidOptions` if the caller's memory is too small, or its format has no
  ///   alpha for the transparency.
  init(_ plan: Plan, hasAlpha: Bool, in memory: Memory) throws(ImageError) {
    switch memory {
    case .new:
      pixels = try PixelBuffer(size: plan.output, format: hasAlpha ? .rgba8 : .rgb8)
      isBorrowed = false
    case .borrowed(let bytes, let format, let bytesPerRow):
      guard format == .rgba8 || !hasAlpha, format != .gray8 else { throw Self.unfit(format) }
      pixels = unsafe try PixelBuffer(
        borrowing: bytes, size: plan.output, format: format, bytesPerRow: bytesPerRow)
      isBorrowed = true
    }
    if plan.placement.size != plan.output { fill(plan.options.resolvedBackground, around: plan.placement) }
  }

  /// Copies a result that was made elsewhere.
  static func copy(_ pixels: PixelBuffer, to memory: Memory) throws(ImageError) {
    guard case .borrowed(let bytes, let format, let bytesPerRow) = memory else { return }
    guard format == .rgba8 || format == pixels.format else { throw unfit(format) }
    let target = unsafe try PixelBuffer(
      borrowing: bytes, size: pixels.size, format: format, bytesPerRow: bytesPerRow)
    for y in 0..<pixels.height {
      let row = unsafe target.mutableRow(y)
      unsafe row.update(from: pixels.row(y), count: pixels.rowBytes)
      if format != pixels.format { unsafe RowSteps.addAlpha(row, pixels.width) }
    }
  }

  private static func unfit(_ format: PixelFormat) -> ImageError {
    ImageError(.invalidOptions, "the memory for the result is \(format.rawValue), and the result is not")
  }

  private func fill(_ background: Color, around inside: Rectangle) {
    let color = [background.red, background.green, background.blue, 255]
    let channels = pixels.format.channels
    for y in 0..<pixels.height {
      let row = unsafe pixels.mutableRow(y)
      let margins =
        inside.rows.contains(y)
        ? [0..<inside.columns.lowerBound, inside.columns.upperBound..<pixels.width] : [0..<pixels.width]
      for x in margins.joined() {
        for channel in 0..<channels { unsafe row[x * channels + channel] = color[channel] }
      }
    }
  }
}
