/// Takes the source pixel under the center of each output pixel.
final class NearestResampler: Resampler {
  let inputs: [RowRing]
  private let columns: IntegerList<Int32>
  private let rows: IntegerList<Int32>
  private let bytesPerPixel: Int
  private let result: ScaledRows

  init(_ task: ResampleTask, into sink: any RowSink) throws(ImageError) {
    columns = try Self.sources(
      task.source.width, scaled: task.scaled.width, wanted: task.crop.columns,
      reversed: task.orientation.reversesStoredColumns, like: task.arithmetic)
    rows = try Self.sources(
      task.source.height, scaled: task.scaled.height, wanted: task.crop.rows,
      reversed: task.orientation.reversesStoredRows, like: task.arithmetic)
    bytesPerPixel = task.samples.bytesPerPixel
    result = try ScaledRows(size: task.crop.size, task.samples, into: sink)
    inputs = [
      try RowRing(rowBytes: task.planes[0].rowBytes, capacity: task.planes[0].rowsPerBand)
    ]
  }

  static func byteCount(for task: ResampleTask) -> Int {
    // Lists for both axes, and as much again while one is mirrored.
    let lists = 2 * (task.crop.size.width + task.crop.size.height) * MemoryLayout<Int32>.stride
    return CopyResampler.byteCount(for: task) + lists
  }

  /// The source index of each wanted output.
  ///
  /// The coordinate is a running sum along the upright axis, as in Pillow. A product rounds differently, and picks
  /// another pixel somewhere in one image of three. OpenCV takes the pixel at the left of the output instead of the one
  /// under its center, by a product.
  static func sources(
    _ count: Int, scaled: Int, wanted: Range<Int>, reversed: Bool, like arithmetic: Arithmetic
  ) throws(ImageError) -> IntegerList<Int32> {
    if arithmetic == .opencv {
      let scale = OpenCVMethod.scale(count, scaled)
      return try IntegerList<Int32>(count: wanted.count) {
        let stored = wanted.lowerBound + $0
        let source = min(Int(Double(reversed ? scaled - 1 - stored : stored) * scale), count - 1)
        return reversed ? count - 1 - source : source
      }
    }
    let scale = Double(count) / Double(scaled)
    var coordinate = scale * 0.5
    let first = reversed ? scaled - wanted.upperBound : wanted.lowerBound
    for _ in 0..<first { coordinate += scale }
    let upright = try IntegerList<Int32>(count: wanted.count) { _ in
      defer { coordinate += scale }
      return min(Int(coordinate), count - 1)
    }
    guard reversed else { return upright }
    return try IntegerList(count: wanted.count) { count - 1 - upright[wanted.count - 1 - $0] }
  }

  func advance() throws(ImageError) {
    while !result.isComplete, rows[result.count] < inputs[0].end {
      let source = unsafe inputs[0].row(rows[result.count])
      let target = unsafe result.nextRow
      for (x, column) in columns.enumerated() {
        for byte in 0..<bytesPerPixel {
          unsafe target[x * bytesPerPixel + byte] = source[column * bytesPerPixel + byte]
        }
      }
      result.append(1)
    }
  }

  var needsNoMoreRows: Bool { result.isComplete }

  func finish() {}
}
