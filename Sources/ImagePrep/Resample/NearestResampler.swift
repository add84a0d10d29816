/// Takes, for each output pixel, the source pixel under its centre.
final class NearestResampler: Resampler {
  let inputs: [RowRing]
  private let columns: [Int]
  private let rows: [Int]
  private let channels: Int
  let result: ResultRows

  init(_ task: ResampleTask) throws(ImageError) {
    columns = Self.sources(
      task.source.width, scaled: task.scaled.width, wanted: task.crop.columns,
      reversed: task.orientation.reversesStoredColumns)
    rows = Self.sources(
      task.source.height, scaled: task.scaled.height, wanted: task.crop.rows,
      reversed: task.orientation.reversesStoredRows)
    channels = task.channels
    result = try ResultRows(size: task.crop.size, channels: task.channels)
    inputs = [
      try RowRing(rowBytes: task.planes[0].rowBytes, capacity: task.planes[0].rowsPerBand)
    ]
  }

  /// The source index of each wanted output.
  ///
  /// The coordinate is a running sum, as in Pillow: a product rounds differently, and in one image of
  /// three picks another pixel somewhere. The sum runs along the upright axis.
  static func sources(_ count: Int, scaled: Int, wanted: Range<Int>, reversed: Bool) -> [Int] {
    let scale = Double(count) / Double(scaled)
    var coordinate = scale * 0.5
    var all: [Int] = []
    all.reserveCapacity(scaled)
    for _ in 0..<scaled {
      all.append(min(Int(coordinate), count - 1))
      coordinate += scale
    }
    return wanted.map { reversed ? count - 1 - all[scaled - 1 - $0] : all[$0] }
  }

  func advance() throws(ImageError) {
    while !result.isComplete, rows[result.count] < inputs[0].end {
      let source = unsafe inputs[0].row(rows[result.count])
      let target = unsafe result.nextRow
      for (x, column) in columns.enumerated() {
        for channel in 0..<channels {
          unsafe target[x * channels + channel] = source[column * channels + channel]
        }
      }
      result.append(1)
    }
  }

  func finish() throws(ImageError) -> PixelBuffer { result.buffer }
}
