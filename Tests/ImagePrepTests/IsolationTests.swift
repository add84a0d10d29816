import Foundation
import Testing

@testable import ImagePrep

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Images decoded in a process of their own")
struct IsolationTests {
  /// A program that is built with the tests: beside the test bundle, whose path is among the arguments.
  private static func program(_ name: String) throws -> String {
    for argument in CommandLine.arguments where argument.contains("/") {
      var folder = URL(filePath: argument).standardizedFileURL
      while folder.pathComponents.count > 1 {
        folder.deleteLastPathComponent()
        let candidate = folder.appending(path: name).path
        if FileManager.default.isExecutableFile(atPath: candidate), !isFolder(candidate) { return candidate }
      }
    }
    throw CocoaError(.executableNotLoadable)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Where the tests run under a sanitizer, which needs more memory than a worker may have, a worker without it is named.
  private static func isolation() throws -> Isolation {
    var isolation = Isolation.process
    if ProcessInfo.processInfo.environment["IMGPREP_WORKER"] == nil {
      isolation.worker = try program("imgprep-worker")
    }
    return isolation
  }

  #if os(Linux)
    private static let level = Isolation.Level.sandbox
  #else
    private static let level = Isolation.Level.process
  #endif

  @Test("Every test image comes out the same, or fails the same")
  func same() throws {
    let isolation = try Self.isolation()
    for grade in [DecodeGrade.balanced, .exact] {
      var options = Options(max: 24, multiple: 4)
      options.decode = grade
      options.alpha = .keep
      options.colour = grade == .exact ? .keep : .srgb
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
          #expect(result.isolation == Self.level && expected.isolation == .none)
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
    let normalizer = Normalizer(isolation: try Self.isolation())
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
    let normalizer = Normalizer(isolation: try Self.isolation())
    let gif = try #require(TestImage.named("animation.gif"))
    let info = try normalizer.readInfo(contentsOf: gif.path, countingFrames: true)
    #expect(try info == ImageInfo(contentsOf: gif.path, countingFrames: true) && info.frameCount == 7)
  }

  @Test("Many threads share the workers of one normalizer")
  func threads() async throws {
    let normalizer = Normalizer(isolation: try Self.isolation())
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

  /// A worker that misbehaves, under the name that tells it how.
  private static func misbehaving(_ how: String, in folder: String) throws -> Isolation {
    let link = "\(folder)/worker-\(how)"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: try program("misbehaving-worker"))
    var isolation = Isolation.process
    isolation.worker = link
    // Anything else ends by itself, however slow the machine is.
    isolation.seconds = how == "hang" ? 2 : 120
    isolation.memory = 256 << 20
    return isolation
  }

  @Test(
    "A worker that misbehaves costs one image, with an error that says why, and is replaced",
    arguments: [
      ("crash", "signal 11"), ("hang", "longer than 2.0 seconds"), ("endless", "signal 9"),
      ("memory", "ended with code 42"),
      ("spool", "ended with code 44"), ("descriptors", "ended with code 46"), ("input", "sandbox"),
      ("urgent", "sandbox"), ("shared", "sandbox"), ("spoolswap", "sandbox"),
      ("nonsense", "makes no sense"), ("file", "sandbox"), ("socket", "sandbox"), ("program", "sandbox"),
    ])
  func misbehaving(_ how: String, _ said: String) throws {
    #if !os(Linux)
      if said == "sandbox" { return }
    #endif
    let folder = NSTemporaryDirectory() + "imgprep-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let isolation = try Self.misbehaving(how, in: folder)
    let normalizer = Normalizer(isolation: isolation)
    let image = try #require(TestImage.named("photo.jpg"))
    // Something that a careless program leaves open for every other that it starts.
    let open = Self.openCarelessly()
    defer { close(open) }
    let error = #expect(throws: ImageError.self) { try normalizer.normalize(contentsOf: image.path) }
    #expect(error?.code == (said.contains("seconds") ? .overLimit : .workerLost))
    #expect(error?.reason.contains(said) == true, "\(error?.reason ?? "")")
    #expect(error?.path == image.path)
    // From here on the worker behaves: the next image gets a new one.
    try FileManager.default.removeItem(atPath: "\(folder)/worker-\(how)")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/worker-\(how)", withDestinationPath: try Self.program("imgprep-worker"))
    #expect(try normalizer.normalize(contentsOf: image.path).isolation == Self.level)
  }

  @Test("Workers are kept for further images, and one that is gone meanwhile costs none")
  func kept() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    let normalizer = Normalizer(isolation: try Self.isolation())
    for _ in 0..<5 { _ = try normalizer.normalize(contentsOf: image.path) }
    #expect(normalizer.pool?.startCount == 1)

    let folder = NSTemporaryDirectory() + "imgprep-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let brief = Normalizer(isolation: try Self.misbehaving("once", in: folder))
    for _ in 0..<3 {
      _ = try brief.normalize(contentsOf: image.path)
      usleep(100_000)
    }
    #expect(brief.pool?.startCount == 3)
  }

  @Test("Where a sandbox is required, a worker without one gets no image")
  func required() throws {
    let folder = NSTemporaryDirectory() + "imgprep-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var isolation = try Self.misbehaving("unprotected", in: folder)
    try Normalizer(isolation: isolation).prepare()
    isolation.requiresSandbox = true
    let error = #expect(throws: ImageError.self) { try Normalizer(isolation: isolation).prepare() }
    #expect(error?.code == .isolationUnavailable)
  }

  @Test("Bounds that make no sense are refused", arguments: [0, -1, .infinity, .nan])
  func bounds(_ seconds: Double) throws {
    var isolation = try Self.isolation()
    isolation.seconds = seconds
    #expect(throws: ImageError.self) { try Normalizer(isolation: isolation).prepare() }
    isolation = try Self.isolation()
    isolation.memory = seconds.isFinite ? Int(seconds) : 1000
    let error = #expect(throws: ImageError.self) { try Normalizer(isolation: isolation).prepare() }
    #expect(error?.code == .invalidOptions)
  }

  @Test("An image that needs more memory than its worker may have is an error")
  func memory() throws {
    var isolation = try Self.isolation()
    isolation.memory = 16 << 20
    // 36 MB once it is decoded.
    let picture = try PixelBuffer(size: Size(width: 3000, height: 3000), format: .rgba8)
    var encoding = Encoding(.webp)
    encoding.lossless = true
    let bytes = try picture.encoded(as: encoding)
    let error = #expect(throws: ImageError.self) {
      try Normalizer(isolation: isolation).normalize(bytes)
    }
    #expect(error?.code == .outOfMemory || error?.code == .workerLost)
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

@Suite("What goes between a process and its worker")
struct WireTests {
  private static func roundTrip<Value: Wired>(_ value: Value) throws -> Value {
    var writer = WireWriter()
    writer.add(value)
    var reader = WireReader(writer.bytes)
    return try reader.value()
  }

  private static var unusual: Options {
    var options = Options(
      geometry: .fit(.cover(width: 31, height: 77), upscale: .never),
      multiple: Multiple(width: 3, height: 5, rounding: .up, by: .padding))
    options.filter = .hamming
    options.decode = .fast
    options.alpha = .flatten(onto: Color(red: 1, green: 2, blue: 3))
    options.orientation = .ignore
    options.colour = .keep
    options.keepMetadata = [.exif]
    options.frame = 9
    options.lenient = true
    options.minComplete = 0.25
    options.threads = 2
    options.limits.pixels = nil
    (options.limits.width, options.limits.height) = (1, 2)
    (options.limits.scans, options.limits.frames, options.limits.framePixels) = (3, 4, 5)
    (options.limits.chunkBytes, options.limits.profileBytes, options.limits.bytes) = (6, 7, 8)
    (options.limits.memory, options.limits.seconds) = (9, 1.5)
    return options
  }

  @Test("Options arrive as they are, every one of them")
  func options() throws {
    #expect(try Self.roundTrip(Self.unusual) == Self.unusual)
    #expect(try Self.roundTrip(Options()) == Options())
    // Those who add an option, a limit or a field must add it to the wire and to `unusual`.
    #expect(Mirror(reflecting: Options()).children.count == 13)
    #expect(Mirror(reflecting: Limits()).children.count == 11)
    for (new, old) in zip(Mirror(reflecting: Self.unusual).children, Mirror(reflecting: Options()).children) {
      #expect("\(new.value)" != "\(old.value)", "\(new.label ?? "")")
    }
    for (new, old) in zip(
      Mirror(reflecting: Self.unusual.limits).children, Mirror(reflecting: Limits()).children)
    {
      #expect("\(new.value)" != "\(old.value)", "\(new.label ?? "")")
    }
  }

  @Test("Headers arrive as they are")
  func info() throws {
    var info = ImageInfo(
      format: .webp, storedSize: Size(width: 5, height: 6), orientation: .transposed, bitDepth: 16,
      significantBits: 12, colourModel: .cmyk, isLossless: true)
    (info.hasAlpha, info.frameCount, info.hasColourProfile, info.isProgressive) = (true, 4, true, true)
    info.subsampling = "4:2:0"
    (info.hasSeveralScans, info.profileByteCount, info.heldByteCount) = (true, 99, 98)
    #expect(try Self.roundTrip(info) == info)
    #expect(Mirror(reflecting: info).children.count == 15)
  }

  @Test("An answer that is cut short or changed is an error or another answer, never a crash")
  func damaged() throws {
    var writer = WireWriter()
    let info = ImageInfo(
      format: .jpeg, storedSize: Size(width: 5, height: 6), colourModel: .yCbCr, isLossless: false)
    writer.add(
      WorkerAnswer.image(
        WorkerImage(
          info: info, size: Size(width: 2, height: 2), format: .rgb8, profileByteCount: 3, exifByteCount: nil,
          fractionDecoded: 1, warnings: ["one", "two"])))
    let bytes = writer.bytes
    for count in bytes.indices {
      var reader = WireReader(Array(bytes[..<count]))
      #expect(throws: WireError.self) { try reader.value(WorkerAnswer.self) }
    }
    for at in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[at] ^= 1 << UInt8(bit)
        var reader = WireReader(changed)
        if case .image(let image)? = try? reader.value(WorkerAnswer.self) {
          #expect((1..<(1 << 31)).contains(image.size.width) && image.info.storedSize.area > 0)
        }
      }
    }
  }
}

@Suite("What a worker answers is held to what it was asked")
struct AnswerCheckTests {
  private static let info = ImageInfo(
    format: .png, storedSize: Size(width: 64, height: 48), colourModel: .rgb, isLossless: true)

  private static let image = WorkerImage(
    info: info, size: Size(width: 64, height: 48), format: .rgb8, profileByteCount: nil, exifByteCount: nil,
    fractionDecoded: 1, warnings: ["one"])

  private static func check(
    _ options: Options = Options(), _ change: (inout WorkerImage) -> Void
  ) throws -> WorkerImage {
    var image = image
    change(&image)
    return try image.checked(options, Plan(info: image.info, options: options))
  }

  @Test("Sizes, formats, fractions and metadata that were not asked for")
  func images() throws {
    #expect(try Self.check { _ in } == Self.image)
    let changes: [(inout WorkerImage) -> Void] = [
      { $0.size.width = 72 }, { $0.format = .gray8 }, { $0.format = .rgba8 }, { $0.fractionDecoded = 1.5 },
      { $0.fractionDecoded = .nan }, { $0.profileByteCount = 1 }, { $0.exifByteCount = 1 },
    ]
    for change in changes { #expect(throws: SenselessAnswer.self) { try Self.check(Options(), change) } }
    var options = Options()
    options.alpha = .keep
    options.keepMetadata = [.exif]
    #expect(throws: SenselessAnswer.self) { try Self.check(options) { $0.format = .rgba8 } }
    #expect(throws: SenselessAnswer.self) { try Self.check(options) { $0.exifByteCount = 0 } }
    options.keepMetadata = [.icc, .exif]
    for count in [0, -1, 4_194_305] {
      #expect(throws: SenselessAnswer.self) { try Self.check(options) { $0.profileByteCount = count } }
    }
    let kept = try Self.check(options) {
      $0.info.hasAlpha = true
      $0.format = .rgba8
      $0.exifByteCount = 1
    }
    #expect(kept.format == .rgba8)
  }

  @Test("Headers out of range")
  func infos() throws {
    for change: (inout ImageInfo) -> Void in [
      { $0.bitDepth = 3 }, { $0.frameCount = 0 }, { $0.significantBits = 8 }, { $0.significantBits = -1 },
    ] {
      var info = Self.info
      change(&info)
      #expect(throws: SenselessAnswer.self) { try info.checked() }
    }
    #expect(try Self.info.checked() == Self.info)
  }

  @Test("Limits are looked at again, and no size overflows")
  func limits() throws {
    var options = Options(max: nil, multiple: 1)
    options.limits.pixels = 64 * 48 - 1
    #expect(throws: ImageError.self) { try Normalizer(options).plan(for: Self.info) }
    options = Options(
      geometry: .fit(.inside(width: 70_000, height: nil), upscale: .allow),
      multiple: Multiple(width: 1, height: 1))
    options.limits.pixels = nil
    options.limits.height = nil
    var strip = Self.info
    strip.storedSize = Size(width: 1, height: Int(Int32.max))
    let error = #expect(throws: ImageError.self) { try Normalizer(options).plan(for: strip) }
    #expect(error?.code == .outOfMemory)
  }

  @Test("Text cannot steer a terminal, and an error must be one of decoding")
  func errors() throws {
    let error = try ImageError(.corrupt, "a\u{1B}[31mb\u{7}\u{202E}é\n", advice: "c\u{9B}").checked()
    #expect(error.reason == "a?[31mb??é?" && error.advice == "c?")
    #expect(try ImageError(.corrupt, String(repeating: "x", count: 9999)).checked().reason.count == 500)
    #expect(throws: SenselessAnswer.self) { try ImageError(.outputExists, "no").checked() }
    let image = try Self.check { $0.warnings = Array(repeating: "\u{1B}", count: 100) }
    #expect(image.warnings == Array(repeating: "?", count: 20))
  }
}
