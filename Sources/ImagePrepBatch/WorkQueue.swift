import ImagePrep

/// Works on many items, several at once.
public enum WorkQueue {
  /// Calls `work` on every item, on `jobs` threads, and `report` with each result in the order of the items,
  /// as soon as those before it are done; `progress` is called whenever any item is done. Both are called on
  /// the calling thread, which works itself where one thread is enough.
  ///
  /// - Parameter shouldStop: Is asked before each item. Once it says yes, no further item is begun, those in
  ///   hand are finished and reported, and the call returns. Default: never.
  public static func run<Item: Sendable, Outcome: Sendable>(
    _ items: [Item], jobs: Int,
    shouldStop: @escaping @Sendable () -> Bool = { false },
    work: @escaping @Sendable (Item) -> Outcome,
    progress: (Outcome) -> Void,
    report: (Outcome) -> Void
  ) {
    let shared = SharedQueue(items, shouldStop, work)
    let threadCount = min(jobs, items.count)
    var threads: [SystemThread] = []
    if threadCount > 1 {
      for _ in 0..<threadCount {
        // Where the system has no further thread to give, those there are do it all.
        if let thread = SystemThread({ while shared.workOnNext() {} }) { threads.append(thread) }
      }
    }
    var waiting: [Int: Outcome] = [:]
    var nextToReport = 0
    while true {
      if threads.isEmpty { _ = shared.workOnNext() }
      guard let (index, outcome) = shared.takeResult() else { return }
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
  private let shouldStop: @Sendable () -> Bool
  private let work: @Sendable (Item) -> Outcome
  /// Guards what follows.
  private let monitor = Monitor()
  private var next = 0
  private var hasStopped = false
  private var inHand = 0
  private var results: [(Int, Outcome)] = []

  init(
    _ items: [Item], _ shouldStop: @escaping @Sendable () -> Bool,
    _ work: @escaping @Sendable (Item) -> Outcome
  ) {
    self.items = items
    self.shouldStop = shouldStop
    self.work = work
  }

  /// False when no item is left, or none is to be begun.
  func workOnNext() -> Bool {
    guard let index = takeIndex() else { return false }
    let outcome = work(items[index])
    monitor.locked {
      results.append((index, outcome))
      inHand -= 1
      monitor.ring()
    }
    return true
  }

  private func takeIndex() -> Int? {
    let stops = shouldStop()
    return monitor.locked {
      hasStopped = hasStopped || stops
      guard !hasStopped, next < items.count else {
        monitor.ring()
        return nil
      }
      next += 1
      inHand += 1
      return next - 1
    }
  }

  /// Waits for a result; nil when there will be no more.
  func takeResult() -> (Int, Outcome)? {
    monitor.locked {
      while results.isEmpty {
        if inHand == 0, hasStopped || next >= items.count { return nil }
        monitor.wait()
      }
      return results.removeFirst()
    }
  }
}
