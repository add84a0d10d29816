import Foundation
import Testing

@testable import ImagePrepBatch

/// A value and its lock: one that the thread sanitizer knows, as it does not know Swift's Mutex.
private final class Guarded<Value>: @unchecked Sendable {
  private let condition = NSCondition()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    condition.withLock {
      defer { condition.broadcast() }
      return body(&value)
    }
  }

  /// Waits until another thread has changed the value so.
  func wait(seconds: TimeInterval = 1000, until isReached: (Value) -> Bool) {
    let end = Date(timeIntervalSinceNow: seconds)
    condition.withLock { while !isReached(value), condition.wait(until: end) {} }
  }
}

@Suite("Work queue", .timeLimit(.minutes(2)))
struct WorkQueueTests {
  /// Runs the queue over numbers, and gives what was reported and how often progress was made.
  private func run(
    _ items: [Int], jobs: Int, work: @escaping @Sendable (Int) -> Int = { $0 }
  ) -> (reports: [Int], progress: [Int]) {
    var reports: [Int] = []
    var progress: [Int] = []
    WorkQueue(jobs: jobs).run(items, work: work) {
      progress.append($0)
    } report: {
      reports.append($0)
    }
    return (reports, progress)
  }

  @Test("Every item is worked on once, and reported in order", arguments: [1, 2, 3, 8, 100])
  func order(_ jobs: Int) {
    let items = (0..<200).map { $0 * 37 % 200 }
    let calls = Guarded<[Int]>([])
    let results = run(items, jobs: jobs) { item in
      calls.withLock { $0.append(item) }
      return item + 1000
    }
    #expect(results.reports == items.map { $0 + 1000 })
    #expect(results.progress.sorted() == (1000..<1200).map(\.self))
    #expect(calls.withLock { $0.sorted() } == (0..<200).map(\.self))
  }

  @Test("Results are reported in order, and progress is told as it is made, where the first item ends last")
  func slowFirst() {
    let done = Guarded(0)
    let results = run(Array(0..<12), jobs: 4) { item in
      if item == 0 { done.wait { $0 == 11 } } else { done.withLock { $0 += 1 } }
      return item
    }
    #expect(results.reports == Array(0..<12))
    // Each of the three other threads may hold one item that is done and not yet told.
    #expect(results.progress.firstIndex(of: 0) ?? 0 >= 8)
  }

  @Test("At most as many at once as there are jobs", arguments: [1, 2, 3])
  func atOnce(_ jobs: Int) {
    let running = Guarded((now: 0, most: 0))
    let results = run(Array(0..<40), jobs: jobs) { item in
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      // Each waits until there are as many as there may be, once.
      if item < jobs { running.wait { $0.most == jobs } }
      running.withLock { $0.now -= 1 }
      return item
    }
    #expect(results.reports.count == 40)
    #expect(running.withLock { $0.most } == jobs)
    #expect(running.withLock { $0.now } == 0)
  }

  @Test("One job works in the order of the items, on the calling thread")
  func oneJob() {
    let calls = Guarded<[Int]>([])
    let thread = ObjectIdentifier(Thread.current)
    _ = run(Array(0..<50), jobs: 1) { item in
      calls.withLock { $0.append(ObjectIdentifier(Thread.current) == thread ? item : -1) }
      return item
    }
    #expect(calls.withLock { $0 } == Array(0..<50))
  }

  @Test("Nothing to do is done at once, and fewer than one job is one")
  func edges() {
    #expect(run([], jobs: 4).reports.isEmpty)
    #expect(run([7, 8], jobs: 0).reports == [7, 8])
    #expect(run([7, 8], jobs: -1).reports == [7, 8])
  }

  @Test("An item is reported when those before it are, not when all are")
  func early() {
    let finished = Guarded(0)
    var finishedAtFirstReport: Int?
    WorkQueue(jobs: 1).run(0..<30) { item in
      finished.withLock { $0 += 1 }
      return item
    } report: { item in
      if item == 0 { finishedAtFirstReport = finished.withLock { $0 } }
    }
    #expect(finishedAtFirstReport == 1)
  }

  @Test("Items without end are pulled one by one until it is to stop", arguments: [1, 2, 3])
  func stop(_ jobs: Int) {
    let stop = StopFlag()
    let begun = Guarded<[Int]>([])
    var reports: [Int] = []
    WorkQueue(jobs: jobs, stop: stop).run(sequence(first: 0) { $0 + 1 }) { item in
      begun.withLock { $0.append(item) }
      if item == 10 { stop.set(.signal) }
      return item
    } report: {
      reports.append($0)
    }
    #expect(reports == begun.withLock { $0.sorted() })
    // Each of the other threads may hold an item that it does not begin any more.
    #expect(reports.contains(10) && reports.count { $0 < 10 } >= 11 - jobs)
    #expect(stop.reason == .signal)
  }

  @Test("Nothing is begun or pulled where it is to stop from the start", arguments: [1, 3])
  func stopAtOnce(_ jobs: Int) {
    let stop = StopFlag()
    stop.set(.diskFull)
    stop.set(.signal)
    #expect(stop.reason == .diskFull)
    let pulled = Guarded(0)
    var reports: [Int] = []
    let items = (1...3).lazy.map { item in
      pulled.withLock { $0 += 1 }
      return item
    }
    WorkQueue(jobs: jobs, stop: stop).run(items) {
      $0
    } report: {
      reports.append($0)
    }
    #expect(reports.isEmpty && pulled.withLock { $0 } == 0)
  }

  @Test(
    "An item that comes after the stop is not begun, with a bound of memory and without",
    arguments: [nil, 100])
  func stopWhilePulling(_ memory: Int?) {
    let stop = StopFlag()
    var reports: [Int] = []
    let items = (0..<50).lazy.map { item in
      if item == 10 { stop.set(.signal) }
      return item
    }
    WorkQueue(jobs: 1, memory: memory, stop: stop).run(items) { _ in
      1
    } work: {
      $0
    } report: {
      reports.append($0)
    }
    #expect(reports == Array(0..<10))
  }

  @Test("Items that wait for memory are not begun once it is to stop")
  func stopWhileWaiting() {
    let stop = StopFlag()
    let priced = Guarded(0)
    var reports: [Int] = []
    WorkQueue(jobs: 4, memory: 100, stop: stop).run(0..<20) { _ in
      priced.withLock { $0 += 1 }
      return 100
    } work: { item in
      priced.wait { $0 == 4 }
      stop.set(.signal)
      return item
    } report: {
      reports.append($0)
    }
    #expect(reports.count == 1)
  }

  @Test("What is in hand stays within the bound of memory, and what is larger runs alone")
  func memory() {
    let costs = (0..<300).map { [30, 60, 5, 100, 45, 40, 250, 1, 99, Int.max][$0 * 7 % 10] }
    let inHand = Guarded<[Int: Int]>([:])
    let broken = Guarded<[[Int]]>([])
    var reports: [Int] = []
    WorkQueue(jobs: 6, memory: 100).run(costs.indices) {
      costs[$0]
    } work: { item in
      inHand.withLock { items in
        items[item] = costs[item]
        let all = Array(items.values)
        let isWithin = all.count == 1 || all.allSatisfy { $0 <= 100 } && all.reduce(0, +) <= 100
        if !isWithin { broken.withLock { $0.append(all) } }
      }
      Thread.sleep(forTimeInterval: 0.0005)
      inHand.withLock { $0[item] = nil }
      return item
    } report: {
      reports.append($0)
    }
    #expect(broken.withLock { $0 } == [])
    #expect(reports == Array(costs.indices))
  }

  @Test("Items that fit into the memory together are in hand together")
  func together() {
    let begun = Guarded(0)
    var reports: [Int] = []
    WorkQueue(jobs: 3, memory: 100).run([50, 30, 20]) {
      $0
    } work: { item in
      begun.withLock { $0 += 1 }
      begun.wait { $0 == 3 }
      return item
    } report: {
      reports.append($0)
    }
    #expect(reports == [50, 30, 20])
  }

  @Test("A large item gets its turn though small ones never end")
  func largeAmongSmall() {
    let stop = StopFlag()
    let last = Guarded(0)
    var reports: [Int] = []
    WorkQueue(jobs: 3, memory: 100, stop: stop).run(sequence(first: 0) { $0 + 1 }) {
      $0 == 5 ? 100 : 30
    } work: { item in
      if item == 5 || item == 20_000 { stop.set(.signal) }
      last.withLock { $0 = max($0, item) }
      // None of the small ones ends before the next has begun, where it may.
      last.wait(seconds: 0.02) { $0 > item || stop.isSet }
      return item
    } report: {
      reports.append($0)
    }
    #expect(reports.contains(5))
  }

  @Test(
    "Without a bound of memory nothing is priced; costs and bounds below 0 stop nothing"
  )
  func costs() {
    let priced = Guarded(0)
    var reports: [Int] = []
    let price: @Sendable (Int) -> Int = { item in
      priced.withLock { $0 += 1 }
      return item
    }
    WorkQueue(jobs: 2).run(0..<5, cost: price) {
      $0
    } report: {
      reports.append($0)
    }
    #expect(priced.withLock { $0 } == 0)
    WorkQueue(jobs: 2, memory: 10).run([-5, Int.min, 3], cost: price) {
      $0
    } report: {
      reports.append($0)
    }
    WorkQueue(jobs: 2, memory: -1).run([7, 8], cost: price) {
      $0
    } report: {
      reports.append($0)
    }
    #expect(reports == [0, 1, 2, 3, 4, -5, Int.min, 3, 7, 8])
  }

  @Test("A slow first item holds up no more results than it may", arguments: [1, 2, 3, 20])
  func bound(_ most: Int) {
    let begun = Guarded(0)
    let isFirstDone = Guarded(false)
    let early = Guarded<[Int]>([])
    var reports: [Int] = []
    WorkQueue(jobs: 3, mostUnreported: most).run(0..<200) { item in
      begun.withLock { $0 += 1 }
      if item == 0 {
        begun.wait { $0 == most }
        // Time for the others to begin too much.
        Thread.sleep(forTimeInterval: 0.05)
        isFirstDone.withLock { $0 = true }
      } else if item >= most, !isFirstDone.withLock({ $0 }) {
        early.withLock { $0.append(item) }
      }
      return item
    } report: {
      reports.append($0)
    }
    #expect(early.withLock { $0 } == [])
    #expect(reports == Array(0..<200))
  }
}
