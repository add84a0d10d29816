import Foundation
import Testing

@testable import ImagePrepBatch

/// A value and its lock: one that the thread sanitizer knows, as it does not know Swift's Mutex.
private final class Guarded<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&value) } }
}

@Suite("Work queue")
struct WorkQueueTests {
  /// Runs the queue over numbers, and gives what was reported and how often progress was made.
  private func run(
    _ items: [Int], jobs: Int, work: @escaping @Sendable (Int) -> Int = { $0 }
  ) -> (reports: [Int], progress: [Int]) {
    var reports: [Int] = []
    var progress: [Int] = []
    WorkQueue.run(items, jobs: jobs, work: work) {
      progress.append($0)
    } report: {
      reports.append($0)
    }
    return (reports, progress)
  }

  @Test("Every item is worked on once, and reported in order", arguments: [1, 2, 3, 8, 1000])
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

  @Test("Order holds when the first items take longest")
  func slowFirst() {
    let items = Array(0..<12)
    let results = run(items, jobs: 4) { item in
      Thread.sleep(forTimeInterval: Double(12 - item) / 1000)
      return item
    }
    #expect(results.reports == items)
  }

  @Test("At most as many at once as there are jobs", arguments: [1, 2, 3])
  func atOnce(_ jobs: Int) {
    let running = Guarded((now: 0, most: 0))
    let results = run(Array(0..<40), jobs: jobs) { item in
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      Thread.sleep(forTimeInterval: 0.001)
      running.withLock { $0.now -= 1 }
      return item
    }
    #expect(results.reports.count == 40)
    #expect(running.withLock { $0.most } <= jobs)
    #expect(running.withLock { $0.now } == 0)
  }

  @Test("One job works in the order of the items")
  func oneJob() {
    let calls = Guarded<[Int]>([])
    _ = run(Array(0..<50), jobs: 1) { item in
      calls.withLock { $0.append(item) }
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
    WorkQueue.run(Array(0..<30), jobs: 1) { (item: Int) in
      finished.withLock { $0 += 1 }
      return item
    } progress: { _ in
    } report: { item in
      if item == 0 { finishedAtFirstReport = finished.withLock { $0 } }
    }
    #expect((1...2).contains(finishedAtFirstReport ?? 0))
  }

  @Test("Once it is to stop, nothing more is begun, and what was is reported in order", arguments: [1, 2, 3])
  func stop(_ jobs: Int) {
    let begun = Guarded(0)
    var reports: [Int] = []
    WorkQueue.run(Array(0..<100), jobs: jobs) {
      begun.withLock { $0 >= 10 }
    } work: { (item: Int) in
      begun.withLock { $0 += 1 }
      return item
    } progress: { _ in
    } report: {
      reports.append($0)
    }
    let count = begun.withLock { $0 }
    #expect((10...10 + jobs).contains(count))
    #expect(reports == Array(0..<count))
  }

  @Test("Nothing is begun where it is to stop from the start", arguments: [1, 3])
  func stopAtOnce(_ jobs: Int) {
    var reports: [Int] = []
    WorkQueue.run([1, 2, 3], jobs: jobs) {
      true
    } work: {
      $0
    } progress: { _ in
    } report: {
      reports.append($0)
    }
    #expect(reports.isEmpty)
  }
}
