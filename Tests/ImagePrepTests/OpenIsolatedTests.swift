import Foundation
import ImagePrepPlatform
import Synchronization
import TestSupport
import Testing

@testable import ImagePrep

@Suite("Images that workers hold open")
struct OpenIsolatedTests {
  private static func photo() throws -> [UInt8] { try #require(TestImage.named("photo.jpg")).bytes() }

  /// The process of the only worker of a normalizer.
  private static func process(of normalizer: Normalizer) throws -> pid_t {
    var process: pid_t = 0
    try #require(normalizer.pool).withWorker(Limits()) { (worker, _) throws(ImageError) in
      worker.isFitForMore = true
      process = worker.process
    }
    return process
  }

  /// True if only the caller holds the descriptor of an image that its worker is done with.
  private static func isClosed(_ normalizer: Normalizer, after: (Int32) -> Void) throws -> Bool {
    let sockets = try SocketPair(.stream)
    defer { close(sockets.writing) }
    #expect(sockets.write(try photo()))
    after(sockets.reading)
    close(sockets.reading)
    // A program that another test starts at this moment has the descriptor too, until it begins.
    for _ in 0..<200 {
      if !sockets.write([0]) { return true }
      usleep(10_000)
    }
    return false
  }

  @Test("A worker keeps nothing open of an image over a limit, and stays")
  func overLimit() throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    var limits = Limits()
    limits.pixels = 1
    let strict = normalizer.with(Options(limits: limits))
    for _ in 0..<3 {
      let isClosed = try Self.isClosed(normalizer) { descriptor in
        #expect(throws: ImageError.self) { try strict.open(descriptor: descriptor) }
      }
      #expect(isClosed)
    }
    let image = try normalizer.open(Self.photo())
    _ = try image.render(image.plan(Options()))
    #expect(normalizer.pool?.startCount == 1)
  }

  @Test("A worker whose image was rendered or released takes the next one")
  func released() throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    let isClosed = try Self.isClosed(normalizer) { _ = try? normalizer.open(descriptor: $0) }
    #expect(isClosed && normalizer.pool?.idleCount == 1)
    let image = try normalizer.open(Self.photo())
    #expect(normalizer.pool?.idleCount == 0)
    _ = try image.render(image.plan(Options()))
    // Although the image still lives.
    #expect(normalizer.pool?.idleCount == 1 && normalizer.pool?.startCount == 1)
    withExtendedLifetime(image) {}
  }

  @Test("Two images are open at once, and each is rendered")
  func two() throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    let png = try #require(TestImage.named("rgb-8.png")).bytes()
    let (first, second) = (try normalizer.open(Self.photo()), try normalizer.open(png))
    #expect(try second.render(second.plan(Options())).pixels == Normalizer().normalize(png).pixels)
    #expect(try first.render(first.plan(Options())).pixels == Normalizer().normalize(Self.photo()).pixels)
    #expect(normalizer.pool?.startCount == 2)
  }

  @Test("No call waits for the worker of an open image, which its own thread may hold")
  func noRoom() throws {
    let folder = try TemporaryFolder()
    var isolation = try Workers.isolation()
    let (link, photo) = (folder.place("imgprep-worker"), try Self.photo())
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: try #require(isolation.worker))
    isolation.worker = link
    let normalizer = Normalizer(isolation: isolation)
    let first = try normalizer.open(photo)
    try FileManager.default.removeItem(atPath: link)
    let outcome = Mutex<ImageError.Code?>(nil)
    let thread = SystemThread {
      do throws(ImageError) { _ = try normalizer.open(photo) } catch { outcome.withLock { $0 = error.code } }
    }
    for _ in 0..<500 where outcome.withLock({ $0 }) == nil { usleep(10_000) }
    #expect(outcome.withLock { $0 } == .isolationUnavailable)
    _ = try first.render(first.plan(Options()))
    let second = try normalizer.open(photo)
    _ = try second.render(second.plan(Options()))
    withExtendedLifetime(thread) {}
  }

  @Test("An image that was held open too long is no attack")
  func idle() throws {
    var isolation = try Workers.isolation()
    isolation.idleSeconds = 2
    let image = try Normalizer(isolation: isolation).open(Self.photo())
    usleep(2_500_000)
    let error = #expect(throws: ImageError.self) { try image.render(image.plan(Options())) }
    #expect(error?.code == .overLimit && error?.option == .idleSeconds && error?.limit == 2)
  }

  @Test("The opening's seconds limit the wait for a rendering")
  func seconds() throws {
    var isolation = try Workers.isolation()
    isolation.seconds = 6
    var options = Options()
    options.limits.seconds = 1
    let normalizer = Normalizer(options, isolation: isolation)
    let process = try Self.process(of: normalizer)
    let image = try normalizer.open(Self.photo())
    let plan = try image.plan(Options())
    kill(process, SIGSTOP)
    let start = ContinuousClock.now
    let error = #expect(throws: ImageError.self) { try image.render(plan) }
    #expect(error?.code == .overLimit && error?.option == .limitSeconds)
    #expect(ContinuousClock.now - start < .seconds(4))
    #expect(throws: ImageError.self) { try image.plan(Options()) }
  }

  @Test("The seconds of a plan do not limit it")
  func planSeconds() throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    let process = try Self.process(of: normalizer)
    let image = try normalizer.open(Self.photo())
    var options = Options()
    options.limits.seconds = 0.1
    let plan = try image.plan(options)
    kill(process, SIGSTOP)
    let thread = SystemThread {
      usleep(1_000_000)
      kill(process, SIGCONT)
    }
    #expect(try image.render(plan).pixels.size == plan.output)
    withExtendedLifetime(thread) {}
  }
}
