/// Works on many items, several at once.
public enum WorkQueue {
  /// Calls `work` on every item, `jobs` at a time, and `report` with each result in the order of the items,
  /// as soon as those before it are done; `progress` is called whenever any item is done.
  public static func run<Item: Sendable, Outcome: Sendable>(
    _ items: [Item], jobs: Int,
    work: @escaping @Sendable (Item) -> Outcome,
    progress: (Outcome) -> Void,
    report: (Outcome) -> Void
  ) async {
    await withTaskGroup(of: (Int, Outcome).self) { group in
      var waiting: [Int: Outcome] = [:]
      var nextToStart = 0
      var nextToReport = 0
      func start() {
        guard nextToStart < items.count else { return }
        let (index, item) = (nextToStart, items[nextToStart])
        group.addTask { (index, work(item)) }
        nextToStart += 1
      }
      for _ in 0..<max(1, jobs) { start() }
      while let (index, outcome) = await group.next() {
        start()
        progress(outcome)
        waiting[index] = outcome
        while let next = waiting.removeValue(forKey: nextToReport) {
          report(next)
          nextToReport += 1
        }
      }
    }
  }
}
