import CResampleKernels

/// Resamples with the arithmetic of Pillow 13, or of another library (`Arithmetic`). Each pass rounds and clips to 8
/// bits, and a pass that would change nothing is left out. On the upright picture the pass along the rows comes first.
/// Only Pillow 13 puts it second if the height loses more than twice as many pixels as the width.
final class ExactResampler: Resampler {
  let inputs: [RowRing]

  private let task: ResampleTask
  private let kernels = Kernels.current
  /// True if the pass down the stored columns comes first.
  private let startsWithColumns: Bool
  private let horizontal: FixedAxis?
  private let vertical: FixedAxis?
  /// Rows between the passes, if the pass along the stored rows comes first.
  private let between: RowRing?
  /// The rows that the pass down the columns takes.
  private let paired: PairedRows?
  private let result: ScaledRows
  private let lanes: AlignedStorage
  private let resultLanes: AlignedStorage
  /// Rows after the pass down the stored columns, if that comes first.
  private let block: LaneBlock<UInt8>
  private var consumed = 0

  init(_ task: ResampleTask, into sink: any RowSink) throws(ImageError) {
    self.task = task
    let plane = task.planes[0]
    startsWithColumns = task.orientation.swapsAxes != Self.startsDownUprightColumns(task)
    horizontal = try Self.axis(
      task, count: task.source.width, scaled: task.scaled.width, wanted: task.crop.columns,
      reversed: task.orientation.reversesStoredColumns)
    vertical = try Self.axis(
      task, count: task.source.height, scaled: task.scaled.height, wanted: task.crop.rows,
      reversed: task.orientation.reversesStoredRows)
    result = try ScaledRows(size: task.crop.size, task.samples, into: sink)
    let lanesHigh = Int(RESAMPLE_LANES)
    let pixels = max(task.source.width, horizontal?.reach ?? 0) + 1
    lanes = try AlignedStorage(byteCount: pixels * task.samples.channels * lanesHigh)
    let resultColumns = task.crop.size.width * task.samples.channels
    resultLanes = try AlignedStorage(byteCount: resultColumns * lanesHigh)
    block = try LaneBlock(columns: task.source.width * task.samples.channels)
    let rowsAtOnce = max(plane.rowsPerBand, lanesHigh)
    let columnsPaired = startsWithColumns ? block.columns : resultColumns
    let rowsPaired = (vertical?.taps ?? 0) + rowsAtOnce
    paired =
      vertical == nil
      ? nil : try PairedRows(columns: columnsPaired, height: task.source.height, rows: rowsPaired)
    between = startsWithColumns ? nil : try RowRing(rowBytes: resultColumns, capacity: lanesHigh + 1)
    inputs = [try RowRing(rowBytes: plane.rowBytes, capacity: plane.rowsPerBand + lanesHigh)]
  }

  /// The bytes that this resampler takes for a task.
  static func byteCount(for task: ResampleTask) -> Int {
    let plane = task.planes[0]
    let startsWithColumns = task.orientation.swapsAxes != startsDownUprightColumns(task)
    let horizontal = recipe(
      task, count: task.source.width, scaled: task.scaled.width, wanted: task.crop.columns,
      reversed: task.orientation.reversesStoredColumns)
    let vertical = recipe(
      task, count: task.source.height, scaled: task.scaled.height, wanted: task.crop.rows,
      reversed: task.orientation.reversesStoredRows)
    let lanes = Int(RESAMPLE_LANES)
    let columns = task.source.width * task.samples.channels
    let resultColumns = task.crop.size.width * task.samples.channels
    let rowsAtOnce = max(plane.rowsPerBand, lanes)
    let taps = AxisWeights.mostTaps(
      task.filter, scale: task.verticalScale, sourceCount: task.source.height, task.antialiasing)
    var buffers =
      ScaledRows.byteCount(size: task.crop.size, bytesPerPixel: task.samples.channels)
      + RowRing.byteCount(
        rowBytes: plane.rowBytes, rows: min(plane.rowsPerBand + lanes, plane.height))
    if horizontal != nil { buffers += (columns + task.samples.channels + resultColumns) * lanes }
    if vertical != nil {
      buffers += PairedRows.byteCount(
        columns: startsWithColumns ? columns : resultColumns, height: task.source.height,
        rows: taps + 2 + rowsAtOnce)
    }
    buffers +=
      startsWithColumns
      ? LaneBlock<UInt8>.byteCount(columns: columns, rows: task.crop.size.height)
      : RowRing.byteCount(rowBytes: resultColumns, rows: min(lanes + 1, task.source.height))
    // Axes are made one after the other, before anything else is allocated.
    let axes = [horizontal, vertical].compactMap(\.self)
    let kept = axes.reduce(0) { $0 + $1.keptByteCount }
    return kept + axes.reduce(buffers) { max($0, $1.makingByteCount) }
  }

  private static func startsDownUprightColumns(_ task: ResampleTask) -> Bool {
    let source = task.orientation.apply(to: task.source)
    let scaled = task.orientation.apply(to: task.scaled)
    return task.arithmetic == .pillow && scaled.height < source.height
      && source.height - scaled.height > 2 * (source.width - scaled.width)
  }

  /// The weights of a stored axis, computed on the upright axis that it lies on. Nil if the size stays.
  private static func axis(
    _ task: ResampleTask, count: Int, scaled: Int, wanted: Range<Int>, reversed: Bool
  ) throws(ImageError) -> FixedAxis? {
    try recipe(task, count: count, scaled: scaled, wanted: wanted, reversed: reversed)?.axes()[0]
  }

  private static func recipe(
    _ task: ResampleTask, count: Int, scaled: Int, wanted: Range<Int>, reversed: Bool
  ) -> AxisRecipe? {
    guard count != scaled else { return nil }
    let outputs =
      reversed ? scaled - wanted.upperBound..<scaled - wanted.lowerBound : wanted
    return AxisRecipe(
      filter: task.filter, scale: Double(count) / Double(scaled), sourceCount: count,
      outputs: outputs, isReversed: reversed, antialiasing: task.antialiasing,
      planes: [AxisRecipe.Plane(factor: 1, upsampling: .triangle, sourceCount: count)],
      precision: task.arithmetic == .torchvision ? .sixteenBits(ofAll: scaled) : .exact)
  }

  func advance() throws(ImageError) {
    if startsWithColumns { advanceColumnsFirst() } else { advanceRowsFirst(flushing: false) }
  }

  var needsNoMoreRows: Bool { isDone }

  func finish() {
    if startsWithColumns {
      resampleBlock()
    } else {
      advanceRowsFirst(flushing: true)
    }
  }

  // MARK: Stored rows first

  private func advanceRowsFirst(flushing: Bool) {
    guard let between else { return }
    while inputs[0].end - consumed >= Int(RESAMPLE_LANES) || (flushing && consumed < inputs[0].end) {
      let count = min(Int(RESAMPLE_LANES), inputs[0].end - consumed)
      unsafe resampleRows(
        unsafe inputs[0].rowsToRead(from: consumed), into: unsafe between.rowsToFill(from: between.end),
        count: count)
      consumed += count
      between.append(count)
      resampleColumns(of: between)
    }
  }

  private func resampleColumns(of ring: RowRing) {
    paired?.take(from: ring)
    while !result.isComplete, isReady(ring) {
      unsafe resampleColumns(ring, into: result.nextRow, columns: ring.rowBytes)
      result.append(1)
    }
  }

  // MARK: Stored columns first

  private func advanceColumnsFirst() {
    paired?.take(from: inputs[0])
    while !isDone, isReady(inputs[0]) {
      unsafe resampleColumns(inputs[0], into: block.nextRow, columns: block.columns)
      block.append(1)
      if block.isFull { resampleBlock() }
    }
  }

  private func resampleBlock() {
    guard block.count > 0 else { return }
    unsafe resampleRows(block.rows, into: result.nextRows, count: block.count)
    result.append(block.count)
    block.removeAll()
  }

  // MARK: The two passes

  private var nextOutput: Int { result.count + block.count }
  private var isDone: Bool { nextOutput == task.crop.size.height }

  private func isReady(_ ring: RowRing) -> Bool {
    if let vertical, let paired { return vertical.ends[nextOutput] <= paired.end }
    return nextOutput + task.crop.y < ring.end
  }

  /// Makes one output row from its window of rows.
  private func resampleColumns(
    _ ring: RowRing, into target: UnsafeMutablePointer<UInt8>, columns: Int
  ) {
    guard let vertical, let paired else {
      unsafe target.update(from: ring.row(nextOutput + task.crop.y), count: columns)
      return
    }
    var axis = unsafe vertical.kernelAxis
    unsafe kernels.table.pointee.weigh_rows_exact(
      paired.window(from: vertical.starts[nextOutput]), &axis, nextOutput, columns, target)
  }

  /// Resamples up to sixteen rows along the rows. The kernels always take sixteen, and the rings have room for them.
  /// Rows past `count` hold older samples, whose results are overwritten or never read.
  private func resampleRows(
    _ rows: UnsafePointer<UnsafePointer<UInt8>?>,
    into targets: UnsafePointer<UnsafeMutablePointer<UInt8>?>, count: Int
  ) {
    let channels = task.samples.channels
    let targetColumns = task.crop.size.width * channels
    guard let horizontal else {
      for index in 0..<count {
        guard let row = unsafe rows[index], let target = unsafe targets[index] else { continue }
        unsafe target.update(from: row + task.crop.x * channels, count: targetColumns)
      }
      return
    }
    var axis = unsafe horizontal.kernelAxis
    let table = unsafe kernels.table.pointee
    unsafe table.rows_to_lanes(rows, task.source.width, channels, lanes.bytes)
    unsafe table.weigh_lanes_exact(lanes.bytes, &axis, channels, resultLanes.bytes)
    unsafe table.lanes_to_rows(resultLanes.bytes, targetColumns, targets)
  }
}
