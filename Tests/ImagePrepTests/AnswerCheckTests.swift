import Testing

@testable import ImagePrep

@Suite("What a worker answers is held to what it was asked")
struct AnswerCheckTests {
  private static let info = ImageInfo(
    format: .png, storedSize: Size(width: 64, height: 48), colorModel: .rgb, isLossless: true)

  private static let image = WorkerImage(
    info: info, views: [WorkerImage.Shape(size: Size(width: 64, height: 48), format: .rgb8)],
    profileByteCount: nil, exifByteCount: nil,
    fractionDecoded: 1, warnings: [Warning(.damaged, "one")])

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
      { $0.views[0].size.width = 72 }, { $0.views[0].format = .gray8 }, { $0.views[0].format = .rgba8 },
      { $0.fractionDecoded = 1.5 },
      { $0.fractionDecoded = .nan }, { $0.profileByteCount = 1 }, { $0.exifByteCount = 1 },
      { $0.views = [] }, { $0.frameMilliseconds = -1 }, { $0.views.append($0.views[0]) },
    ]
    for change in changes { #expect(throws: SenselessAnswer.self) { try Self.check(Options(), change) } }
    var options = Options()
    options.alpha = .keep
    options.keepMetadata = [.exif]
    #expect(throws: SenselessAnswer.self) { try Self.check(options) { $0.views[0].format = .rgba8 } }
    #expect(throws: SenselessAnswer.self) { try Self.check(options) { $0.exifByteCount = 0 } }
    options.keepMetadata = [.icc, .exif]
    for count in [0, -1, 4_194_305] {
      #expect(throws: SenselessAnswer.self) { try Self.check(options) { $0.profileByteCount = count } }
    }
    let kept = try Self.check(options) {
      $0.info.hasAlpha = true
      $0.views[0].format = .rgba8
      $0.exifByteCount = 1
    }
    #expect(kept.views[0].format == .rgba8)
  }

  @Test("Headers out of range")
  func infos() throws {
    for change: (inout ImageInfo) -> Void in [
      { $0.bitDepth = 3 }, { $0.frameCount = 0 }, { $0.significantBits = 8 }, { $0.significantBits = -1 },
      { $0.exifByteCount = -1 }, { $0.samplings = [Sampling(horizontal: 0, vertical: 1)] },
      { $0.samplings = [Sampling(horizontal: 1, vertical: 5)] },
      { $0.samplings = Array(repeating: Sampling(horizontal: 1, vertical: 1), count: 5) },
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
    #expect(
      try ImageError(.corrupt, Message(String(repeating: "x", count: 9999))).checked().reason.count == 500)
    for code: ImageError.Code in [.outputExists, .init("unheardOf")] {
      #expect(throws: SenselessAnswer.self) { try ImageError(code, "no").checked() }
    }
    for code in ["", "a b", "red\u{1B}[31m", String(repeating: "x", count: 41)] {
      #expect(throws: SenselessAnswer.self) {
        try Self.check { $0.warnings = [Warning(.init(code), "no")] }
      }
    }
    let image = try Self.check { $0.warnings = Array(repeating: Warning(.damaged, "\u{1B}"), count: 100) }
    #expect(image.warnings == Array(repeating: Warning(.damaged, "?"), count: 20))
  }
}
