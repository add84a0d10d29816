import ImagePrep

/// Hands out the bytes of a stream in pieces of any size.
final class BufferedInput {
  private let stream: any ByteStream
  private var buffer: [UInt8]
  /// The bytes in `buffer` that were not handed out.
  private var rest = 0..<0
  /// The number of bytes that were handed out or passed over.
  private(set) var position = 0

  /// - Parameter capacity: How many bytes are read at once, and the most that `peek` hands out.
  init(_ stream: any ByteStream, capacity: Int = 256 << 10) {
    self.stream = stream
    buffer = [UInt8](repeating: 0, count: max(1, capacity))
  }

  /// The next bytes, without using them up; fewer than `count` only at the end.
  func peek(_ count: Int) throws(ImageError) -> ArraySlice<UInt8> {
    let count = min(count, buffer.count)
    if rest.count < count { try fill(count) }
    return buffer[rest].prefix(count)
  }

  /// The next bytes that are there, without using them up; none only at the end.
  func peekPiece() throws(ImageError) -> ArraySlice<UInt8> {
    if rest.isEmpty { try fill(1) }
    return buffer[rest]
  }

  /// Adds the next `count` bytes to `target`.
  ///
  /// - Returns: The number of bytes; fewer only at the end.
  @discardableResult
  func read(_ count: Int, into target: inout [UInt8]) throws(ImageError) -> Int {
    var missing = count
    while missing > 0 {
      if rest.isEmpty { try fill(1) }
      let part = rest.prefix(missing)
      if part.isEmpty { break }
      target += buffer[part]
      take(part.count)
      missing -= part.count
    }
    return count - missing
  }

  /// Passes over bytes.
  ///
  /// - Returns: Their number; fewer than `count` only at the end.
  @discardableResult
  func skip(_ count: Int) throws(ImageError) -> Int {
    var missing = count
    while missing > 0 {
      let part = min(missing, rest.count)
      take(part)
      missing -= part
      if missing == 0 { break }
      let passed = missing > buffer.count ? try stream.skip(missing) : 0
      position += passed
      missing -= passed
      if missing > 0 { try fill(1) }
      if rest.isEmpty { break }
    }
    return count - missing
  }

  private func take(_ count: Int) {
    rest = (rest.lowerBound + count)..<rest.upperBound
    position += count
  }

  /// Reads until `count` bytes are there, or the stream ends.
  private func fill(_ count: Int) throws(ImageError) {
    if rest.lowerBound > 0 {
      let kept = rest.count
      if kept > 0 { buffer.replaceSubrange(0..<kept, with: Array(buffer[rest])) }
      rest = 0..<kept
    }
    while rest.count < count {
      var failure: ImageError?
      let end = rest.upperBound
      let added = unsafe buffer.withUnsafeMutableBytes { all in
        do throws(ImageError) {
          return unsafe try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: all[end...]))
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if added == 0 { return }
      rest = 0..<(end + min(max(added, 0), buffer.count - end))
    }
  }
}
