import ImagePrep

/// One row of the account, as the program reports it.
public struct BatchRow: Sendable {
  /// As the account names it.
  public let input: SystemPath
  public let status: RowStatus
  /// True if this run did the work; false if an earlier one had done it.
  public let isNew: Bool
  /// Why it failed, if this run tried it.
  public let error: ImageError?
  public let warnings: [Warning]
  /// The row, a line of JSON.
  public let json: [UInt8]
}

/// The numbers of inputs of a run, by how they ended.
public struct BatchCounts: Sendable, Equatable {
  public internal(set) var rows = 0
  public internal(set) var done = 0
  public internal(set) var unchanged = 0
  public internal(set) var skipped = 0
  public internal(set) var failed = 0
  /// Those of `done` and `unchanged` that an earlier run had done.
  public internal(set) var kept = 0
  /// Those of `failed` that an earlier run had tried.
  public internal(set) var remembered = 0
  /// Inputs of this run with warnings.
  public internal(set) var warned = 0
  /// Files in folders that are no images.
  public internal(set) var passedOver = 0
  /// Outputs that were removed, because their inputs have gone.
  public internal(set) var pruned = 0
  /// True if nothing was removed because some inputs could not be looked at.
  public internal(set) var isPruningLeftOut = false
  /// Failed inputs of this run by the kind of the error.
  public internal(set) var failedByKind: [String: Int] = [:]

  public init() {}

  mutating func add(_ row: BatchRow) {
    rows += 1
    switch row.status {
    case .done: done += 1
    case .unchanged: unchanged += 1
    case .skipped: skipped += 1
    case .failed: failed += 1
    }
    if !row.warnings.isEmpty { warned += 1 }
    if row.isNew {
      if let error = row.error { failedByKind[error.code.description, default: 0] += 1 }
    } else if row.status.hasOutput {
      kept += 1
    } else if row.status == .failed {
      remembered += 1
    }
  }
}

/// How a run ended.
public struct BatchSummary: Sendable {
  public let counts: BatchCounts
  /// Why the run ended before it had been through all inputs; nil if it has been through them.
  public let stopped: StopReason?
  /// The error that stopped it, if one did.
  public let error: ImageError?
}
