/// Resamples one plane in floats, along the rows first. Whole samples are rounded and clipped once at the end.
final class FloatResampler<Source: FixedWidthInteger & BitwiseCopyable, Result: ResampledSample>: Resampler {
  let inputs: [RowRing]

  private let channels: Int
  /// True to clip samples of floats to those of the source.
  private let clips: Bool
  private let horizontal: AxisWeights
  private let vertical: AxisWeights
  private let result: ScaledRows
  /// The last rows that were resampled along themselves.
  private let rows: AlignedStorage
  /// How many of them are kept: those of the longest window.
  private let capacity: Int
  /// The sums of one row of the result.
  private let sums: AlignedStorage
  /// Source rows taken so far.
  private var taken = 0

  /// - Parameter results: The rows of the result.
  init(_ task: ResampleTask, _ results: SampleLayout, into sink: any RowSink) throws(ImageError) {
    let plane = task.planes[0]
    channels = task.samples.channels
    clips = task.arithmetic != .float
    let (crop, orientation) = (task.crop, task.orientation)
    horizontal = try Self.weights(
      task, plane.width, crop.columns, of: task.scaled.width, reversed: orientation.reversesStoredColumns)
    vertical = try Self.weights(
      task, plane.height, crop.rows, of: task.scaled.height, reversed: orientation.reversesStoredRows)
    capacity = Self.capacity(task)
    let columns = task.crop.size.width * channels
    rows = try AlignedStorage(byteCount: capacity * columns * MemoryLayout<Float>.stride)
    sums = try AlignedStorage(byteCount: columns * MemoryLayout<Double>.stride)
    result = try ScaledRows(size: task.crop.size, results, into: sink)
    inputs = [try RowRing(rowBytes: plane.rowBytes, capacity: plane.rowsPerBand)]
  }

  /// The weights of an axis. Those of the upright picture, because a box takes only one of two equally far samples.
  private static func weights(
    _ task: ResampleTask, _ sourceCount: Int, _ outputs: Range<Int>, of count: Int, reversed: Bool
  ) throws(ImageError) -> AxisWeights {
    let upright = reversed ? count - outputs.upperBound..<count - outputs.lowerBound : outputs
    let weights = try AxisWeights(
      filter: task.filter, sourceCount: sourceCount, count: count, outputs: upright, task.antialiasing)
    return reversed ? try weights.reversed(sourceCount: sourceCount) : weights
  }

  private static func capacity(_ task: ResampleTask) -> Int {
    AxisWeights.mostTaps(
      task.filter, scale: task.verticalScale, sourceCount: task.planes[0].height, task.antialiasing)
  }

  /// The bytes that this resampler takes for a task.
  static func byteCount(for task: ResampleTask, _ results: SampleLayout) -> Int {
    func weights(_ scale: Double, _ count: Int, _ outputs: Int) -> Int {
      // As much again while they are reversed.
      2
        * AxisWeights.byteCount(
          outputs: outputs,
          taps: AxisWeights.mostTaps(task.filter, scale: scale, sourceCount: count, task.antialiasing))
    }
    let (plane, size) = (task.planes[0], task.crop.size)
    let columns = size.width * task.samples.channels
    return weights(task.horizontalScale, plane.width, size.width)
      + weights(task.verticalScale, plane.height, size.height)
      + columns * (capacity(task) * MemoryLayout<Float>.stride + MemoryLayout<Double>.stride)
      + ScaledRows.byteCount(size: size, bytesPerPixel: results.bytesPerPixel)
      + RowRing.byteCount(rowBytes: plane.rowBytes, rows: min(plane.rowsPerBand, plane.height))
  }

  var needsNoMoreRows: Bool { result.isComplete }

  func advance() throws(ImageError) {
    while taken < inputs[0].end {
      if !result.isComplete, taken >= vertical.starts[result.count] {
        unsafe resample(inputs[0].row(taken), to: row(taken))
      }
      taken += 1
      while !result.isComplete, vertical.starts[result.count] + vertical.count(result.count) <= taken {
        sumRows(result.count)
        result.append(1)
      }
    }
  }

  func finish() {}

  private func row(_ index: Int) -> UnsafeMutablePointer<Float> {
    unsafe rows.elements(of: Float.self) + index % capacity * result.size.width * channels
  }

  private func resample(_ source: UnsafeMutablePointer<UInt8>, to target: UnsafeMutablePointer<Float>) {
    let samples = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: Source.self)
    for x in 0..<result.size.width {
      let window = unsafe horizontal.window(x)
      let first = unsafe samples + horizontal.starts[x] * channels
      for channel in 0..<channels {
        var sum = 0.0
        for tap in 0..<window.count { unsafe sum += window[tap] * Double(first[tap * channels + channel]) }
        unsafe target[x * channels + channel] = Float(sum)
      }
    }
  }

  /// Makes a row of the result.
  private func sumRows(_ output: Int) {
    let columns = result.size.width * channels
    let sums = unsafe sums.elements(of: Double.self)
    for x in 0..<columns { unsafe sums[x] = 0 }
    let window = unsafe vertical.window(output)
    for tap in 0..<window.count {
      let (weight, row) = unsafe (window[tap], row(vertical.starts[output] + tap))
      for x in 0..<columns { unsafe sums[x] += weight * Double(row[x]) }
    }
    let target = unsafe UnsafeMutableRawPointer(result.nextRow).assumingMemoryBound(to: Result.self)
    let largest = Double(Source.max)
    for x in 0..<columns {
      let sum = unsafe clips || !Result.isFloat ? min(largest, max(0, sums[x])) : sums[x]
      unsafe target[x] = Result(resampled: sum)
    }
  }
}

/// A sample that a ``FloatResampler`` makes.
protocol ResampledSample: BitwiseCopyable {
  static var isFloat: Bool { get }
  /// - Parameter value: In the range of the type, if it is whole.
  init(resampled value: Double)
}

extension UInt8: ResampledSample {
  static var isFloat: Bool { false }
  init(resampled value: Double) { self.init(value.rounded()) }
}

extension UInt16: ResampledSample {
  static var isFloat: Bool { false }
  init(resampled value: Double) { self.init(value.rounded()) }
}

extension Float: ResampledSample {
  static var isFloat: Bool { true }
  init(resampled value: Double) { self.init(value) }
}
