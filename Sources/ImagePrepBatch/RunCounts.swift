import ImagePrep

/// The numbers of inputs of a run, by how they ended. The last line of `--json` has these fields; fields are only ever
/// added.
public struct RunCounts: Sendable, Encodable {
  public let inputs: Int
  public private(set) var done = 0
  /// Only inspected, by `inspect` or `--dry-run`.
  public private(set) var planned = 0
  public private(set) var failed = 0
  /// Failed inputs by the code of the error.
  public private(set) var failedByKind: [String: Int] = [:]
  /// Inputs with warnings, however they ended.
  public private(set) var warned = 0
  public private(set) var skipped = 0
  /// Files in folders that are not images.
  public let passedOver: Int
  /// Inputs left over when the run was stopped.
  public private(set) var notTried: Int
  public var milliseconds = 0.0

  public init(inputs: Int, passedOver: Int) {
    self.inputs = inputs
    self.passedOver = passedOver
    notTried = inputs
  }

  public mutating func add(_ outcome: Outcome) {
    notTried -= 1
    if !outcome.warnings.isEmpty { warned += 1 }
    switch outcome.status {
    case .done: done += 1
    case .planned: planned += 1
    case .skipped: skipped += 1
    case .failed:
      failed += 1
      failedByKind[(outcome.error?.code ?? .corrupt).description, default: 0] += 1
    }
  }
}
