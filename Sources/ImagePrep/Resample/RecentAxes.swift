import Synchronization

/// The weights that were used last, the newest first, for all threads.
struct RecentAxes: ~Copyable, Sendable {
  private struct Entry: Sendable {
    let recipe: AxisRecipe
    let axes: [FixedAxis]
    let byteCount: Int
  }

  private static let mostEntries = 16
  private static let mostBytes = 2_000_000

  private let entries = Mutex<[Entry]>([])

  func find(_ recipe: AxisRecipe) -> [FixedAxis]? {
    entries.withLock { entries in
      guard let index = entries.firstIndex(where: { $0.recipe == recipe }) else { return nil }
      let entry = entries.remove(at: index)
      entries.insert(entry, at: 0)
      return entry.axes
    }
  }

  func insert(_ axes: [FixedAxis], for recipe: AxisRecipe) {
    let entry = Entry(
      recipe: recipe, axes: axes, byteCount: axes.reduce(0) { $0 + $1.byteCount })
    entries.withLock { entries in
      entries.removeAll { $0.recipe == recipe }
      entries.insert(entry, at: 0)
      var bytes = entries.reduce(0) { $0 + $1.byteCount }
      while let oldest = entries.last, bytes > Self.mostBytes || entries.count > Self.mostEntries {
        bytes -= oldest.byteCount
        entries.removeLast()
      }
    }
  }
}
