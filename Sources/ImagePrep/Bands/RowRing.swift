/// The last rows of a plane. A decoder appends rows, a resampler reads its window, and old rows are overwritten.
final class RowRing {
  /// Bytes of a row, including a decoder's padding.
  let rowBytes: Int
  /// Rows that are kept.
  let capacity: Int
  /// Rows appended so far: the index of the next row.
  private(set) var end = 0

  private let storage: AlignedStorage
  /// The address of every row, twice over, so that any window is a contiguous list of addresses.
  private let addresses: AlignedStorage

  init(rowBytes: Int, capacity: Int) throws(ImageError) {
    self.rowBytes = rowBytes
    self.capacity = max(capacity, 1)
    let stride = AlignedStorage.bytesPerRow(for: rowBytes)
    storage = try AlignedStorage(byteCount: Self.byteCount(rowBytes: rowBytes, rows: self.capacity))
    addresses = unsafe try AlignedStorage(
      byteCount: 2 * self.capacity * MemoryLayout<UnsafeMutablePointer<UInt8>>.stride)
    let table = unsafe addresses.elements(of: UnsafeMutablePointer<UInt8>.self)
    for index in 0..<2 * self.capacity {
      unsafe table[index] = storage.bytes + index % self.capacity * stride
    }
  }

  /// The bytes of a ring's rows.
  static func byteCount(rowBytes: Int, rows: Int) -> Int { AlignedStorage.bytesPerRow(for: rowBytes) * rows }

  /// The addresses of the rows from `index` on, up to `capacity` of them.
  func rows(from index: Int) -> UnsafeMutablePointer<UnsafeMutablePointer<UInt8>> {
    unsafe addresses.elements(of: UnsafeMutablePointer<UInt8>.self) + index % capacity
  }

  /// The same addresses for C: to write rows, and to read them.
  func rowsToFill(from index: Int) -> UnsafePointer<UnsafeMutablePointer<UInt8>?> {
    unsafe UnsafeRawPointer(rows(from: index))
      .assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self)
  }

  func rowsToRead(from index: Int) -> UnsafePointer<UnsafePointer<UInt8>?> {
    unsafe UnsafeRawPointer(rows(from: index)).assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
  }

  func row(_ index: Int) -> UnsafeMutablePointer<UInt8> { unsafe rows(from: index)[0] }

  /// Appends a row in other memory, which outlives the ring.
  func append(borrowing row: UnsafeMutablePointer<UInt8>) {
    let table = unsafe addresses.elements(of: UnsafeMutablePointer<UInt8>.self)
    unsafe table[end % capacity] = row
    unsafe table[end % capacity + capacity] = row
    end += 1
  }

  /// Records that `count` more rows have been written.
  func append(_ count: Int) { end += count }
}
