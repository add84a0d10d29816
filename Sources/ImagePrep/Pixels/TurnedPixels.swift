extension PixelBuffer {
  /// The picture turned upright.
  func turned(_ orientation: Orientation) throws(ImageError) -> PixelBuffer {
    guard orientation != .upright else { return self }
    let result = try PixelBuffer(size: orientation.apply(to: size), format: format)
    let channels = format.channels
    for y in 0..<result.height {
      let target = unsafe result.mutableRow(y)
      for x in 0..<result.width {
        let along = orientation.swapsAxes ? (column: y, row: x) : (column: x, row: y)
        let column = orientation.reversesStoredColumns ? width - 1 - along.column : along.column
        let stored = orientation.reversesStoredRows ? height - 1 - along.row : along.row
        let from = unsafe row(stored) + column * channels
        for channel in 0..<channels { unsafe target[x * channels + channel] = from[channel] }
      }
    }
    return result
  }
}
