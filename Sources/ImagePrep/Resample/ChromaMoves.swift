import CResampleKernels

/// How far clipping moves the chroma of a picture's last rows, where that is kept beside chroma instead of added to it.
///
/// Chroma has 8 bits. Where much is clipped, rounding each move to a whole level would cost up to a decibel.
final class ChromaMoves {
  static let planes = 2
  /// Rows so far.
  private(set) var end = 0

  private let columns: Int
  private let capacity: Int
  /// The rows of Cb, then those of Cr; nil until a row has moves.
  private var storage: AlignedStorage?
  /// The address of every row of a plane, twice over, then those of the next plane.
  private var addresses: AlignedStorage?
  private var areMoved: [Bool]

  /// - Parameters:
  ///   - plane: A chroma plane.
  ///   - rows: The rows that are kept.
  init(_ plane: PlaneLayout) {
    columns = plane.width
    capacity = Self.capacity(plane)
    areMoved = Array(repeating: false, count: capacity)
  }

  /// A band, and a row.
  private static func capacity(_ plane: PlaneLayout) -> Int { plane.rowsPerBand + 1 }

  private static func bytesPerRow(_ columns: Int) -> Int {
    AlignedStorage.wholeBlocks(columns) * MemoryLayout<Int16>.stride
  }

  static func byteCount(_ plane: PlaneLayout) -> Int {
    planes * min(capacity(plane), plane.height) * bytesPerRow(plane.width)
  }

  /// Appends rows without moves.
  func skip(_ count: Int) {
    for row in end..<end + count { areMoved[row % capacity] = false }
    end += count
  }

  /// Appends rows of zeros, which are then filled.
  func append(_ count: Int) throws(ImageError) {
    if storage == nil { try allocate() }
    for row in end..<end + count {
      areMoved[row % capacity] = true
      for plane in 0..<Self.planes {
        guard let target = unsafe rowsToFill(plane, from: row)?[0] else { continue }
        unsafe target.update(repeating: 0, count: AlignedStorage.wholeBlocks(columns))
      }
    }
    end += count
  }

  private func allocate() throws(ImageError) {
    let stride = Self.bytesPerRow(columns)
    let rows = try AlignedStorage(byteCount: Self.planes * capacity * stride)
    let pointers = unsafe try AlignedStorage(
      byteCount: Self.planes * 2 * capacity * MemoryLayout<UnsafeMutablePointer<Int16>?>.stride)
    let table = unsafe pointers.elements(of: UnsafeMutablePointer<Int16>?.self)
    for index in 0..<Self.planes * 2 * capacity {
      let row = index / (2 * capacity) * capacity + index % capacity
      unsafe table[index] =
        UnsafeMutableRawPointer(rows.bytes + row * stride).assumingMemoryBound(to: Int16.self)
    }
    (storage, addresses) = (rows, pointers)
  }

  /// The addresses of the rows from `row` on; nil if no row has had moves.
  func rowsToFill(_ plane: Int, from row: Int) -> UnsafePointer<UnsafeMutablePointer<Int16>?>? {
    guard let addresses else { return nil }
    let table = unsafe addresses.elements(of: UnsafeMutablePointer<Int16>?.self)
    return unsafe UnsafePointer(table) + plane * 2 * capacity + row % capacity
  }

  /// The moves of a row; nil if it has none.
  func row(_ plane: Int, _ row: Int) -> UnsafePointer<Int16>? {
    guard areMoved[row % capacity], let rows = unsafe rowsToFill(plane, from: row) else { return nil }
    return unsafe UnsafePointer(rows[0])
  }
}
