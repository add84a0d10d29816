import ImagePrep
import TestSupport

@testable import ImagePrepBatch

/// Bytes in memory that come in pieces, and perhaps end in an error.
final class MemoryStream: ByteStream {
  private let bytes: [UInt8]
  private let piece: Int
  private let failure: ImageError?
  private var position = 0

  init(_ bytes: [UInt8], piece: Int = .max, failure: ImageError? = nil) {
    self.bytes = bytes
    self.piece = piece
    self.failure = failure
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageError) -> Int {
    let count = min(buffer.count, piece, bytes.count - position)
    if count == 0, let failure { throw failure }
    unsafe buffer.copyBytes(from: bytes[position..<(position + count)])
    position += count
    return count
  }
}

/// All that a stream has.
func allBytes(_ stream: any ByteStream, piece: Int = 1000) throws -> [UInt8] {
  let input = BufferedInput(stream, capacity: piece)
  var bytes: [UInt8] = []
  while try input.read(piece, into: &bytes) == piece {}
  return bytes
}
