import Foundation
import ImagePrep
import TestSupport
import Testing

extension OptionEffect {
  /// An image, and values of a limit that it breaks and just keeps: a limit that went to another's place would be found.
  private static func limit(
    _ option: String, _ image: String, refused: String, taken: String, _ arguments: [String] = []
  ) -> OptionEffect {
    OptionEffect(option) { folder in
      try folder.prepare(image)
      let over = try await folder.run([image, "--force", option, refused] + arguments)
      #expect(over.code == 65 && over.errors.contains(option), "\(over.errors)")
      for value in [taken, "none", "NONE"] {
        let run = try await folder.run([image, "--force", option, value] + arguments)
        #expect(run.code == 0, "\(run.errors)")
      }
    }
  }

  /// A limit that costs the image nothing but a warning.
  private static func warning(_ option: String, _ image: String, passedOver: String, taken: String)
    -> OptionEffect
  {
    OptionEffect(option) { folder in
      try folder.prepare(image)
      let over = try await folder.run(image, "--force", option, passedOver)
      #expect(over.code == 0 && over.errors.contains("warning"), "\(over.errors)")
      let run = try await folder.run(image, "--force", option, taken)
      #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    }
  }

  static let limits = [
    limit("--limit-pixels", "40x24.png", refused: "959", taken: "960"),
    limit("--limit-width", "40x24.png", refused: "39", taken: "40"),
    limit("--limit-height", "40x24.png", refused: "23", taken: "24"),
    limit("--limit-scans", "photo-progressive.jpg", refused: "2", taken: "50"),
    limit("--limit-frames", "animated-lossless.webp", refused: "3", taken: "4"),
    // Four frames of 37×29.
    limit("--limit-frame-pixels", "animation.gif", refused: "4291", taken: "4292", ["--frame", "3"]),
    warning("--limit-chunk-bytes", "profile.png", passedOver: "20", taken: "1MB"),
    warning("--limit-profile-bytes", "profile.jpg", passedOver: "20", taken: "4MiB"),
    limit("--limit-bytes", "40x24.png", refused: "50", taken: "0.1M"),
    limit("--limit-memory", "40x24.png", refused: "1k", taken: "1.5GB"),
    limit("--limit-seconds", "photo.jpg", refused: "0.000001ms", taken: "2m"),
  ]
}

@Suite("Values of limits")
struct LimitValueTests {
  @Test(
    "Numbers may have units",
    arguments: [
      ("960", 960), ("0.96k", 960), ("959.6", 960), ("1K", 1000), ("1 kP", 1000), ("1Ki", 1024),
      ("12MP", 12_000_000),
      ("0.001mpx", 1000), ("1e3", 1000), ("1G", 1_000_000_000), ("1.5Gi", 1_610_612_736),
      ("1T", 1_000_000_000_000),
    ])
  func units(_ text: String, _ limit: Int) async throws {
    let folder = try TemporaryFolder()
    try folder.prepare("40x24.png")
    let run = try await folder.run("40x24.png", "--limit-pixels", text)
    #expect(run.code == 0, "\(run.errors)")
    // One less than what the message of a broken limit says.
    let width = limit / 24 / 8 * 8 + 8
    guard limit < 1_000_000 else { return }
    try folder.draw("large.png", width, 24)
    let over = try await folder.run("large.png", "--limit-pixels", text)
    #expect(
      over.code == 65 && over.errors.contains("limit of \(limit);")
        || over.errors.contains("limit of \(limit) "))
  }

  @Test(
    "Bytes have units of their own",
    arguments: [
      ("50", 50), ("50 bytes", 50), ("0.05kB", 50), ("60b", 60), ("1KiB", 1024), ("1 MB", 1_000_000),
      ("2MiB", 2_097_152), ("1GB", 1_000_000_000), ("1.5GiB", 1_610_612_736), ("1.5g", 1_500_000_000),
    ])
  func bytes(_ text: String, _ limit: Int) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    // The file grows by a hole, which takes no room on the disk.
    let file = try FileHandle(forUpdating: URL(filePath: folder.place("in.png")))
    try file.truncate(atOffset: UInt64(limit) + 1)
    let run = try await folder.run("in.png", "--limit-bytes", text)
    #expect(run.code == 65 && run.errors.contains("\(limit)"), "\(run.errors)")
  }

  @Test(
    "What is no number says what is",
    arguments: [
      "many", "", "-5", "-5k", "0", "0k", "5 lots", "1e400", "nan", "inf", "infinity", "k", "10kk", "0x",
    ])
  func refused(_ text: String) async throws {
    let folder = try TemporaryFolder()
    try folder.prepare("40x24.png")
    for (option, example) in [
      ("--limit-pixels", "10k"), ("--limit-bytes", "1.5GB"), ("--limit-seconds", "2m"),
    ] {
      let run = try await folder.run("40x24.png", "\(option)=\(text)")
      #expect(run.code == 64 && run.errors.contains(option), "\(run.errors)")
      if !text.isEmpty { #expect(run.errors.contains(example), "\(run.errors)") }
    }
  }
}

@Suite("--limit-memory")
struct MemoryLimitTests {
  @Test(
    "The encoder counts wherever the image is decoded and wherever it goes",
    arguments: [["-o", "out"], ["-o", "-"], ["--dry-run"]], [[], ["--isolate"]])
  func encoder(_ output: [String], _ isolation: [String]) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", 600, 500)
    let arguments = ["--max", "none", "--force", "--limit-memory", "10M"] + output + isolation
    for (name, input) in [("in.png", []), ("-", try folder.bytes("in.png"))] {
      // An encoder of lossless WebP takes 42 bytes for each of 300000 pixels.
      let over = try await folder.run([name, "--format", "webp", "--lossless"] + arguments, input: input)
      #expect(over.code == 65 && over.output.isEmpty, "\(over.errors)")
      #expect(over.errors.contains("--limit-memory"), "\(over.errors)")
      let run = try await folder.run([name, "--format", "ppm"] + arguments, input: input)
      #expect(run.code == 0, "\(run.errors)")
    }
  }
}

extension TemporaryFolder {
  /// An image of the test images, or one of 40×24 pixels.
  fileprivate func prepare(_ image: String) throws {
    if image == "40x24.png" { try draw(image) } else { try copy(image) }
  }
}
