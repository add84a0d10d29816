import ImagePrep

/// A list with a path a line. Empty lines are passed over.
final class PathList: ListReader {
  private let lines: LineReader

  init(_ stream: any ByteStream, path: SystemPath) {
    // No path of a system is longer.
    lines = LineReader(stream, path: path, mostBytes: 1 << 20)
  }

  func next() throws(ImageError) -> ListEntry? {
    while let line = try lines.next() {
      if !line.isEmpty { return ListEntry(path: SystemPath(bytes: line), line: lines.number) }
    }
    return nil
  }
}
