import ImagePrep

/// The rows of a CSV (RFC 4180), one at a time: fields between commas, in quotes if they hold commas, quotes or ends of
/// lines; a quote in quotes is doubled. Rows end in CR LF, LF or CR. Empty lines are passed over.
final class CSVReader {
  struct Row: Equatable {
    var fields: [[UInt8]]
    /// The line that it begins on, counted from 1.
    var line: Int
  }

  private enum State {
    case start
    /// In a field without quotes. A quote is a character like others there, as other programs have it.
    case plain
    case quoted
    /// Behind a quote in a quoted field: its end, or the first of two.
    case closed
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private let input: BufferedInput
  private let path: SystemPath
  private let mostBytes: Int
  private var line = 1
  private var isAtStart = true
  /// True behind a CR: an LF belongs to it.
  private var followsReturn = false

  /// - Parameters:
  ///   - path: The file's path, for messages.
  ///   - mostBytes: The most bytes of a row. Default: 16 MB.
  init(_ stream: any ByteStream, path: SystemPath, mostBytes: Int = 16 << 20) {
    input = BufferedInput(stream)
    self.path = path
    self.mostBytes = mostBytes
  }

  /// The next row; nil after the last one.
  func next() throws(ImageError) -> Row? {
    do throws(ImageError) {
      if isAtStart { try input.skipMark() }
      isAtStart = false
      return try readRow()
    } catch {
      throw error.at(path)
    }
  }

  private func readRow() throws(ImageError) -> Row? {
    var row = Row(fields: [], line: line)
    var field: [UInt8] = []
    var state = State.start
    var bytes = 0
    while true {
      let piece = try input.peekPiece()
      if piece.isEmpty {
        if state == .quoted {
          throw ImageError(.corrupt, "the row at line \(row.line) ends inside quotes", advice: "close them")
        }
        if state == .start, row.fields.isEmpty { return nil }
        row.fields.append(field)
        return row
      }
      var index = piece.startIndex
      var isComplete = false
      while index < piece.endIndex, !isComplete {
        let byte = piece[index]
        if followsReturn {
          followsReturn = false
          if byte == Self.newline {
            index += 1
            continue
          }
        }
        switch (state, byte) {
        case (.quoted, Self.quote): state = .closed
        case (.quoted, _):
          let end = piece[index...].firstIndex { $0 == Self.quote || $0 == Self.newline } ?? piece.endIndex
          field += piece[index..<end]
          index = end
          if index == piece.endIndex || piece[index] == Self.quote { continue }
          field.append(Self.newline)
          line += 1
        case (.closed, Self.quote):
          field.append(byte)
          state = .quoted
        case (.start, Self.quote): state = .quoted
        case (_, Self.comma):
          row.fields.append(field)
          field = []
          state = .start
        case (_, Self.newline), (_, Self.carriageReturn):
          line += 1
          followsReturn = byte == Self.carriageReturn
          if state == .start, row.fields.isEmpty {
            row.line = line
          } else {
            row.fields.append(field)
            isComplete = true
          }
        case (.closed, _):
          throw ImageError(
            .corrupt, "line \(line): a quoted field goes on behind its quote",
            advice: "double quotes inside fields")
        default:
          let end =
            piece[index...].firstIndex {
              $0 == Self.comma || $0 == Self.newline || $0 == Self.carriageReturn
            } ?? piece.endIndex
          field += piece[index..<end]
          state = .plain
          index = end
          continue
        }
        index += 1
      }
      bytes += index - piece.startIndex
      try input.skip(index - piece.startIndex)
      if isComplete { return row }
      guard bytes <= mostBytes else {
        throw ImageError(
          .overLimit, "the row at line \(row.line) has more than \(limit: mostBytes) bytes",
          advice: "look for a quote that is not closed")
      }
    }
  }
}
