import ImagePrep

/// The output for one input.
public enum OutputTarget: Sendable, Hashable {
  case file(SystemPath)
  case standardOutput
  /// Nothing is written: the input is only inspected.
  case none

  /// The file's path; nil for anything else.
  public var path: SystemPath? { if case .file(let path) = self { path } else { nil } }

  /// The name in rows and reports; nil if nothing is written.
  public var name: SystemPath? {
    switch self {
    case .file(let path): path
    case .standardOutput: "-"
    case .none: nil
    }
  }
}
