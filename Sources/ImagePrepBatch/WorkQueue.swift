import ImagePrep

/// Works on many items, several at once.
public enum WorkQueue {
  /// Calls `work` on every item, on `jobs` threads, and `report` with each result in the order of the items, as
  /// soon as those before it are done; `progress` is called whenever any item is done. Both are called on the
  /// calling thread, which works itself where one thread is enough.
  public static func run<Item: Sendable, Outcome: Sendable>(
    _ items: [Item], jobs: Int,
    work: @escaping @Sendable (Item) -> Outcome,
    progress: (Outcome) -> Void,
    report: (Outcome) -> Void
  ) {
    let shared = SharedQueue(items, work)
    let threadCount = min(jobs, items.count)
    var threads: [WorkerThread] = []
    if threadCount > 1 {
      for _ in 0..<threadCount {
        // Where the system has no further thread to give, those there are do it all.
        if let thread = WorkerThread({ while shared.workOnNext() {} }) { threads.append(thread) }
      }
    }
    var waiting: [Int: Outcome] = [:]
    var nextToReport = 0
    for _ in items {
      if threads.isEmpty { _ = shared.workOnNext() }
      let (index, outcome) = shared.takeResult()
      progress(outcome)
      waiting[index] = outcome
      while let next = waiting.removeValue(forKey: nextToReport) {
        report(next)
        nextToReport += 1
      }
    }
  }
}

/// What the threads share: which item is next, and the results nobody has taken yet.
private final class SharedQueue<Item: Sendable, Outcome: Sendable>: @unchecked Sendable {
  private let items: [Item]
  private let work: @Sendable (Item) -> Outcome
  /// Guards what follows.
  private let monitor = Monitor()
  private var next = 0
  private var results: [(Int, Outcome)] = []

  init(_ items: [Item], _ work: @escaping @Sendable (Item) -> Outcome) {
    self.items = items
    self.work = work
  }

  /// False when no item is left.
  func workOnNext() -> Bool {
    let index = monitor.locked {
      next += 1
      return next - 1
    }
    guard index < items.count else { return false }
    let outcome = work(items[index])
    monitor.locked {
      results.append((index, outcome))
      monitor.ring()
    }
    return true
  }

  func takeResult() -> (Int, Outcome) {
    monitor.locked {
      while results.isEmpty { monitor.wait() }
      return results.removeFirst()
    }
  }
}
