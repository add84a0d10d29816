import CResampleKernels

/// Resamples the moves of one chroma plane. Most pictures have none: nothing is allocated until a row has.
final class MovedPlane {
  private let columns: Int
  private let capacity: Int
  private let vertical: FixedAxis
  private let horizontal: FixedAxis
  private var buffers: Buffers?
  /// Rows taken so far.
  private var end = 0
  /// The end of the last row that has moves.
  private var movedEnd = 0
  /// Outputs that wait for a full block, and whether any of them has moves.
  private var staged = 0
  private var isMoved = false

  /// - Parameter rows: The fewest rows that are kept.
  init(_ layout: PlaneLayout, horizontal: FixedAxis, vertical: FixedAxis, rows: Int) {
    columns = layout.width
    capacity = Self.capacity(rows)
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// A kernel takes rows two by two, from an even row on.
  private static func capacity(_ rows: Int) -> Int { rows + 4 }

  static func byteCount(_ layout: PlaneLayout, rows: Int, result: Size) -> Int {
    let lanes = Int(RESAMPLE_LANES) * MemoryLayout<Int16>.stride
    return (min(capacity(rows), layout.height) + 1) * Buffers.bytesPerRow(layout.width)
      + LaneBlock<Int16>.byteCount(columns: layout.width, rows: result.height)
      + lanes * (layout.width + result.width)
  }

  /// True once a row has had moves.
  var hasMoves: Bool { buffers != nil }

  /// Takes the new rows.
  func take(from moves: ChromaMoves, plane: Int) throws(ImageError) {
    while end < moves.end {
      let row = unsafe moves.row(plane, end)
      if unsafe row != nil, buffers == nil {
        buffers = try Buffers(columns: columns, rows: capacity, horizontal)
        buffers?.block.append(staged)
      }
      if unsafe row != nil { movedEnd = end + 1 }
      unsafe buffers?.set(end, to: row)
      end += 1
    }
  }

  func resampleColumns(_ output: Int, _ count: Int, _ kernels: Kernels) {
    staged += count
    guard let buffers else { return }
    for index in output..<output + count {
      let start = vertical.starts[index]
      if start < movedEnd {
        isMoved = true
        var axis = unsafe vertical.kernelAxis
        unsafe kernels.table.pointee.weigh_moves(
          buffers.window(from: start), &axis, index, columns, buffers.block.nextRow)
      } else {
        unsafe buffers.block.nextRow.update(repeating: 0, count: columns)
      }
      buffers.block.append(1)
    }
  }

  /// The lanes of the staged outputs; nil if none has moves.
  func resampleRows(_ kernels: Kernels) -> UnsafePointer<Int16>? {
    defer { (staged, isMoved) = (0, false) }
    guard let buffers else { return nil }
    defer { buffers.block.removeAll() }
    guard isMoved else { return nil }
    var axis = unsafe horizontal.kernelAxis
    let lanes = unsafe buffers.lanes.elements(of: Int16.self)
    let result = unsafe buffers.result.elements(of: Int16.self)
    unsafe kernels.table.pointee.rows_to_lanes_16(buffers.block.rows, columns, 1, lanes)
    unsafe kernels.table.pointee.weigh_lanes(lanes, &axis, 1, result)
    return unsafe UnsafePointer(result)
  }

  private final class Buffers {
    let block: LaneBlock<Int16>
    let lanes: AlignedStorage
    let result: AlignedStorage
    private let columns: Int
    private let capacity: Int
    /// The rows, and one of zeros.
    private let storage: AlignedStorage
    /// Where each row's moves are, twice over, so that any window is a contiguous list of addresses.
    private let addresses: AlignedStorage

    init(columns: Int, rows: Int, _ horizontal: FixedAxis) throws(ImageError) {
      self.columns = columns
      capacity = rows
      block = try LaneBlock(columns: columns)
      let laneBytes = Int(RESAMPLE_LANES) * MemoryLayout<Int16>.stride
      lanes = try AlignedStorage(byteCount: (max(columns, horizontal.reach) + 1) * laneBytes)
      result = try AlignedStorage(byteCount: horizontal.outputs * laneBytes)
      storage = try AlignedStorage(byteCount: (rows + 1) * Self.bytesPerRow(columns))
      addresses = unsafe try AlignedStorage(
        byteCount: 2 * rows * MemoryLayout<UnsafePointer<Int16>?>.stride)
      for row in 0..<rows { unsafe set(row, to: nil) }
    }

    static func bytesPerRow(_ columns: Int) -> Int {
      AlignedStorage.wholeBlocks(columns) * MemoryLayout<Int16>.stride
    }

    private func place(_ index: Int) -> UnsafeMutablePointer<Int16> {
      unsafe storage.elements(of: Int16.self) + index * AlignedStorage.wholeBlocks(columns)
    }

    func set(_ row: Int, to moves: UnsafePointer<Int16>?) {
      let index = row % capacity
      let target = unsafe place(moves == nil ? capacity : index)
      if let moves = unsafe moves { unsafe target.update(from: moves, count: columns) }
      let table = unsafe addresses.elements(of: UnsafePointer<Int16>?.self)
      unsafe table[index] = UnsafePointer(target)
      unsafe table[index + capacity] = UnsafePointer(target)
    }

    func window(from row: Int) -> UnsafePointer<UnsafePointer<Int16>?> {
      unsafe UnsafePointer(addresses.elements(of: UnsafePointer<Int16>?.self)) + row % capacity
    }
  }
}
