import CResampleKernels

/// Sixteen rows for the lane kernels: the rows collected so far, and the addresses of the result's rows.
final class LaneBlock<Sample: BitwiseCopyable> {
  static var capacity: Int { Int(RESAMPLE_LANES) }

  /// Samples in a row.
  let columns: Int
  private(set) var count = 0

  private let storage: AlignedStorage
  private let addresses: AlignedStorage

  init(columns: Int) throws(ImageError) {
    self.columns = columns
    let stride = Self.bytesPerRow(columns)
    storage = try AlignedStorage(byteCount: Self.byteCount(columns: columns, rows: Self.capacity))
    addresses = unsafe try AlignedStorage(
      byteCount: Self.capacity * MemoryLayout<UnsafePointer<Sample>>.stride)
    let table = unsafe addresses.elements(of: UnsafeMutablePointer<Sample>.self)
    for index in 0..<Self.capacity {
      unsafe table[index] =
        UnsafeMutableRawPointer(storage.bytes + index * stride)
        .assumingMemoryBound(to: Sample.self)
    }
  }

  private static func bytesPerRow(_ columns: Int) -> Int {
    AlignedStorage.bytesPerRow(for: AlignedStorage.wholeBlocks(columns) * MemoryLayout<Sample>.stride)
  }

  /// The bytes of the rows that are written.
  static func byteCount(columns: Int, rows: Int) -> Int { bytesPerRow(columns) * min(rows, capacity) }

  var isFull: Bool { count == Self.capacity }

  /// The next rows to write to.
  var nextRows: UnsafePointer<UnsafeMutablePointer<Sample>?> {
    unsafe UnsafePointer(addresses.elements(of: UnsafeMutablePointer<Sample>?.self)) + count
  }

  var nextRow: UnsafeMutablePointer<Sample> {
    unsafe addresses.elements(of: UnsafeMutablePointer<Sample>.self)[count]
  }

  func append(_ rows: Int) { count += rows }
  func removeAll() { count = 0 }

  /// All sixteen rows. Those beyond `count` hold older samples.
  var rows: UnsafePointer<UnsafePointer<Sample>?> {
    unsafe UnsafePointer(addresses.elements(of: UnsafePointer<Sample>?.self))
  }
}
