import ImagePrep

/// Where results go.
public enum Destination: Sendable, Equatable {
  /// Beside each input, as `STEM.prep.EXT`.
  case besideInput
  /// A folder, in which inputs keep their stems, and walked folders their trees.
  case folder(SystemPath)
  case file(SystemPath)
  case standardOutput

  /// Parses the value of `--output`. Nil is beside the input, and `-` or `/dev/stdout` is standard output. A folder
  /// exists or ends in a slash.
  public init(_ path: SystemPath?) {
    switch path {
    case nil: self = .besideInput
    case "-": self = .standardOutput
    case .some(let path) where (try? OutputPlace(path, followingLinks: true)) == .descriptor(1):
      self = .standardOutput
    case .some(let path) where path.hasSuffix("/") || FileSystem.isFolder(path):
      self = .folder(path.withoutSlashes)
    case .some(let path): self = .file(path)
    }
  }

  /// Parses the value of `--output` for these inputs. If one of them is a folder, results go to a folder, however many
  /// images it holds today. A device or a pipe stays one.
  ///
  /// - Parameter inputs: Files and folders, as the user named them.
  public init(_ path: SystemPath?, for inputs: [SystemPath]) {
    self.init(path)
    guard case .file(let path) = self, inputs.contains(where: FileSystem.isFolder) else { return }
    if FileKind(of: path) != .device { self = .folder(path) }
  }

  /// The first of these inputs that is the folder of the results, by whatever path. The results of one run would be
  /// inputs of the next.
  public func folder(among inputs: [SystemPath]) -> SystemPath? {
    guard case .folder(let path) = self else { return nil }
    return inputs.first { FileSystem.isFolder($0) && FileSystem.isSame($0, as: path) }
  }

  /// The path of the folder or file.
  public var path: SystemPath? {
    switch self {
    case .folder(let path), .file(let path): path
    case .besideInput, .standardOutput: nil
    }
  }
}
