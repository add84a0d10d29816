import Foundation
import ImagePrepPlatform
import TestSupport
import Testing

@testable import ImagePrep

@Suite("Images decoded in a process of their own")
struct IsolationTests {
  @Test("Every test image comes out the same, or fails the same")
  func same() throws {
    let isolation = try Workers.isolation()
    for grade in [DecodeGrade.balanced, .exact] {
      var options = Options(max: 24, multiple: 4)
      options.decode = grade
      options.alpha = .keep
      options.color = grade == .exact ? .keep : .srgb
      options.keepMetadata = [.icc, .exif]
      // Of an animation, a later frame too.
      let all = TestImage.all.flatMap { image in (0..<max(1, min(image.frames, 3))).map { (image, $0) } }
      for (image, frame) in all {
        options.frame = frame
        let (apart, together) = (Normalizer(options, isolation: isolation), Normalizer(options))
        let expected = Result { try together.normalize(contentsOf: image.path) }
        let result = Result { try apart.normalize(contentsOf: image.path) }
        switch (expected, result) {
        case (.success(let expected), .success(let result)):
          #expect(result.pixels == expected.pixels && result.info == expected.info, "\(image.name)")
          #expect(result.plan == expected.plan && result.metadata == expected.metadata, "\(image.name)")
          #expect(result.warnings == expected.warnings, "\(image.name)")
          #expect(result.isolation == Workers.level && expected.isolation == .none)
        case (.failure(let expected), .failure(let result)):
          #expect(expected as? ImageError == result as? ImageError)
        default:
          Issue.record("\(image.name): \(expected) against \(result)")
        }
      }
    }
  }

  @Test("Damaged images end in the same error, and the worker stays")
  func damaged() throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    for name in ["photo.jpg", "rgb-8.png", "photo.gif", "photo.webp"] {
      let bytes = try #require(TestImage.named(name)).bytes()
      let start = Array(bytes[..<(bytes.count / 2)])
      let expected = #expect(throws: ImageError.self) { try Normalizer().normalize(start) }
      let error = #expect(throws: ImageError.self) { try normalizer.normalize(start) }
      #expect(error == expected)
      #expect(try normalizer.normalize(bytes).pixels == Normalizer().normalize(bytes).pixels)
    }
  }

  @Test("Headers are read apart too")
  func info() throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    let gif = try #require(TestImage.named("animation.gif"))
    let info = try normalizer.readInfo(contentsOf: gif.path, countingFrames: true)
    #expect(try normalizer.readInfo(gif.bytes(), countingFrames: true) == info)
    #expect(try info == ImageInfo(contentsOf: gif.path, countingFrames: true) && info.frameCount == 7)
  }

  @Test("Many threads share the workers of one normalizer")
  func threads() async throws {
    let normalizer = Normalizer(isolation: try Workers.isolation())
    let image = try #require(TestImage.named("photo.jpg"))
    let expected = try Normalizer().normalize(contentsOf: image.path).pixels
    try await withThrowingTaskGroup(of: PixelBuffer.self) { group in
      for _ in 0..<16 {
        group.addTask { try normalizer.normalize(contentsOf: image.path).pixels }
      }
      for try await pixels in group { #expect(pixels == expected) }
    }
  }

  private static func openCarelessly() -> Int32 { unsafe open("/dev/null", O_RDONLY) }

  @Test(
    "A worker that misbehaves costs one image, with an error that says why, and is replaced",
    arguments: [
      ("crash", "signal 11"), ("hang", "longer than 2.0 seconds"), ("endless", "signal 9"),
      ("memory", "ended with code 42"),
      ("spool", "ended with code 44"), ("descriptors", "ended with code 46"), ("input", "sandbox"),
      ("urgent", "sandbox"), ("shared", "sandbox"), ("spoolswap", "sandbox"),
      ("nonsense", "makes no sense"), ("file", "sandbox"), ("socket", "sandbox"), ("program", "sandbox"),
      ("poison", "sandbox"), ("clock", "ended with code 47"),
    ])
  func misbehaving(_ how: String, _ said: String) throws {
    #if !os(Linux)
      if said == "sandbox" { return }
    #endif
    let folder = try TemporaryFolder()
    let isolation = try Workers.misbehaving(how, in: folder.path)
    let normalizer = Normalizer(isolation: isolation)
    let image = try #require(TestImage.named("photo.jpg"))
    // Something that a careless program leaves open for every other that it starts.
    let open = Self.openCarelessly()
    defer { close(open) }
    let error = #expect(throws: ImageError.self) { try normalizer.normalize(contentsOf: image.path) }
    #expect(error?.code == (said.contains("seconds") ? .overLimit : .workerLost))
    #expect(error?.reason.contains(said) == true, "\(error?.reason ?? "")")
    #expect(error?.path?.text == image.path)
    // From here on the worker behaves: the next image gets a new one.
    try FileManager.default.removeItem(atPath: folder.place("worker-\(how)"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.place("worker-\(how)"), withDestinationPath: try Workers.program("imgprep-worker"))
    #expect(try normalizer.normalize(contentsOf: image.path).isolation == Workers.level)
  }

  @Test("Workers are kept for further images")
  func kept() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    let normalizer = Normalizer(isolation: try Workers.isolation())
    for _ in 0..<5 { _ = try normalizer.normalize(contentsOf: image.path) }
    #expect(normalizer.pool?.startCount == 1)
  }

  /// Not under the thread sanitizer: its own system calls end this worker, which is built with it, in the sandbox.
  @Test("A worker that has gone meanwhile costs no image")
  func gone() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    let folder = try TemporaryFolder()
    let brief = Normalizer(isolation: try Workers.misbehaving("once", in: folder.path))
    for _ in 0..<3 {
      _ = try brief.normalize(contentsOf: image.path)
      usleep(100_000)
    }
    #expect(brief.pool?.startCount == 3)
  }

  @Test("Where a sandbox is required, a worker without one gets no image")
  func required() throws {
    let folder = try TemporaryFolder()
    var isolation = try Workers.misbehaving("unprotected", in: folder.path)
    try Normalizer(isolation: isolation).prepare()
    isolation.requiresSandbox = true
    let error = #expect(throws: ImageError.self) { try Normalizer(isolation: isolation).prepare() }
    #expect(error?.code == .isolationUnavailable)
  }

  @Test("Bounds that make no sense are refused", arguments: [0, -1, .infinity, .nan])
  func bounds(_ seconds: Double) throws {
    var isolation = try Workers.isolation()
    isolation.seconds = seconds
    #expect(throws: ImageError.self) { try Normalizer(isolation: isolation).prepare() }
    isolation = try Workers.isolation()
    isolation.memory = seconds.isFinite ? Int(seconds) : 1000
    let error = #expect(throws: ImageError.self) { try Normalizer(isolation: isolation).prepare() }
    #expect(error?.code == .invalidOptions)
  }

  @Test("An image that needs more memory than its worker may have is an error")
  func memory() throws {
    var isolation = try Workers.isolation()
    isolation.memory = 16 << 20
    // 36 MB once it is decoded.
    let picture = try PixelBuffer(size: Size(width: 3000, height: 3000), format: .rgba8)
    var encoding = Encoding(.webp)
    encoding.lossless = true
    let bytes = try picture.encoded(as: encoding)
    let error = #expect(throws: ImageError.self) {
      try Normalizer(isolation: isolation).normalize(bytes)
    }
    #expect(error?.code == .outOfMemory && error?.reason.contains("\(16 << 20)") == true)
  }

  @Test("Without a worker there is no image, and the error says what to install")
  func noWorker() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    for worker in ["/nowhere/imgprep-worker", "/bin/true"] {
      var isolation = Isolation.process
      isolation.worker = worker
      let error = #expect(throws: ImageError.self) {
        try Normalizer(isolation: isolation).normalize(contentsOf: image.path)
      }
      #expect(error?.code == .isolationUnavailable && error?.reason.contains(worker) == true)
    }
  }
}
