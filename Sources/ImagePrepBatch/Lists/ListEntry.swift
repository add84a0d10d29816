import ImagePrep

/// A path of a list, and what else the list says about it.
struct ListEntry: Equatable {
  /// As the list has it; bytes that need not be UTF-8. It may be empty.
  var path: SystemPath
  /// The other columns, in the list's order.
  var columns: [ListColumn] = []
  /// The line that it begins on, counted from 1.
  var line: Int
}

/// A value that a list carries for a path.
struct ListColumn: Equatable {
  var name: String
  /// A value of JSON: a string for CSV; for JSON lines the bytes that stand there.
  var json: [UInt8]

  /// The columns as an object of JSON.
  static func object(_ columns: [ListColumn]) -> [UInt8] {
    var text: [UInt8] = [UInt8(ascii: "{")]
    for (index, column) in columns.enumerated() {
      if index > 0 { text += Array(", ".utf8) }
      text += JSONString.quoted(Array(column.name.utf8)) + Array(": ".utf8) + column.json
    }
    return text + [UInt8(ascii: "}")]
  }
}

/// A list of paths that is read from front to back, one entry at a time.
protocol ListReader: AnyObject {
  /// The next entry; nil after the last one.
  ///
  /// - Throws: `ImageError` that names the list and the line.
  func next() throws(ImageError) -> ListEntry?
}

/// The form of a list.
enum ListForm: Equatable {
  /// A path a line (`@list.txt`).
  case paths
  /// CSV with a line of names, and the name of the column with the paths.
  case csv(column: String)
  /// An object of JSON a line, and the name of the member with the path.
  case jsonLines(column: String)

  /// The form of `--from`, by the file's extension: `csv`, and `jsonl` or `ndjson`. Nil for others.
  init?(of path: SystemPath, column: String) {
    switch path.fileExtension {
    case "csv": self = .csv(column: column)
    case "jsonl", "ndjson": self = .jsonLines(column: column)
    default: return nil
    }
  }

  /// - Parameter path: The list's path, for messages.
  func reader(_ stream: any ByteStream, path: SystemPath) -> any ListReader {
    switch self {
    case .paths: PathList(stream, path: path)
    case .csv(let column): CSVList(stream, path: path, column: column)
    case .jsonLines(let column): JSONLinesList(stream, path: path, column: column)
    }
  }
}
