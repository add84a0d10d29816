import ImagePrepPlatform

/// A color profile or Exif: bytes whose number a file decides.
///
/// Their allocation throws if it fails. If an array's allocation fails, Swift ends the process.
@safe struct MetadataBlock: Sendable {
  let count: Int
  /// The bytes; nil if they are in `bytes`. (Two fields, not an enum: it would put mark bits into the pointer, and the
  /// leak sanitizer cannot follow such a pointer.)
  private let allocation: Allocation?
  private let bytes: [UInt8]

  /// Takes a caller's array, without copying it.
  init(_ bytes: [UInt8]) {
    count = bytes.count
    allocation = nil
    self.bytes = bytes
  }

  /// - Parameter bytes: Memory from `malloc`, which belongs to the block from here on.
  init(adopting bytes: UnsafeMutablePointer<UInt8>, count: Int) {
    self.count = count
    unsafe allocation = Allocation(bytes)
    self.bytes = []
  }

  init(copying bytes: UnsafePointer<UInt8>, count: Int) throws(ImageError) {
    guard let copy = unsafe malloc(max(count, 1)) else {
      throw ImageError(.outOfMemory, "\(count) bytes for its metadata could not be had")
    }
    let target = unsafe copy.assumingMemoryBound(to: UInt8.self)
    unsafe target.initialize(from: bytes, count: count)
    unsafe self.init(adopting: target, count: count)
  }

  /// A changed copy.
  ///
  /// - Parameters:
  ///   - start: The first byte that is copied.
  ///   - change: Called once with the bytes of the copy.
  func copied(
    from start: Int, changing change: (UnsafeMutableBufferPointer<UInt8>) -> Void
  ) throws(ImageError) -> MetadataBlock {
    let copy = unsafe try withBytes { (bytes) throws(ImageError) in
      let rest = unsafe UnsafeBufferPointer(rebasing: bytes.dropFirst(start))
      guard let first = rest.baseAddress else { return MetadataBlock([]) }
      return unsafe try MetadataBlock(copying: first, count: rest.count)
    }
    if let allocation = copy.allocation {
      unsafe change(UnsafeMutableBufferPointer(start: allocation.bytes, count: copy.count))
    }
    return copy
  }

  subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "index out of range")
    if let allocation { return unsafe allocation.bytes[index] }
    return bytes[index]
  }

  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if let allocation { return unsafe try body(UnsafeBufferPointer(start: allocation.bytes, count: count)) }
    return unsafe try bytes.withUnsafeBufferPointer(body)
  }

  /// A copy, for callers that want an array.
  var array: [UInt8] {
    allocation == nil ? bytes : unsafe withBytes { bytes in unsafe Array(bytes) }
  }

  @safe private final class Allocation: @unchecked Sendable {
    let bytes: UnsafeMutablePointer<UInt8>
    init(_ bytes: UnsafeMutablePointer<UInt8>) { unsafe self.bytes = bytes }
    deinit { unsafe free(bytes) }
  }
}

extension MetadataBlock: Hashable {
  static func == (left: Self, right: Self) -> Bool {
    unsafe left.count == right.count
      && left.withBytes { left in
        unsafe right.withBytes { right in unsafe left.elementsEqual(right) }
      }
  }

  func hash(into hasher: inout Hasher) {
    unsafe withBytes { bytes in unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
  }
}
