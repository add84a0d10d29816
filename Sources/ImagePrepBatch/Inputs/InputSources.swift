import ImagePrep

/// Where inputs are looked for.
public enum InputArgument: Sendable, Equatable {
  /// A folder, an image or a tar archive, as the user named it; `-` is a tar on standard input.
  case path(SystemPath)
  /// A file with a path a line.
  case list(SystemPath)
  /// A CSV, or JSON lines, with the paths in a column.
  case table(SystemPath, column: String)

  var path: SystemPath {
    switch self {
    case .path(let path), .list(let path), .table(let path, _): path
    }
  }

  fileprivate func source(excluding excluded: FileSystem.Identity?) throws(ImageError) -> any InputSource {
    switch self {
    case .list(let path): return try ListSource(path, .paths)
    case .table(let path, let column):
      guard let form = ListForm(of: path, column: column) else { throw Self.unknownForm(path) }
      return try ListSource(path, form)
    case .path(let path) where path != "-" && FileSystem.isFolder(path):
      return FolderWalk(path, excluding: excluded)
    case .path(let path): return try TarSource.isNamed(path) ? TarSource(path) : NamedFile(path)
    }
  }

  static func unknownForm(_ path: SystemPath) -> ImageError {
    ImageError(.invalidOptions, "its extension names no list: use .csv, .jsonl or .ndjson", path: path)
  }
}

/// The inputs of the command line, one after the other.
struct InputSources: InputSource {
  private var waiting: ArraySlice<InputArgument>
  private var current: (any InputSource)?
  private let excluded: FileSystem.Identity?

  /// - Parameter excluded: The folder of outputs.
  init(_ arguments: [InputArgument], excluding excluded: FileSystem.Identity?) {
    waiting = arguments[...]
    self.excluded = excluded
  }

  mutating func next() throws(ImageError) -> Found? {
    while true {
      if let found = try current?.next() { return found }
      guard let argument = waiting.popFirst() else { return nil }
      do throws(ImageError) {
        current = try argument.source(excluding: excluded)
      } catch {
        let path = argument.path
        current = nil
        return .input(BatchInput(name: path, relativePath: path.name, problem: error))
      }
    }
  }

  /// Looks for inputs before any work.
  ///
  /// - Parameter output: The folder of outputs, if there is one.
  /// - Throws: `ImageError` with the code `missing` for one that is not there, or `invalidOptions` for the folder of
  ///   outputs, and for a list of unknown form.
  static func check(_ arguments: [InputArgument], output: SystemPath?) throws(ImageError) {
    for argument in arguments where argument != .path("-") {
      let path = argument.path
      guard FileKind(of: path) != .nothing else {
        throw ImageError(.missing, "there is no such input", path: path)
      }
      if case .table(_, let column) = argument, ListForm(of: path, column: column) == nil {
        throw InputArgument.unknownForm(path)
      }
      if let output, FileSystem.isFolder(path), FileSystem.isSame(path, as: output) {
        throw ImageError(
          .invalidOptions, "results would lie among the inputs, and be taken for inputs by the next run",
          advice: "name another folder with \(.output)", path: path)
      }
    }
  }
}
