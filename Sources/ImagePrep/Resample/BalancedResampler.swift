import CResampleKernels

/// Higher precision than Pillow's, and faster: down the columns first, while the rows are in the cache, to
/// 16-bit sums that are not clipped; then along the rows; rounded and clipped once, at the end.
///
/// Takes one interleaved plane, or the three planes of a YCbCr picture, each at its own sampling: the decoder's
/// upsampling is folded into the weights, and colours are converted on the small result.
final class BalancedResampler: Resampler {
  let inputs: [RowRing]

  private let kernels = Kernels.current
  private let planes: [Plane]
  private let matrix: YCbCrMatrix?
  private let isPremultiplied: Bool
  private let result: ResultRows
  private let resultLanes: AlignedStorage
  private var staged = 0

  /// - Parameter matrix: How three planes become RGB; nil for an interleaved plane.
  init(_ task: ResampleTask, matrix: YCbCrMatrix?) throws(ImageError) {
    self.matrix = matrix
    isPremultiplied = task.isPremultiplied
    let channels = matrix == nil ? task.channels : 3
    result = try ResultRows(size: task.crop.size, channels: channels)
    resultLanes = try AlignedStorage(
      byteCount: task.crop.size.width * channels * Int(RESAMPLE_LANES))
    let (across, down) = Self.weights(task)
    let verticals = try down.map { (weights) throws(ImageError) in
      try FixedAxis.balanced(weights, bits: 22)
    }
    let capacities = Self.capacities(verticals, task.planes)
    var planes: [Plane] = []
    for (index, layout) in task.planes.enumerated() {
      planes.append(
        try Plane(
          layout, channels: matrix == nil ? task.channels : 1, across: across[index],
          vertical: verticals[index], ringCapacity: capacities[index]))
    }
    self.planes = planes
    inputs = planes.map(\.input)
  }

  /// The weights of every plane along its rows and down its columns. All planes follow from the first, which
  /// has the most samples.
  private static func weights(_ task: ResampleTask) -> (across: [AxisWeights], down: [AxisWeights]) {
    let first = task.planes[0]
    let across = AxisWeights(
      filter: task.filter, scale: task.horizontalScale / first.horizontalPitch,
      sourceCount: first.width, outputs: task.crop.columns)
    let down = AxisWeights(
      filter: task.filter, scale: task.verticalScale / first.verticalPitch,
      sourceCount: first.height, outputs: task.crop.rows)
    return (
      task.planes.map {
        let factor = Int(($0.horizontalPitch / first.horizontalPitch).rounded())
        return across.folded(by: factor, $0.upsampling, sourceCount: $0.width)
      },
      task.planes.map {
        let factor = Int(($0.verticalPitch / first.verticalPitch).rounded())
        return down.folded(by: factor, $0.upsampling, sourceCount: $0.height)
      }
    )
  }

  /// The rows each ring must hold: bands of all planes arrive together, and an output row is made as soon
  /// as the windows of all planes have arrived.
  private static func capacities(_ verticals: [FixedAxis], _ planes: [PlaneLayout]) -> [Int] {
    // A truncated image may have a band with fewer rows, after which bands no longer fall where the count
    // below has them: one band of slack covers that.
    let slack = planes.map(\.rowsPerBand)
    var capacities = verticals.map { $0.taps + 1 }
    var output = 0
    var bands = 0
    while output < verticals[0].outputs {
      for (index, plane) in planes.enumerated() {
        let oldest = verticals[index].starts[output]
        capacities[index] = max(capacities[index], (bands + 1) * plane.rowsPerBand - oldest)
      }
      bands += 1
      func hasArrived(_ output: Int) -> Bool {
        planes.indices.allSatisfy {
          verticals[$0].window(output).upperBound
            <= min(bands * planes[$0].rowsPerBand, planes[$0].height)
        }
      }
      while output < verticals[0].outputs, hasArrived(output) { output += 1 }
    }
    return zip(capacities, slack).map { $0 + $1 }
  }

  func advance() throws(ImageError) {
    while result.count + staged < result.buffer.height {
      let output = result.count + staged
      let isReady = planes.allSatisfy { $0.vertical.window(output).upperBound <= $0.input.end }
      guard isReady else { return }
      for plane in planes { plane.resampleColumn(output, kernels) }
      staged += 1
      if staged == Int(RESAMPLE_LANES) { finishRows() }
    }
  }

  func finish() throws(ImageError) -> PixelBuffer {
    if staged > 0 { finishRows() }
    return result.buffer
  }

  /// Resamples the staged rows along themselves and makes 8-bit pixels of them.
  private func finishRows() {
    for plane in planes { plane.resampleRows(kernels) }
    let table = unsafe kernels.table.pointee
    let width = result.buffer.width
    let pixels = unsafe resultLanes.bytes
    if let matrix {
      var coefficients = matrix.coefficients
      unsafe table.ycc_lanes_to_rgb(
        planes[0].result, planes[1].result, planes[2].result, &coefficients, width, pixels)
    } else if isPremultiplied {
      unsafe table.unpremultiply_lanes(planes[0].result, width, pixels)
    } else {
      unsafe table.clip_lanes(planes[0].result, result.buffer.rowBytes, pixels)
    }
    unsafe table.lanes_to_rows(pixels, result.buffer.rowBytes, result.nextRows)
    result.append(staged)
    staged = 0
  }

  /// One plane's rings, weights and intermediate rows.
  private final class Plane {
    let input: RowRing
    let vertical: FixedAxis
    private let horizontal: FixedAxis
    private let channels: Int
    private let block: LaneBlock<Int16>
    private let lanes: AlignedStorage
    private let resultStorage: AlignedStorage

    init(
      _ layout: PlaneLayout, channels: Int, across: AxisWeights, vertical: FixedAxis, ringCapacity: Int
    ) throws(ImageError) {
      self.channels = channels
      self.vertical = vertical
      // 16-bit samples times 15-bit weights: the sum of a window still fits in 32 bits.
      horizontal = try .balanced(across, bits: 15)
      input = try RowRing(rowBytes: layout.rowBytes, capacity: ringCapacity)
      block = try LaneBlock(columns: layout.width * channels)
      let laneBytes = Int(RESAMPLE_LANES) * MemoryLayout<Int16>.stride
      lanes = try AlignedStorage(
        byteCount: max(layout.width, horizontal.reach) * channels * laneBytes)
      resultStorage = try AlignedStorage(byteCount: horizontal.outputs * channels * laneBytes)
    }

    var result: UnsafePointer<Int16> { unsafe UnsafePointer(resultStorage.elements(of: Int16.self)) }

    func resampleColumn(_ output: Int, _ kernels: Kernels) {
      var axis = unsafe vertical.kernelAxis
      unsafe kernels.table.pointee.weigh_rows(
        input.rowsToRead(from: vertical.starts[output]), &axis, output, block.columns, block.nextRow)
      block.append()
    }

    func resampleRows(_ kernels: Kernels) {
      var axis = unsafe horizontal.kernelAxis
      let laned = unsafe lanes.elements(of: Int16.self)
      unsafe kernels.table.pointee.rows_to_lanes_16(block.rows, block.columns, laned)
      unsafe kernels.table.pointee.weigh_lanes(
        laned, &axis, channels, resultStorage.elements(of: Int16.self))
      block.removeAll()
    }
  }
}
