import CResampleKernels

/// The last rows of a plane, interleaved two by two for the kernels.
final class PairedRows {
  /// Rows taken so far.
  private(set) var end = 0

  private let columns: Int
  /// All rows of the plane.
  private let height: Int
  private let capacity: Int
  private let kernels = Kernels.current
  private let storage: AlignedStorage
  /// The address of every pair of rows, twice over, so that any window is a contiguous list of addresses.
  private let addresses: AlignedStorage

  /// - Parameter rows: The fewest rows that are kept.
  init(columns: Int, height: Int, rows: Int) throws(ImageError) {
    self.columns = columns
    self.height = height
    capacity = Self.capacity(rows: rows)
    let stride = Self.bytesPerPair(columns)
    storage = try AlignedStorage(byteCount: stride * capacity)
    addresses = unsafe try AlignedStorage(
      byteCount: 2 * capacity * MemoryLayout<UnsafeMutablePointer<UInt8>>.stride)
    let table = unsafe addresses.elements(of: UnsafeMutablePointer<UInt8>.self)
    for index in 0..<2 * capacity { unsafe table[index] = storage.bytes + index % capacity * stride }
  }

  private static func capacity(rows: Int) -> Int { rows / 2 + 2 }

  private static func bytesPerPair(_ columns: Int) -> Int {
    AlignedStorage.bytesPerRow(for: 2 * AlignedStorage.wholeBlocks(columns))
  }

  /// The bytes of the pairs that are written: no more than a plane of that height has.
  static func byteCount(columns: Int, height: Int, rows: Int) -> Int {
    bytesPerPair(columns) * min(capacity(rows: rows), (height + 1) / 2)
  }

  /// Takes the new rows of a ring. A single row waits for the next, unless it is the last.
  func take(from ring: RowRing) {
    let table = unsafe addresses.elements(of: UnsafeMutablePointer<UInt8>.self)
    while end + 2 <= ring.end || (end < ring.end && ring.end == height) {
      let next = min(end + 1, ring.end - 1)
      unsafe kernels.table.pointee.pair_rows(
        ring.row(end), ring.row(next), columns, table[end / 2 % capacity])
      end = next + 1
    }
  }

  /// The pairs of rows from an even row on.
  func window(from row: Int) -> UnsafePointer<UnsafePointer<UInt8>?> {
    unsafe UnsafePointer(addresses.elements(of: UnsafePointer<UInt8>?.self)) + row / 2 % capacity
  }
}
