import ImagePrep

/// The paths in a column of a CSV. The first row has the names of the columns.
final class CSVList: ListReader {
  private let rows: CSVReader
  private let path: SystemPath
  private let column: String
  /// The names of all columns, and the number of the one with the paths; nil before the first row.
  private var header: (names: [String], index: Int)?

  /// - Parameter column: The name of the column with the paths.
  init(_ stream: any ByteStream, path: SystemPath, column: String) {
    rows = CSVReader(stream, path: path)
    self.path = path
    self.column = column
  }

  func next() throws(ImageError) -> ListEntry? {
    if header == nil { header = try readHeader() }
    guard let header, let row = try rows.next() else { return nil }
    guard row.fields.count == header.names.count else {
      throw ImageError(
        .corrupt,
        "the row at line \(row.line) has \(row.fields.count) fields, and the first row has \(header.names.count)",
        advice: "put fields with commas in quotes", path: path)
    }
    var columns: [ListColumn] = []
    columns.reserveCapacity(header.names.count - 1)
    for (index, name) in header.names.enumerated() where index != header.index {
      columns.append(ListColumn(name: name, json: JSONString.quoted(row.fields[index])))
    }
    return ListEntry(path: SystemPath(bytes: row.fields[header.index]), columns: columns, line: row.line)
  }

  private func readHeader() throws(ImageError) -> (names: [String], index: Int) {
    guard let row = try rows.next() else {
      throw ImageError(.corrupt, "it is empty", advice: "begin it with the names of its columns", path: path)
    }
    let names = row.fields.map { SystemPath(bytes: $0).description }
    var seen: Set<String> = []
    if let double = names.first(where: { !seen.insert($0).inserted }) {
      throw ImageError(.corrupt, "it has two columns named \(double)", advice: "rename one", path: path)
    }
    guard let index = names.firstIndex(of: column) else {
      throw ImageError(
        .invalidOptions,
        "it has no column \(column): its first row has \(names.prefix(20).joined(separator: ", "))",
        advice: "name the column with the paths; columns stand between commas", path: path)
    }
    return (names, index)
  }
}
