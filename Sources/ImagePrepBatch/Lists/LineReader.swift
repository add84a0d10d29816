import ImagePrep

/// The lines of a text, which end in LF or CR LF, the last one perhaps in neither. A mark of UTF-8 before the first line
/// is passed over.
final class LineReader {
  private let input: BufferedInput
  private let path: SystemPath
  private let mostBytes: Int
  /// The number of the line that `next` returned last, counted from 1.
  private(set) var number = 0

  /// - Parameters:
  ///   - path: The file's path, for messages.
  ///   - mostBytes: The most bytes of a line. Default: 16 MB.
  init(_ stream: any ByteStream, path: SystemPath, mostBytes: Int = 16 << 20) {
    input = BufferedInput(stream)
    self.path = path
    self.mostBytes = mostBytes
  }

  /// The next line, without its end; nil after the last one.
  func next() throws(ImageError) -> [UInt8]? {
    do throws(ImageError) {
      if number == 0 { try input.skipMark() }
      guard try !input.peekPiece().isEmpty else { return nil }
      number += 1
      var line: [UInt8] = []
      var isComplete = false
      while !isComplete {
        let piece = try input.peekPiece()
        let end = piece.firstIndex(of: 0x0A)
        isComplete = end != nil || piece.isEmpty
        line += piece[..<(end ?? piece.endIndex)]
        guard line.count <= mostBytes else {
          throw ImageError(.overLimit, "line \(number) has more than \(limit: mostBytes) bytes")
        }
        try input.skip((end.map { $0 + 1 } ?? piece.endIndex) - piece.startIndex)
      }
      if line.last == 0x0D { line.removeLast() }
      return line
    } catch {
      throw error.at(path)
    }
  }
}

extension BufferedInput {
  /// Passes over the mark of UTF-8 (a byte order mark).
  func skipMark() throws(ImageError) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if try peek(mark.count).elementsEqual(mark) { try skip(mark.count) }
  }
}
