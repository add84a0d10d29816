import Foundation
import TestSupport
import Testing

@testable import ImagePrep

/// A pipe whose ends are closed when it is let go.
private final class TestPipe {
  var ends: [Int32] = [-1, -1]
  var reader: Int32 { ends[0] }
  var writer: Int32 { ends[1] }

  init(nonBlocking: Bool) throws {
    guard unsafe pipe(&ends) == 0 else { throw CocoaError(.fileReadUnknown) }
    if nonBlocking { for end in ends { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) } }
  }

  deinit { for end in ends where end >= 0 { close(end) } }
}

@Suite("Waiting for bytes, and for room")
struct WaitingTests {
  /// Those who write may go on when the image is complete.
  init() { signal(SIGPIPE, SIG_IGN) }

  private static func options(seconds: Double?) -> Options {
    var options = Options.asStored
    options.limits.seconds = seconds
    return options
  }

  private static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// Runs a body on another thread, a little later.
  private static func later(_ milliseconds: UInt32 = 50, _ body: @escaping @Sendable () -> Void)
    -> SystemThread?
  {
    SystemThread {
      usleep(milliseconds * 1000)
      body()
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, pausing: Bool) {
    for start in stride(from: 0, to: bytes.count, by: 3000) {
      let part = Array(bytes[start..<min(start + 3000, bytes.count)])
      var done = 0
      while done < part.count {
        let count = unsafe part.withUnsafeBytes { unsafe systemWrite(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { done += count } else { usleep(1000) }
      }
      if pausing { usleep(2000) }
    }
  }

  @Test(
    "A non-blocking descriptor is waited for",
    arguments: ["photo.jpg", "photo.webp", "p3.png", "animation.gif"],
    [nil, 20.0])
  func nonBlockingInput(_ name: String, _ limit: Double?) throws {
    let image = try #require(TestImage.named(name))
    let bytes = try image.bytes()
    let normalizer = Normalizer(Self.options(seconds: limit))
    for isolation in [nil, Isolation.process] {
      let pipe = try TestPipe(nonBlocking: true)
      defer { withExtendedLifetime(pipe) {} }
      let writer = pipe.writer
      let thread = Self.later {
        Self.write(bytes, to: writer, pausing: true)
        close(writer)
      }
      pipe.ends[1] = -1
      let reading = isolation.map { Normalizer(normalizer.options, isolation: $0) } ?? normalizer
      let read = try reading.normalize(descriptor: pipe.reader)
      #expect(try read.pixels == normalizer.normalize(bytes).pixels)
      thread?.join()
    }
  }

  @Test(
    "A pipe that gives nothing is held to the deadline, in this process and in a worker",
    arguments: [nil, Isolation.process])
  func silentInput(_ isolation: Isolation?) throws {
    for nonBlocking in [false, true] {
      let pipe = try TestPipe(nonBlocking: nonBlocking)
      defer { withExtendedLifetime(pipe) {} }
      let normalizer = Normalizer(Self.options(seconds: 0.3), isolation: isolation)
      try normalizer.prepare()
      let seconds = Self.seconds {
        let error = #expect(throws: ImageError.self) { try normalizer.normalize(descriptor: pipe.reader) }
        #expect(error?.code == .overLimit)
      }
      #expect(seconds < 5)
    }
  }

  @Test("A non-blocking descriptor is waited for until it takes more", arguments: OutputFormat.allCases)
  func nonBlockingOutput(_ format: OutputFormat) throws {
    let image = try PixelBuffer.noise(Size(width: 200, height: 200), .rgb8, seed: 31)
    let expected = try image.encoded(as: Encoding(format))
    for seconds in [nil, 20.0] {
      let pipe = try TestPipe(nonBlocking: true)
      defer { withExtendedLifetime(pipe) {} }
      let writer = pipe.writer
      let thread = Self.later(0) {
        try? image.write(descriptor: writer, as: Encoding(format), seconds: seconds)
        close(writer)
      }
      pipe.ends[1] = -1
      usleep(50_000)
      var received: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 10_000)
      while true {
        let count = unsafe read(pipe.reader, &piece, piece.count)
        if count > 0 { received += piece[..<count] } else if count == 0 { break } else { usleep(1000) }
      }
      #expect(received == expected)
      thread?.join()
    }
  }

  @Test("A pipe that nobody empties is held to the deadline")
  func fullOutput() throws {
    let image = try PixelBuffer.noise(Size(width: 300, height: 300), .rgb8, seed: 32)
    for nonBlocking in [false, true] {
      let pipe = try TestPipe(nonBlocking: nonBlocking)
      defer { withExtendedLifetime(pipe) {} }
      let seconds = Self.seconds {
        let error = #expect(throws: ImageError.self) {
          try image.write(descriptor: pipe.writer, as: Encoding(.ppm), seconds: 0.3)
        }
        #expect(error?.code == .overLimit)
      }
      #expect(seconds < 5)
    }
  }

  @Test(
    "A named pipe without anybody at its other end is held to the deadline",
    arguments: [nil, Isolation.process])
  func lonelyPipe(_ isolation: Isolation?) throws {
    let folder = try TemporaryFolder()
    let (path, picture) = (folder.path + "/pipe", try #require(TestImage.named("p3.png")).path)
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let normalizer = Normalizer(Self.options(seconds: 0.3), isolation: isolation)
    let seconds = Self.seconds {
      let input = #expect(throws: ImageError.self) { try normalizer.normalize(contentsOf: path) }
      #expect(input?.code == .overLimit && input?.path == SystemPath(path))
      let header = #expect(throws: ImageError.self) { try normalizer.readInfo(contentsOf: path) }
      #expect(header?.code == .overLimit && header?.path == SystemPath(path))
      let output = #expect(throws: ImageError.self) {
        try normalizer.normalize(contentsOf: picture, to: path, as: Encoding(.png))
      }
      #expect(output?.code == .overLimit && output?.path == SystemPath(path))
    }
    #expect(seconds < 10)
  }

  @Test("Somebody who comes late to a named pipe is waited for", arguments: [nil, 20.0])
  func latePipe(_ limit: Double?) throws {
    let folder = try TemporaryFolder()
    let (path, image) = (folder.path + "/pipe", try #require(TestImage.named("photo.jpg")))
    let bytes = try image.bytes()
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let normalizer = Normalizer(Self.options(seconds: limit))
    let expected = try normalizer.normalize(bytes).pixels
    let writer = Self.later(200) {
      let descriptor = unsafe open(path, O_WRONLY)
      usleep(50_000)
      Self.write(bytes, to: descriptor, pausing: false)
      close(descriptor)
    }
    #expect(try normalizer.normalize(contentsOf: path).pixels == expected)
    writer?.join()

    let copy = folder.path + "/copy.ppm"
    let reader = Self.later(200) {
      let (from, to) = unsafe (open(path, O_RDONLY), open(copy, O_WRONLY | O_CREAT, 0o600))
      var piece = [UInt8](repeating: 0, count: 10_000)
      while true {
        let count = unsafe read(from, &piece, piece.count)
        if count <= 0 { break }
        Self.write(Array(piece[..<count]), to: to, pausing: false)
      }
      close(from)
      close(to)
    }
    try normalizer.normalize(contentsOf: image.path, to: path, as: Encoding(.ppm))
    reader?.join()
    #expect(try [UInt8](Data(contentsOf: URL(filePath: copy))) == expected.encoded(as: Encoding(.ppm)))
  }

  @Test("What was found in a folder and has become a pipe is refused")
  func becomePipe() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.png"
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let error = #expect(throws: ImageError.self) { try Normalizer().forFilesOnly.normalize(contentsOf: path) }
    #expect(error?.code == .unreadable && error?.path == SystemPath(path))
    #expect(Format(contentsOf: path) == nil)
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
