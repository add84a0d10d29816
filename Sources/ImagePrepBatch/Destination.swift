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

  /// The folder or file that was named.
  public var path: SystemPath? {
    switch self {
    case .folder(let path), .file(let path): path
    case .besideInput, .standardOutput: nil
    }
  }
}
