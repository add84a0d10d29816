/// Copies the rows of the crop, without scaling.
final class CopyResampler: Resampler {
  let inputs: [RowRing]
  private let crop: Rectangle
  private let bytesPerPixel: Int
  private let result: ScaledRows
  private var next = 0

  init(_ task: ResampleTask, into sink: any RowSink) throws(ImageError) {
    crop = task.crop
    bytesPerPixel = task.samples.bytesPerPixel
    result = try ScaledRows(size: task.crop.size, task.samples, into: sink)
    inputs = [
      try RowRing(rowBytes: task.planes[0].rowBytes, capacity: task.planes[0].rowsPerBand)
    ]
  }

  static func byteCount(for task: ResampleTask) -> Int {
    let plane = task.planes[0]
    return ScaledRows.byteCount(size: task.crop.size, bytesPerPixel: task.samples.bytesPerPixel)
      + RowRing.byteCount(rowBytes: plane.rowBytes, rows: min(plane.rowsPerBand, plane.height))
  }

  func advance() throws(ImageError) {
    while next < inputs[0].end {
      if crop.rows.contains(next) {
        unsafe result.nextRow.update(
          from: inputs[0].row(next) + crop.x * bytesPerPixel, count: crop.size.width * bytesPerPixel)
        result.append(1)
      }
      next += 1
    }
  }

  var needsNoMoreRows: Bool { result.isComplete }

  func finish() {}
}
