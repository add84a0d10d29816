import ImagePrep

/// A table from hashes to numbers, in a file without a name.
///
/// Several numbers may have one hash: the caller tells which one is meant. A slot has 16 bytes, the hash and the number
/// plus 1. An empty slot has zeros. A hash that finds its slot taken goes to the next free one.
final class DiskIndex {
  private var file: RandomAccessFile
  private let folder: SystemPath
  private var slots = 1 << 12
  private(set) var count = 0

  private static let slotSize = 16
  /// The slots that are read at once.
  private static let run = 16

  init(in folder: SystemPath) throws(ImageError) {
    self.folder = folder
    file = try RandomAccessFile(namelessIn: folder)
    try file.truncate(to: slots * Self.slotSize)
  }

  /// The number with this hash that is meant; nil if there is none.
  func find(_ hash: UInt64, where isMeant: (Int) throws(ImageError) -> Bool) throws(ImageError) -> Int? {
    try locate(hash, isMeant).value
  }

  /// Sets the number of a hash, in place of the one that is meant.
  func set(
    _ hash: UInt64, to value: Int, where isMeant: (Int) throws(ImageError) -> Bool
  ) throws(ImageError) {
    let (slot, old) = try locate(hash, isMeant)
    try write(hash, value, at: slot)
    guard old == nil else { return }
    count += 1
    if count > slots / 2 { try grow() }
  }

  /// Sets the number of a hash, unless there is one that is meant. Returns that one.
  func insert(
    _ hash: UInt64, _ value: @autoclosure () -> Int, unless isMeant: (Int) throws(ImageError) -> Bool
  ) throws(ImageError) -> Int? {
    let (slot, old) = try locate(hash, isMeant)
    if let old { return old }
    try write(hash, value(), at: slot)
    count += 1
    if count > slots / 2 { try grow() }
    return nil
  }

  private func locate(
    _ hash: UInt64, _ isMeant: (Int) throws(ImageError) -> Bool
  ) throws(ImageError) -> (slot: Int, value: Int?) {
    var slot = home(hash)
    while true {
      let length = min(Self.run, slots - slot)
      let bytes = try file.read(at: slot * Self.slotSize, count: length * Self.slotSize)
      for index in 0..<bytes.count / Self.slotSize {
        let (found, value) = Self.slot(bytes, index)
        guard value != 0 else { return (slot + index, nil) }
        if found == hash, try isMeant(value - 1) { return (slot + index, value - 1) }
      }
      slot = (slot + length) % slots
    }
  }

  private func home(_ hash: UInt64) -> Int {
    // The low bits of FNV are its best.
    Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(slots - 1))
  }

  private static func slot(_ bytes: [UInt8], _ index: Int) -> (hash: UInt64, value: Int) {
    unsafe bytes.withUnsafeBytes { buffer in
      let start = index * slotSize
      return unsafe (
        buffer.loadUnaligned(fromByteOffset: start, as: UInt64.self),
        Int(truncatingIfNeeded: buffer.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self))
      )
    }
  }

  private func write(_ hash: UInt64, _ value: Int, at slot: Int) throws(ImageError) {
    var bytes = [UInt8](repeating: 0, count: Self.slotSize)
    unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe buffer.storeBytes(of: hash, as: UInt64.self)
      unsafe buffer.storeBytes(of: UInt64(value + 1), toByteOffset: 8, as: UInt64.self)
    }
    try file.write(bytes, at: slot * Self.slotSize)
  }

  /// Moves all entries to a file with four times the slots.
  private func grow() throws(ImageError) {
    let (old, oldSlots) = (file, slots)
    file = try RandomAccessFile(namelessIn: folder)
    slots *= 4
    try file.truncate(to: slots * Self.slotSize)
    let piece = 1 << 12
    for start in stride(from: 0, to: oldSlots, by: piece) {
      let bytes = try old.read(at: start * Self.slotSize, count: piece * Self.slotSize)
      for index in 0..<bytes.count / Self.slotSize {
        let (hash, value) = Self.slot(bytes, index)
        guard value != 0 else { continue }
        let free = try locate(hash) { _ in false }.slot
        try write(hash, value - 1, at: free)
      }
    }
  }
}
