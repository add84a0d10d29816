import ImagePrep

/// The paths in an object of JSON a line. Empty lines are passed over.
final class JSONLinesList: ListReader {
  private let lines: LineReader
  private let path: SystemPath
  private let column: String

  /// - Parameter column: The name of the member with the path.
  init(_ stream: any ByteStream, path: SystemPath, column: String) {
    lines = LineReader(stream, path: path)
    self.path = path
    self.column = column
  }

  func next() throws(ImageError) -> ListEntry? {
    while let line = try lines.next() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      do throws(JSONText.Fault) {
        return try entry(JSONText(line))
      } catch {
        throw ImageError(.corrupt, "line \(lines.number): \(error.reason)", path: path)
      }
    }
    return nil
  }

  private func entry(_ text: JSONText) throws(JSONText.Fault) -> ListEntry {
    let members = try text.object()
    guard let found = members.first(where: { $0.name == column }) else {
      throw JSONText.Fault("it has no member \(column)")
    }
    guard let path = try text.bytes(ofStringAt: found.value) else {
      throw JSONText.Fault("its member \(column) is no string")
    }
    return ListEntry(
      path: SystemPath(bytes: path),
      columns: members.filter { $0.name != column }.map {
        ListColumn(name: $0.name, json: Array(text.bytes[$0.value]))
      }, line: lines.number)
  }
}
