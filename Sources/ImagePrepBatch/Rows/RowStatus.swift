/// How the work on an input ended, in the account.
public enum RowStatus: String, Sendable {
  case done
  /// It already was what is asked, and was copied.
  case unchanged
  /// It was left out, for a reason that is no fault of its own.
  case skipped
  case failed

  /// The byte of the journal.
  var code: UInt8 {
    switch self {
    case .done: 1
    case .unchanged: 2
    case .skipped: 3
    case .failed: 4
    }
  }

  init?(code: UInt8) {
    guard let status = [Self.done, .unchanged, .skipped, .failed].first(where: { $0.code == code }) else {
      return nil
    }
    self = status
  }

  /// True if there is an output.
  var hasOutput: Bool { self == .done || self == .unchanged }
}
