/// A cache of the values used last, for all threads. The newest come first.
package final class LRUCache<Key: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {
  private struct Entry: Sendable {
    let key: Key
    let value: Value
    let byteCount: Int
  }

  private let mostEntries: Int
  private let mostBytes: Int
  /// Guards the fields below. (Not a Mutex, because the thread sanitizer cannot see into it.)
  private let condition = ConditionVariable()
  private var entries: [Entry] = []

  package init(mostEntries: Int, mostBytes: Int = .max) {
    self.mostEntries = mostEntries
    self.mostBytes = mostBytes
  }

  package func find(_ key: Key) -> Value? {
    condition.locked {
      guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
      let entry = entries.remove(at: index)
      entries.insert(entry, at: 0)
      return entry.value
    }
  }

  package func insert(_ value: Value, for key: Key, byteCount: Int = 0) {
    guard byteCount <= mostBytes else { return }
    let entry = Entry(key: key, value: value, byteCount: byteCount)
    condition.locked {
      entries.removeAll { $0.key == key }
      entries.insert(entry, at: 0)
      var bytes = entries.reduce(0) { $0 + $1.byteCount }
      while let oldest = entries.last, bytes > mostBytes || entries.count > mostEntries {
        bytes -= oldest.byteCount
        entries.removeLast()
      }
    }
  }
}
