import CResampleKernels
import ImagePrepPlatform

/// Bytes on the heap, zero at first, and aligned to 64 (a cache line, and the widest vector register).
///
/// Only the stage that made it writes to it, and only before it is shared.
@safe final class AlignedStorage: @unchecked Sendable {
  static let alignment = 64

  let byteCount: Int
  private let allocation: UnsafeMutableRawPointer
  private let base: UnsafeMutableRawPointer
  private let isBorrowed: Bool

  init(byteCount: Int) throws(ImageError) {
    // The system gives large memory as zeros. calloc knows that and does not write them again.
    guard let allocation = unsafe calloc(1, max(byteCount, 1) + Self.alignment - 1) else {
      throw ImageError(.outOfMemory, "no memory for \(byteCount) bytes")
    }
    self.byteCount = byteCount
    isBorrowed = false
    unsafe self.allocation = allocation
    unsafe self.base = allocation.alignedUp(toMultipleOf: Self.alignment)
  }

  /// Borrows memory that outlives this storage. It need not be aligned.
  init(borrowing bytes: UnsafeMutablePointer<UInt8>, byteCount: Int) {
    self.byteCount = byteCount
    isBorrowed = true
    unsafe allocation = UnsafeMutableRawPointer(bytes)
    unsafe base = UnsafeMutableRawPointer(bytes)
  }

  convenience init(copying bytes: [UInt8]) throws(ImageError) {
    try self.init(byteCount: bytes.count)
    unsafe self.bytes.update(from: bytes, count: bytes.count)
  }

  deinit { if !isBorrowed { unsafe free(allocation) } }

  var bytes: UnsafeMutablePointer<UInt8> {
    unsafe base.assumingMemoryBound(to: UInt8.self)
  }

  /// The storage as elements of a trivial type. Each storage is used as one type only.
  func elements<Element: BitwiseCopyable>(of type: Element.Type) -> UnsafeMutablePointer<Element> {
    unsafe base.assumingMemoryBound(to: type)
  }

  /// The bytes from one row to the next for rows of `rowBytes`: a multiple of the alignment. It is never a multiple of
  /// 4096, because all rows would then compete for the same few cache sets.
  static func bytesPerRow(for rowBytes: Int) -> Int {
    let aligned = (rowBytes + alignment - 1) / alignment * alignment
    return aligned % 4096 == 0 && aligned > 0 ? aligned + alignment : aligned
  }

  /// The samples of a row of `columns`, rounded up to the whole blocks that kernels write.
  static func wholeBlocks(_ columns: Int) -> Int {
    let block = Int(RESAMPLE_BLOCK)
    return (columns + block - 1) / block * block
  }
}
