/// Which remembered failures are tried again.
public enum Retry: Sendable, Equatable {
  case none
  case all
  /// Those of one kind, such as `corrupt`.
  case kind(String)

  func matches(_ kind: String) -> Bool {
    switch self {
    case .none: false
    case .all: true
    case .kind(let wanted): wanted == kind
    }
  }
}
