import CResampleKernels

/// Resamples with higher precision than Pillow, and faster. It works down the columns first, while the rows are in the
/// cache, and keeps 16-bit sums that are not clipped. Then it works along the rows, and rounds and clips once at the
/// end.
///
/// Takes one interleaved plane, or the three planes of a YCbCr picture, each at its own sampling. The decoder's
/// upsampling is folded into the weights, and colors are converted on the small result.
final class BalancedResampler: Resampler {
  let inputs: [RowRing]

  private let kernels = Kernels.current
  private let planes: [Plane]
  private let matrix: YCbCrMatrix?
  private let clipping: ColorClipping?
  private let isPremultiplied: Bool
  /// Channels of the result.
  private let channels: Int
  private let result: ScaledRows
  private let resultLanes: AlignedStorage
  /// Resample the moves of Cb and Cr.
  private let movedPlanes: [MovedPlane]
  /// RGB of 16 bits, with moves.
  private var movedLanes: AlignedStorage?
  private let fineRows: FineRows?
  private var staged = 0

  /// - Parameter matrix: Converts three planes to RGB; nil for an interleaved plane.
  init(_ task: ResampleTask, matrix: YCbCrMatrix?, into sink: any RowSink) throws(ImageError) {
    self.matrix = matrix
    clipping = try matrix.map { (matrix) throws(ImageError) in
      try ColorClipping(task.planes, matrix, mayKeepMoves: true)
    }
    isPremultiplied = task.samples == .premultipliedRGBA
    let samples = matrix != nil ? SampleLayout.rgb : isPremultiplied ? .rgba : task.samples
    channels = samples.channels
    result = try ScaledRows(size: task.crop.size, samples, into: sink)
    resultLanes = try AlignedStorage(
      byteCount: task.crop.size.width * channels * Int(RESAMPLE_LANES))
    let isFine = result.areFine && !isPremultiplied
    fineRows = isFine ? try FineRows(columns: task.crop.size.width * channels) : nil
    // 16-bit samples times 15-bit weights: the sum of a window still fits in 32 bits.
    let horizontals = try Self.horizontalRecipe(task).axes()
    let verticals = try Self.verticalRecipe(task).axes()
    let capacities = Self.capacities(verticals, task.planes)
    var planes: [Plane] = []
    for (index, layout) in task.planes.enumerated() {
      planes.append(
        try Plane(
          layout, channels: matrix == nil ? task.samples.channels : 1, horizontal: horizontals[index],
          vertical: verticals[index], rows: capacities[index]))
    }
    self.planes = planes
    movedPlanes =
      clipping?.moves == nil
      ? []
      : (1...ChromaMoves.planes).map {
        MovedPlane(
          task.planes[$0], horizontal: horizontals[$0], vertical: verticals[$0], rows: capacities[$0])
      }
    inputs = planes.map(\.input)
  }

  private static func horizontalRecipe(_ task: ResampleTask) -> AxisRecipe {
    recipe(task, task.crop.columns, scale: task.horizontalScale, \.width, \.horizontalPitch, bits: 15)
  }

  private static func verticalRecipe(_ task: ResampleTask) -> AxisRecipe {
    recipe(task, task.crop.rows, scale: task.verticalScale, \.height, \.verticalPitch, bits: 22)
  }

  /// The bytes that this resampler takes for a task.
  static func byteCount(for task: ResampleTask, isPlanar: Bool) -> Int {
    let channels = isPlanar ? 3 : task.samples.channels
    let size = task.crop.size
    let horizontal = horizontalRecipe(task)
    let vertical = verticalRecipe(task)
    let lanes = Int(RESAMPLE_LANES)
    var sum =
      ScaledRows.byteCount(size: size, bytesPerPixel: channels) + size.width * channels * lanes
      + horizontal.byteCount + vertical.byteCount
    if isPlanar { sum += ColorClipping.byteCount(task.planes) + movedLaneBytes(size.width) }
    for (index, plane) in task.planes.enumerated() {
      let columns = plane.width * (isPlanar ? 1 : task.samples.channels)
      // The longest window, the rows of the next output, and two bands: the last and one of slack.
      let taps = AxisWeights.mostTaps(
        task.filter, scale: vertical.scale, sourceCount: vertical.sourceCount)
      let factor = max(1, Int((plane.verticalPitch / task.planes[0].verticalPitch).rounded()))
      let step = Int(max(1, vertical.scale).rounded(.up))
      let rows = (taps + step) / factor + 4 + 2 * plane.rowsPerBand
      if isPlanar, index > 0 { sum += MovedPlane.byteCount(plane, rows: rows, result: size) }
      sum +=
        RowRing.byteCount(rowBytes: plane.rowBytes, rows: min(plane.rowsPerBand + 1, plane.height))
        + PairedRows.byteCount(columns: columns, height: plane.height, rows: rows)
        + LaneBlock<Int16>.byteCount(columns: columns, rows: size.height)
        + lanes * MemoryLayout<Int16>.stride * (columns + size.width * (isPlanar ? 1 : task.samples.channels))
    }
    return sum
  }

  /// The weights of every plane along one axis. The first plane has the most samples, and the others follow from it.
  private static func recipe(
    _ task: ResampleTask, _ outputs: Range<Int>, scale: Double, _ count: KeyPath<PlaneLayout, Int>,
    _ pitch: KeyPath<PlaneLayout, Double>, bits: Int
  ) -> AxisRecipe {
    let first = task.planes[0]
    return AxisRecipe(
      filter: task.filter, scale: scale / first[keyPath: pitch], sourceCount: first[keyPath: count],
      outputs: outputs,
      planes: task.planes.map {
        AxisRecipe.Plane(
          factor: Int(($0[keyPath: pitch] / first[keyPath: pitch]).rounded()),
          upsampling: $0.upsampling, sourceCount: $0[keyPath: count])
      },
      precision: .balanced(bits: bits))
  }

  /// The rows of each plane that must be kept. Bands of all planes arrive together, and an output row is made as soon
  /// as the windows of all planes have arrived.
  private static func capacities(_ verticals: [FixedAxis], _ planes: [PlaneLayout]) -> [Int] {
    var capacities = planes.map { _ in 0 }
    var bands = 0
    var output = 0
    let outputs = verticals[0].outputs
    while output < outputs {
      bands += 1
      let arrived = planes.map { min(bands * $0.rowsPerBand, $0.height) }
      for index in planes.indices {
        capacities[index] = max(capacities[index], arrived[index] - verticals[index].starts[output])
      }
      while output < outputs,
        planes.indices.allSatisfy({
          verticals[$0].ends[min(output + 1, outputs - 1)] <= arrived[$0]
        })
      { output += 2 }
    }
    // A truncated image may have a band with fewer rows. Later bands then end elsewhere than counted above: one band of
    // slack covers that.
    return zip(capacities, planes).map { $0 + $1.rowsPerBand }
  }

  func advance() throws(ImageError) {
    try clipping?.clip(inputs)
    for plane in planes { plane.paired.take(from: plane.input) }
    if let moves = clipping?.moves { try take(moves) }
    while result.count + staged < result.size.height {
      let output = result.count + staged
      let count = min(2, result.size.height - output)
      guard planes.allSatisfy({ $0.vertical.ends[output + count - 1] <= $0.paired.end }) else { return }
      for plane in planes { plane.resampleColumns(output, count, kernels) }
      for plane in movedPlanes { plane.resampleColumns(output, count, kernels) }
      staged += count
      if planes[0].isFull { finishRows() }
    }
  }

  private func take(_ moves: ChromaMoves) throws(ImageError) {
    for (index, plane) in movedPlanes.enumerated() { try plane.take(from: moves, plane: index) }
    if movedLanes == nil, movedPlanes.contains(where: \.hasMoves) {
      movedLanes = try AlignedStorage(byteCount: Self.movedLaneBytes(result.size.width))
    }
  }

  private static func movedLaneBytes(_ width: Int) -> Int {
    3 * width * Int(RESAMPLE_LANES) * MemoryLayout<Int16>.stride
  }

  var needsNoMoreRows: Bool { result.count + staged == result.size.height }

  func finish() {
    if staged > 0 { finishRows() }
  }

  /// Resamples the staged rows along the rows and makes pixels of them: of 8 bits, unless the sink takes more.
  private func finishRows() {
    for plane in planes { plane.resampleRows(kernels) }
    defer { staged = 0 }
    let moved = unsafe addMoves()
    if let fineRows {
      let isConverted = unsafe moved != nil
      var lanes = unsafe planes.map { unsafe $0.result }
      if let moved = unsafe moved { unsafe lanes = [moved] }
      return unsafe fineRows.finish(lanes, isConverted ? nil : matrix, staged, kernels, into: result)
    }
    let table = unsafe kernels.table.pointee
    let width = result.size.width
    let pixels = unsafe resultLanes.bytes
    if let moved = unsafe moved {
      unsafe table.clip_lanes(moved, width * channels, pixels)
    } else if let matrix {
      unsafe matrix.convert(
        planes[0].result, planes[1].result, planes[2].result, pixels: width, to: pixels, kernels)
    } else if isPremultiplied {
      unsafe table.unpremultiply_lanes(planes[0].result, width, pixels)
    } else {
      unsafe table.clip_lanes(planes[0].result, width * channels, pixels)
    }
    unsafe table.lanes_to_rows(pixels, width * channels, result.nextRows)
    result.append(staged)
  }

  /// The staged rows as lanes of RGB, if they have moves.
  private func addMoves() -> UnsafePointer<Int16>? {
    let moves = unsafe movedPlanes.map { unsafe $0.resampleRows(kernels) }
    guard let matrix, let movedLanes, unsafe moves.count == 2, let cb = unsafe moves[0],
      let cr = unsafe moves[1]
    else {
      return nil
    }
    let rgb = unsafe movedLanes.elements(of: Int16.self)
    var coefficients = matrix.coefficients
    unsafe kernels.table.pointee.jfif_moved_lanes_to_rgb_16(
      planes[0].result, planes[1].result, planes[2].result, cb, cr, &coefficients, result.size.width, rgb)
    return unsafe UnsafePointer(rgb)
  }

  /// One plane's rings, weights and intermediate rows.
  private final class Plane {
    let input: RowRing
    let vertical: FixedAxis
    let paired: PairedRows
    private let horizontal: FixedAxis
    private let width: Int
    private let channels: Int
    private let block: LaneBlock<Int16>
    private let lanes: AlignedStorage
    private let resultStorage: AlignedStorage

    init(
      _ layout: PlaneLayout, channels: Int, horizontal: FixedAxis, vertical: FixedAxis, rows: Int
    ) throws(ImageError) {
      self.channels = channels
      self.vertical = vertical
      self.horizontal = horizontal
      width = layout.width
      // A row that waits for its pair, and a band.
      input = try RowRing(rowBytes: layout.rowBytes, capacity: layout.rowsPerBand + 1)
      paired = try PairedRows(columns: layout.width * channels, height: layout.height, rows: rows)
      block = try LaneBlock(columns: layout.width * channels)
      let laneBytes = Int(RESAMPLE_LANES) * MemoryLayout<Int16>.stride
      lanes = try AlignedStorage(
        byteCount: (max(layout.width, horizontal.reach) + 1) * channels * laneBytes)
      resultStorage = try AlignedStorage(byteCount: horizontal.outputs * channels * laneBytes)
    }

    var result: UnsafePointer<Int16> { unsafe UnsafePointer(resultStorage.elements(of: Int16.self)) }

    var isFull: Bool { block.isFull }

    func resampleColumns(_ output: Int, _ count: Int, _ kernels: Kernels) {
      var axis = unsafe vertical.kernelAxis
      unsafe kernels.table.pointee.weigh_rows(
        paired.window(from: vertical.starts[output]), &axis, output, count, block.columns, block.nextRows)
      block.append(count)
    }

    func resampleRows(_ kernels: Kernels) {
      var axis = unsafe horizontal.kernelAxis
      let laned = unsafe lanes.elements(of: Int16.self)
      unsafe kernels.table.pointee.rows_to_lanes_16(block.rows, width, channels, laned)
      unsafe kernels.table.pointee.weigh_lanes(
        laned, &axis, channels, resultStorage.elements(of: Int16.self))
      block.removeAll()
    }
  }
}
