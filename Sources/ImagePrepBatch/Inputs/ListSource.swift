import ImagePrep

/// The images of a list: the paths are read from the current folder.
final class ListSource: InputSource {
  private let path: SystemPath
  private let reader: any ListReader
  private let hasColumns: Bool
  private var isAtEnd = false

  init(_ path: SystemPath, _ form: ListForm) throws(ImageError) {
    self.path = path
    reader = form.reader(try DescriptorStream(contentsOf: path), path: path)
    hasColumns = form != .paths
  }

  /// A list that breaks its rules becomes a failed input after the paths before the fault.
  func next() -> Found? {
    guard !isAtEnd else { return nil }
    do throws(ImageError) {
      guard let entry = try reader.next() else { return nil }
      return .input(input(entry))
    } catch {
      isAtEnd = true
      return .input(BatchInput(name: path, relativePath: path.name, problem: error))
    }
  }

  private func input(_ entry: ListEntry) -> BatchInput {
    var input = BatchInput(name: entry.path, relativePath: entry.path.confined)
    if hasColumns { input.columns = ListColumn.object(entry.columns) }
    guard !input.relativePath.isEmpty else {
      input.problem = ImageError(.missing, "line \(entry.line) of \(path) has no path")
      return input
    }
    do throws(ImageError) {
      let status = try FileStatus(entry.path)
      switch status.kind {
      case .file: input.content = .file(entry.path, status.content)
      case .folder: input.problem = ImageError(.unreadable, "it is a folder, not an image", path: entry.path)
      case .other: input.problem = FileStatus.noFile(entry.path)
      }
    } catch {
      input.problem = error
    }
    return input
  }
}
