import Foundation
import ImagePrepPlatform
import Synchronization
import TestSupport
import Testing

@testable import ImagePrep

@Suite("How many workers there are, and how long they may take")
struct WorkerPoolTests {
  @Test("A worker that never greets is held to the seconds that an image may take")
  func silent() throws {
    let folder = try TemporaryFolder()
    var options = Options()
    options.limits.seconds = 1
    let image = try #require(TestImage.named("photo.jpg"))
    let normalizer = Normalizer(options, isolation: try Workers.misbehaving("silent", in: folder.path))
    let actions: [() throws -> Void] = [
      { try normalizer.prepare() }, { _ = try normalizer.normalize(contentsOf: image.path) },
      { _ = try normalizer.readInfo(contentsOf: image.path) },
    ]
    for action in actions {
      let start = ContinuousClock.now
      let error = #expect(throws: ImageError.self) { try action() }
      #expect(error?.code == .isolationUnavailable && error?.reason.contains("within 1.") == true)
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  @Test("A worker that never answers is held to them too")
  func hanging() throws {
    let folder = try TemporaryFolder()
    var options = Options()
    options.limits.seconds = 1
    var isolation = try Workers.misbehaving("hang", in: folder.path)
    isolation.seconds = 120
    let image = try #require(TestImage.named("photo.jpg"))
    let start = ContinuousClock.now
    let error = #expect(throws: ImageError.self) {
      try Normalizer(options, isolation: isolation).normalize(contentsOf: image.path)
    }
    #expect(error?.code == .overLimit && error?.reason.contains("1.0 seconds") == true)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test("Of many workers a few are kept")
  func cap() async throws {
    var isolation = try Workers.isolation()
    isolation.idleWorkers = 2
    let normalizer = Normalizer(isolation: isolation)
    let image = try #require(TestImage.named("photo.jpg"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { _ = try normalizer.normalize(contentsOf: image.path) } }
      try await group.waitForAll()
    }
    #expect((1...2).contains(try #require(normalizer.pool).idleCount))
  }

  @Test("Where no further worker can be started, one that is busy is waited for")
  func waiting() throws {
    let folder = try TemporaryFolder()
    var isolation = try Workers.isolation()
    let program = try isolation.worker ?? Workers.program("imgprep-worker")
    let link = folder.path + "/imgprep-worker"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: program)
    isolation.worker = link
    let pool = WorkerPool(isolation)
    let failure = Mutex<ImageError?>(nil)
    let hasEnded = Mutex(false)
    var thread: SystemThread?
    try pool.withWorker(Limits()) { (worker, _) throws(ImageError) in
      worker.isFitForMore = true
      try? FileManager.default.removeItem(atPath: link)
      thread = SystemThread {
        do throws(ImageError) { try pool.prepare(Limits()) } catch { failure.withLock { $0 = error } }
        hasEnded.withLock { $0 = true }
      }
      usleep(500_000)
      #expect(!hasEnded.withLock { $0 })
    }
    try #require(thread).join()
    #expect(failure.withLock { $0 } == nil && pool.startCount == 1)
    // Without one that is busy there is nothing to wait for.
    var options = Options()
    options.limits.memory = 100 << 20
    let error = #expect(throws: ImageError.self) { try pool.prepare(options.limits) }
    #expect(error?.code == .isolationUnavailable)
  }

  @Test("Workers of other bounds are not used")
  func bounds() throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    try normalizer.prepare()
    var options = Options()
    options.limits.memory = 100 << 20
    try normalizer.with(options).prepare()
    try normalizer.with(options).prepare()
    try normalizer.prepare()
    #expect(normalizer.pool?.startCount == 2)
  }

  @Test("A worker that may take what the plan says takes no more")
  func planned() throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    let picture = try PixelBuffer(size: Size(width: 2000, height: 1500), format: .rgba8)
    var encoding = Encoding(.webp)
    encoding.lossless = true
    let large = try picture.encoded(as: encoding)
    let images = try TestImage.all.filter { $0.name.hasPrefix("photo") }.map { try $0.bytes() } + [large]
    for bytes in images {
      var options = Options(max: 100)
      options.limits.memory = try Normalizer(options).normalize(bytes).plan.memory
      let apart = normalizer.with(options)
      #expect(try apart.normalize(bytes).pixels == Normalizer(options).normalize(bytes).pixels)
    }
  }

  @Test("A descriptor that is not open is unreadable, and costs no worker")
  func notOpen() throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    try normalizer.prepare()
    for descriptor: Int32 in [-1, 9999] {
      let error = #expect(throws: ImageError.self) { try normalizer.normalize(descriptor: descriptor) }
      #expect(error?.code == .unreadable)
      #expect(throws: ImageError.self) { try normalizer.readInfo(descriptor: descriptor) }
    }
    try normalizer.prepare()
    #expect(normalizer.pool?.startCount == 1)
  }

  @Test("What is asked of a worker in vain makes it no worse", arguments: [1.0, 60, 1e6])
  func deadlines(_ seconds: Double) {
    var isolation = Isolation.process
    isolation.seconds = seconds
    var limits = Limits()
    for limit in [1e-9, 0.5, 1e9] {
      limits.seconds = limit
      let call = WorkerCall(limits, isolation)
      #expect(call.deadline.isFinite && !call.overSeconds.reason.isEmpty)
    }
    limits.memory = .max
    #expect(WorkerBounds(limits, isolation).memory == isolation.memory)
    limits.memory = 1
    #expect(WorkerBounds(limits, isolation).memory == 1 + WorkerBounds.room)
  }
}
