import CResampleKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes on the heap, aligned to 64 (a cache line, and the widest vector register), zero at first.
///
/// Written by the one stage that made it, and only read once it is shared.
@safe final class AlignedStorage: @unchecked Sendable {
  static let alignment = 64

  let byteCount: Int
  private let allocation: UnsafeMutableRawPointer
  private let base: UnsafeMutableRawPointer
  private let isBorrowed: Bool

  init(byteCount: Int) throws(ImageError) {
    // Large memory comes from the system as zeros, which calloc knows and does not write again.
    guard let allocation = unsafe calloc(1, max(byteCount, 1) + Self.alignment - 1) else {
      throw ImageError(.outOfMemory, "\(byteCount) bytes could not be had")
    }
    self.byteCount = byteCount
    isBorrowed = false
    unsafe self.allocation = allocation
    unsafe self.base = allocation.alignedUp(toMultipleOf: Self.alignment)
  }

  /// Memory of somebody else's, which outlives this. It need not be aligned.
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

  /// The storage as elements of another trivial type; each storage is used as one type only.
  func elements<Element: BitwiseCopyable>(of type: Element.Type) -> UnsafeMutablePointer<Element> {
    unsafe base.assumingMemoryBound(to: type)
  }

  /// The bytes from one row to the next for rows of `rowBytes`: a multiple of the alignment, but never of
  /// 4096, at which all rows would compete for the same few cache sets.
  static func bytesPerRow(for rowBytes: Int) -> Int {
    let aligned = (rowBytes + alignment - 1) / alignment * alignment
    return aligned % 4096 == 0 && aligned > 0 ? aligned + alignment : aligned
  }

  /// The samples that a row of `columns` has room for where kernels write it in whole blocks.
  static func wholeBlocks(_ columns: Int) -> Int {
    let block = Int(RESAMPLE_BLOCK)
    return (columns + block - 1) / block * block
  }
}
