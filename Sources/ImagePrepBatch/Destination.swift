import ImagePrep

/// Where results go.
public enum Destination: Sendable, Equatable {
  /// Beside each input, as `STEM.prep.EXT`.
  case besideInput
  /// A folder, in which inputs keep their stems, and walked folders their trees.
  case folder(SystemPath)
  case file(SystemPath)
  case standardOutput

  /// What the value of `--output` means: nil is beside the input, `-` standard output, and so is
  /// `/dev/stdout`; a folder exists or ends in a slash.
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

  /// What it means for these inputs: where one of them is a folder, the results go to a folder, however many images
  /// it holds today. A device or a pipe stays one.
  ///
  /// - Parameter inputs: Files and folders, as they were named.
  public init(_ path: SystemPath?, for inputs: [SystemPath]) {
    self.init(path)
    guard case .file(let path) = self, inputs.contains(where: FileSystem.isFolder) else { return }
    if FileKind(of: path) != .device { self = .folder(path) }
  }

  /// The first of these inputs that is the very folder of the results, whatever it is called: the results of one run
  /// would be inputs of the next.
  public func folder(among inputs: [SystemPath]) -> SystemPath? {
    guard case .folder(let path) = self else { return nil }
    return inputs.first { FileSystem.isFolder($0) && FileSystem.isSame($0, as: path) }
  }

  /// The folder or file that was named.
  public var path: SystemPath? {
    switch self {
    case .folder(let path), .file(let path): path
    case .besideInput, .standardOutput: nil
    }
  }
}
