import CResampleKernels

/// Hands a resampler's rows to a sink, sixteen at a time, as the kernels write them.
final class ScaledRows {
  let size: Size
  /// Rows made so far.
  private(set) var count = 0

  private let sink: any RowSink
  /// Sixteen rows to hand over; nil if rows are written straight to the sink's memory.
  private let staging: AlignedStorage?
  private let bytesPerRow: Int
  /// Staged rows that have not been handed over.
  private var staged = 0
  private let addresses: AlignedStorage
  /// A row that takes what the kernels write below the picture.
  private let spare: AlignedStorage

  /// The most rows that are handed over at a time.
  static let mostAtOnce = Int(RESAMPLE_LANES)

  init(size: Size, _ samples: SampleLayout, into sink: any RowSink) throws(ImageError) {
    self.size = size
    self.sink = sink
    bytesPerRow = AlignedStorage.bytesPerRow(for: size.width * samples.bytesPerPixel)
    let isDirect = unsafe sink.place(ofRow: 0) != nil
    staging = isDirect ? nil : try AlignedStorage(byteCount: bytesPerRow * Self.mostAtOnce)
    spare = try AlignedStorage(byteCount: bytesPerRow)
    addresses = unsafe try AlignedStorage(
      byteCount: Self.mostAtOnce * MemoryLayout<UnsafeMutablePointer<Sample>>.stride)
  }

  /// The bytes of sixteen rows, and of the spare one.
  static func byteCount(size: Size, bytesPerPixel: Int) -> Int {
    AlignedStorage.bytesPerRow(for: size.width * bytesPerPixel) * (min(mostAtOnce, size.height) + 1)
  }

  var isComplete: Bool { count == size.height }

  /// The next row to write to.
  var nextRow: UnsafeMutablePointer<Sample> { unsafe address(0) }

  /// The next sixteen rows to write to, for one call of `append`. Below the picture they all are the spare row.
  var nextRows: UnsafePointer<UnsafeMutablePointer<Sample>?> {
    for lane in 0..<Self.mostAtOnce { unsafe table[lane] = address(lane) }
    return unsafe UnsafePointer(table)
  }

  /// Records that the next rows have been written.
  func append(_ rows: Int) {
    let end = min(count + rows, size.height)
    staged += end - count
    count = end
    guard staging == nil || staged == Self.mostAtOnce || isComplete else { return }
    let first = count - staged
    for index in 0..<staged { unsafe table[index] = row(first + index, staged: index) }
    unsafe sink.take(first..<count, at: UnsafePointer(table))
    staged = 0
  }

  /// True to hand over rows of 16 bits, if the resampler has them.
  var areFine: Bool { sink.takesFineRows }

  /// Hands over the next rows, which have 16 bits. Rows below the picture are left out.
  func appendFine(_ rows: Int, at addresses: UnsafePointer<UnsafeMutablePointer<FineSample>?>) {
    let end = min(count + rows, size.height)
    unsafe sink.takeFine(count..<end, at: addresses)
    count = end
  }

  private var table: UnsafeMutablePointer<UnsafeMutablePointer<Sample>?> {
    unsafe addresses.elements(of: UnsafeMutablePointer<Sample>?.self)
  }

  private func address(_ lane: Int) -> UnsafeMutablePointer<Sample> {
    unsafe count + lane < size.height ? row(count + lane, staged: staged + lane) : spare.bytes
  }

  private func row(_ y: Int, staged index: Int) -> UnsafeMutablePointer<Sample> {
    if let staging { return unsafe staging.bytes + index % Self.mostAtOnce * bytesPerRow }
    return unsafe sink.place(ofRow: y) ?? spare.bytes
  }
}
