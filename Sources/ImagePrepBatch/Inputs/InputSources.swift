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

  fileprivate func source(
    excluding excluded: FileSystem.Identity?, _ paths: PathFilter
  ) throws(ImageError) -> any InputSource {
    switch self {
    case .list(let path): return ChosenInputs(try ListSource(path, .paths), paths)
    case .table(let path, let column):
      guard let form = ListForm(of: path, column: column) else { throw Self.unknownForm(path) }
      return ChosenInputs(try ListSource(path, form), paths)
    case .path(let path) where path != "-" && FileSystem.isFolder(path):
      return FolderWalk(path, excluding: excluded, paths)
    case .path(let path) where TarSource.isNamed(path): return ChosenInputs(try TarSource(path), paths)
    case .path(let path): return ChosenInputs(NamedFile(path), paths)
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
  private let paths: PathFilter

  /// - Parameters:
  ///   - excluded: The folder of outputs.
  ///   - paths: Chooses images by their relative paths. Others are as if they were not there.
  init(
    _ arguments: [InputArgument], excluding excluded: FileSystem.Identity?, _ paths: PathFilter = PathFilter()
  ) {
    waiting = arguments[...]
    self.excluded = excluded
    self.paths = paths
  }

  mutating func next() throws(ImageError) -> Found? {
    while true {
      if let found = try current?.next() { return found }
      guard let argument = waiting.popFirst() else { return nil }
      do throws(ImageError) {
        current = try argument.source(excluding: excluded, paths)
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
