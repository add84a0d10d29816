import CResampleKernels

/// Makes rows of 16 bits of a resampler's lanes, for a tensor that keeps the fraction of each sample.
final class FineRows {
  private let lanes: AlignedStorage
  private let block: LaneBlock<FineSample>

  /// - Parameter columns: Samples of a row.
  init(columns: Int) throws(ImageError) {
    lanes = try AlignedStorage(byteCount: Self.laneBytes(columns))
    block = try LaneBlock(columns: columns)
  }

  static func byteCount(columns: Int, rows: Int) -> Int {
    laneBytes(columns) + LaneBlock<FineSample>.byteCount(columns: columns, rows: rows)
  }

  private static func laneBytes(_ columns: Int) -> Int {
    columns * Int(RESAMPLE_LANES) * MemoryLayout<FineSample>.stride
  }

  /// Makes sixteen rows, and hands over the first `count` of them.
  ///
  /// - Parameters:
  ///   - planes: The lanes of each plane.
  ///   - matrix: Converts three planes to RGB; nil for an interleaved plane.
  func finish(
    _ planes: [UnsafePointer<FineSample>], _ matrix: YCbCrMatrix?, _ count: Int, _ kernels: Kernels,
    into result: ScaledRows
  ) {
    var pixels = unsafe planes[0]
    if let matrix {
      let converted = unsafe lanes.elements(of: FineSample.self)
      unsafe matrix.convertFine(
        planes[0], planes[1], planes[2], pixels: result.size.width, to: converted, kernels)
      unsafe pixels = UnsafePointer(converted)
    }
    unsafe kernels.table.pointee.lanes_to_rows_16(pixels, block.columns, block.nextRows)
    unsafe result.appendFine(count, at: block.nextRows)
  }
}
