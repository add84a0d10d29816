import ImagePrep

/// Works on many items, several at once, and reports their results in order. It pulls items one by one when it has room
/// for them, so there may be more than fit into memory, even infinitely many.
public struct WorkQueue: Sendable {
  /// The number of threads, at least 1. If it is 1, the calling thread does the work.
  public let jobs: Int
  /// Bytes that the items in hand may take together; nil for no bound.
  public let memory: Int?
  /// The most items that may be begun or done before the first of them is reported. A slow item holds up later results.
  public let mostUnreported: Int
  /// Once set, no further item is begun. Items in hand are finished and reported.
  public let stop: StopFlag

  /// - Parameters:
  ///   - memory: Default: nil, no bound.
  ///   - mostUnreported: Default: 1024.
  ///   - stop: Default: a new flag.
  public init(jobs: Int, memory: Int? = nil, mostUnreported: Int = 1024, stop: StopFlag = StopFlag()) {
    self.jobs = jobs
    self.memory = memory.map { max(1, $0) }
    self.mostUnreported = max(1, mostUnreported)
    self.stop = stop
  }

  /// Works on every item. `progress` and `report` are called on the calling thread.
  ///
  /// - Parameters:
  ///   - items: Pulled by one thread at a time.
  ///   - cost: The bytes that an item takes while in hand. An item that takes more than ``memory`` runs alone. Called
  ///     only if there is a bound. Default: 0.
  ///   - progress: Called with every result as soon as it is known. Default: does nothing.
  ///   - report: Called with every result in the order of the items.
  public func run<Item: Sendable, Outcome: Sendable>(
    _ items: sending some Sequence<Item>,
    cost: @escaping @Sendable (Item) -> Int = { _ in 0 },
    work: @escaping @Sendable (Item) -> Outcome,
    progress: (Outcome) -> Void = { _ in },
    report: (Outcome) -> Void
  ) {
    var iterator = items.makeIterator()
    let shared = SharedQueue(self, next: { iterator.next() }, cost, work)
    var threads: [SystemThread] = []
    if jobs > 1 {
      for _ in 0..<jobs {
        // If the system cannot start another thread, the others do all the work.
        if let thread = SystemThread({ while shared.workOnNext() {} }) { threads.append(thread) }
      }
    }
    var unreported: [Int: Outcome?] = [:]
    var reported = 0
    while true {
      if threads.isEmpty { _ = shared.workOnNext() }
      guard let (index, outcome) = shared.takeResult() else { return }
      if let outcome { progress(outcome) }
      unreported.updateValue(outcome, forKey: index)
      while let outcome = unreported.removeValue(forKey: reported) {
        if let outcome { report(outcome) }
        reported += 1
      }
      shared.makeRoom(reported: reported)
    }
  }
}

/// The state that the threads of a queue share.
private final class SharedQueue<Item: Sendable, Outcome: Sendable>: @unchecked Sendable {
  private let queue: WorkQueue
  private let cost: @Sendable (Item) -> Int
  private let work: @Sendable (Item) -> Outcome
  /// Guards `next`, which may take long. It is locked before `condition`.
  private let source = ConditionVariable()
  private let next: () -> Item?
  /// Guards the fields below. Its bell rings when any of them has changed.
  private let condition = ConditionVariable()
  private var isAtEnd = false
  private var begun = 0
  private var reported = 0
  private var inHand = 0
  private var bytesInHand = 0
  /// The numbers of the items that wait for memory.
  private var waiting: Set<Int> = []
  /// The results by number. Nil for an item that was not worked on because the run stops.
  private var results: [(Int, Outcome?)] = []

  init(
    _ queue: WorkQueue, next: @escaping () -> Item?, _ cost: @escaping @Sendable (Item) -> Int,
    _ work: @escaping @Sendable (Item) -> Outcome
  ) {
    self.queue = queue
    self.next = next
    self.cost = cost
    self.work = work
  }

  /// Returns false if no item is left, or none may be begun.
  func workOnNext() -> Bool {
    guard let (index, item) = takeItem() else { return false }
    let bytes = queue.memory.map { min(max(0, cost(item)), $0) } ?? 0
    let outcome = takeMemory(bytes, for: index) ? work(item) : nil
    condition.locked {
      if outcome != nil { bytesInHand -= bytes }
      inHand -= 1
      results.append((index, outcome))
      condition.ringAll()
    }
    return true
  }

  private func takeItem() -> (Int, Item)? {
    source.locked {
      let item = awaitRoom() ? next() : nil
      return condition.locked {
        guard let item else {
          isAtEnd = true
          condition.ringAll()
          return nil
        }
        begun += 1
        inHand += 1
        return (begun - 1, item)
      }
    }
  }

  /// Waits for room. Returns false if no item may be pulled.
  private func awaitRoom() -> Bool {
    condition.locked {
      while !isAtEnd, !queue.stop.isSet, begun - reported >= queue.mostUnreported { condition.wait() }
      return !isAtEnd && !queue.stop.isSet
    }
  }

  /// Waits until there is memory for an item. Returns false if the run stops. Items get memory in order, because a
  /// large item would otherwise wait until there are no more small ones.
  private func takeMemory(_ bytes: Int, for index: Int) -> Bool {
    guard let memory = queue.memory else { return !queue.stop.isSet }
    return condition.locked {
      waiting.insert(index)
      while !queue.stop.isSet, waiting.min() != index || bytes > memory - bytesInHand { condition.wait() }
      waiting.remove(index)
      condition.ringAll()
      guard !queue.stop.isSet else { return false }
      bytesInHand += bytes
      return true
    }
  }

  /// Waits for a result. Returns nil if there will be no more.
  func takeResult() -> (Int, Outcome?)? {
    condition.locked {
      while results.isEmpty {
        if inHand == 0, isAtEnd { return nil }
        condition.wait()
      }
      return results.removeFirst()
    }
  }

  /// Allows further items to be pulled.
  func makeRoom(reported: Int) {
    condition.locked {
      self.reported = reported
      condition.ringAll()
    }
  }
}
