import ImagePrep

/// Where the result of one input goes.
public enum OutputTarget: Sendable, Hashable {
  case file(SystemPath)
  case standardOutput
  /// Nothing is written: the input is only looked at.
  case none

  /// The file's path; nil for anything else.
  public var path: SystemPath? { if case .file(let path) = self { path } else { nil } }

  /// How rows and reports name it; nil where nothing is written.
  public var name: SystemPath? {
    switch self {
    case .file(let path): path
    case .standardOutput: "-"
    case .none: nil
    }
  }
}
