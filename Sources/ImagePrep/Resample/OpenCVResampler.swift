/// Resamples as OpenCV's `resize` does: without antialiasing, and rounded once. On the upright picture the pass across
/// comes first. That is the pass down the stored columns if the axes are swapped.
final class OpenCVResampler<Sums: OpenCVSums>: Resampler {
  let inputs: [RowRing]

  private let task: ResampleTask
  private let channels: Int
  private let sums: Sums
  /// The axes of the stored picture.
  private let columns: OpenCVAxis
  private let rows: OpenCVAxis
  /// The last rows that outputs need: after the first pass, or as they came if the axes are swapped.
  private let window: RowRing
  /// A row between the passes, if the axes are swapped.
  private let between: AlignedStorage
  /// For each sample of the axis across: 1 if it is computed in the other way.
  private let others: AlignedStorage
  /// The addresses of taps.
  private let addresses: AlignedStorage
  private let result: ScaledRows
  private var consumed = 0

  init(_ task: ResampleTask, _ method: OpenCVMethod, into sink: any RowSink) throws(ImageError) {
    self.task = task
    channels = task.samples.channels
    sums = Sums(method, channels: channels)
    columns = try OpenCVAxis(
      method, isAcross: !task.orientation.swapsAxes, source: task.source.width, scaled: task.scaled.width,
      wanted: task.crop.columns,
      reversed: task.orientation.reversesStoredColumns)
    rows = try OpenCVAxis(
      method, isAcross: task.orientation.swapsAxes, source: task.source.height, scaled: task.scaled.height,
      wanted: task.crop.rows,
      reversed: task.orientation.reversesStoredRows)
    let size = OpenCVBuffers<Sums>(task, method)
    window = try RowRing(rowBytes: size.windowRow, capacity: rows.longest)
    between = try AlignedStorage(byteCount: size.between)
    others = try AlignedStorage(byteCount: size.others)
    addresses = try AlignedStorage(byteCount: size.addresses)
    result = try ScaledRows(size: task.crop.size, task.samples, into: sink)
    inputs = [try RowRing(rowBytes: task.planes[0].rowBytes, capacity: task.planes[0].rowsPerBand)]
    markOthers(method)
  }

  private var isSwapped: Bool { task.orientation.swapsAxes }

  private func markOthers(_ method: OpenCVMethod) {
    let (across, first, scaled, isReversed) =
      isSwapped
      ? (rows, task.crop.y, task.scaled.height, task.orientation.reversesStoredRows)
      : (columns, task.crop.x, task.scaled.width, task.orientation.reversesStoredColumns)
    // OpenCV's own code takes eight samples at a time.
    let wholeBlocks = scaled * channels / 8 * 8
    for output in 0..<across.outputs {
      let upright = isReversed ? scaled - 1 - first - output : first + output
      for channel in 0..<channels {
        let isLeft = method == .smallCubic && upright * channels + channel >= wholeBlocks
        unsafe others.bytes[output * channels + channel] = isLeft || across.isOther(output) ? 1 : 0
      }
    }
  }

  func advance() throws(ImageError) {
    while consumed < inputs[0].end, !result.isComplete {
      if consumed >= rows.start(result.count) { unsafe take(inputs[0].row(consumed)) }
      consumed += 1
      window.append(1)
      while !result.isComplete, rows.end(result.count) <= consumed {
        makeRow(result.count)
        result.append(1)
      }
    }
  }

  var needsNoMoreRows: Bool { result.isComplete }

  func finish() {}

  /// Keeps the next row, after the first pass unless the axes are swapped.
  private func take(_ row: UnsafeMutablePointer<UInt8>) {
    let target = unsafe UnsafeMutableRawPointer(window.row(consumed))
    guard !isSwapped else {
      unsafe target.copyMemory(from: row, byteCount: task.source.width * channels)
      return
    }
    let results = unsafe target.assumingMemoryBound(to: Sums.Between.self)
    for x in 0..<columns.outputs {
      let taps = unsafe place(columns, x) { unsafe UnsafePointer(row) + $0 * channels }
      unsafe sums.across(
        taps, columns.weights(x), taps: columns.taps(x), count: channels, into: results + x * channels)
    }
  }

  private func makeRow(_ y: Int) {
    let target = unsafe result.nextRow
    guard isSwapped else {
      let taps = unsafe place(rows, y) {
        unsafe UnsafeRawPointer(window.row($0)).assumingMemoryBound(to: Sums.Between.self)
      }
      unsafe sums.down(
        taps, rows.weights(y), taps: rows.taps(y), others: others.bytes, isOther: rows.isOther(y),
        count: columns.outputs * channels, into: target)
      return
    }
    let middle = unsafe between.elements(of: Sums.Between.self)
    let taps = unsafe place(rows, y) { unsafe UnsafePointer(window.row($0)) }
    unsafe sums.across(
      taps, rows.weights(y), taps: rows.taps(y), count: task.source.width * channels, into: middle)
    for x in 0..<columns.outputs {
      let taps = unsafe place(columns, x) { unsafe UnsafePointer(middle) + $0 * channels }
      unsafe sums.down(
        taps, columns.weights(x), taps: columns.taps(x), others: others.bytes + y * channels,
        isOther: columns.isOther(x), count: channels, into: target + x * channels)
    }
  }

  /// The addresses of an output's taps, valid until the next call.
  private func place<Element>(
    _ axis: OpenCVAxis, _ output: Int, _ address: (Int) -> UnsafePointer<Element>
  ) -> UnsafePointer<UnsafePointer<Element>> {
    let table = unsafe UnsafeMutableRawPointer(addresses.bytes)
      .assumingMemoryBound(to: UnsafePointer<Element>.self)
    let indexes = unsafe axis.indexes(output)
    for tap in 0..<axis.taps(output) { unsafe table[tap] = unsafe address(Int(indexes[tap])) }
    return unsafe UnsafePointer(table)
  }
}

/// The sizes of an `OpenCVResampler`'s buffers.
struct OpenCVBuffers<Sums: OpenCVSums> {
  let windowRow: Int
  let between: Int
  let others: Int
  let addresses: Int
  private let lists: Int
  private let window: Int
  private let rings: Int

  init(_ task: ResampleTask, _ method: OpenCVMethod) {
    let channels = task.samples.channels
    let isSwapped = task.orientation.swapsAxes
    let stride = MemoryLayout<Sums.Between>.stride
    let (width, height) = (task.crop.size.width, task.crop.size.height)
    let tapsAcross = method.mostTaps(task.source.width, task.scaled.width)
    let tapsDown = method.mostTaps(task.source.height, task.scaled.height)
    windowRow = isSwapped ? task.source.width * channels : width * channels * stride
    between = isSwapped ? task.source.width * channels * stride : 0
    others = (isSwapped ? height : width) * channels
    addresses = unsafe max(tapsAcross, tapsDown) * MemoryLayout<UnsafePointer<UInt8>>.stride
    lists =
      OpenCVAxis.byteCount(method, source: task.source.width, scaled: task.scaled.width, outputs: width)
      + OpenCVAxis.byteCount(method, source: task.source.height, scaled: task.scaled.height, outputs: height)
    window = RowRing.byteCount(rowBytes: windowRow, rows: min(tapsDown, task.source.height))
    rings = CopyResampler.byteCount(for: task)
  }

  var byteCount: Int { between + others + addresses + lists + window + rings }
}
