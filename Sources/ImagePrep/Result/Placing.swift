extension PixelBuffer {
  /// Writes rows of the stored picture to their upright places.
  ///
  /// - Parameters:
  ///   - addresses: The addresses of the rows, which have this image's format.
  ///   - stored: The size of the stored picture.
  ///   - placement: Where the upright picture lies in this image.
  func place(
    _ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<Sample>?>, of stored: Size,
    _ orientation: Orientation, _ placement: Rectangle
  ) {
    let pixelBytes = format.bytesPerPixel
    func upright(_ column: Int) -> Int {
      orientation.reversesStoredColumns ? stored.width - 1 - column : column
    }
    func uprightRow(_ row: Int) -> Int { orientation.reversesStoredRows ? stored.height - 1 - row : row }
    if orientation.swapsAxes {
      // Column by column, so that neighbors in the result are written together.
      for column in 0..<stored.width {
        let target = unsafe mutableRow(placement.y + upright(column)) + placement.x * pixelBytes
        for (index, y) in rows.enumerated() {
          guard let row = unsafe addresses[index] else { continue }
          unsafe (target + uprightRow(y) * pixelBytes).update(
            from: row + column * pixelBytes, count: pixelBytes)
        }
      }
      return
    }
    for (index, y) in rows.enumerated() {
      guard let row = unsafe addresses[index] else { continue }
      let target = unsafe mutableRow(placement.y + uprightRow(y)) + placement.x * pixelBytes
      if orientation.reversesStoredColumns {
        for column in 0..<stored.width {
          unsafe (target + upright(column) * pixelBytes).update(
            from: row + column * pixelBytes, count: pixelBytes)
        }
      } else {
        unsafe target.update(from: row, count: stored.width * pixelBytes)
      }
    }
  }
}
