import ImagePrep
import Testing

@Suite("Wrong usage")
struct UsageTests {
  /// Arguments, and what the message must say.
  static let mistakes: [([String], [String])] = [
    (["--max", "0"], ["--max", "1 to 1000000", "none"]),
    (["--max", "1000001"], ["--max", "1 to 1000000"]),
    (["--max", "many"], ["--max", "1 to 1000000"]),
    (["--multiple", "0"], ["--multiple", "1 to 1000000"]),
    (["--multiple", "8x"], ["--multiple", "16x8"]),
    (["--multiple", "1x2x3"], ["--multiple", "16x8"]),
    (["--max", "4", "--multiple", "8"], ["--max", "--multiple", "4", "8"]),
    (["--max", "4"], ["--max", "--multiple", "4", "8"]),
    (["--width", "-3"], ["--width", "1 to 1000000"]),
    (["--height", "0"], ["--height", "1 to 1000000"]),
    (["--width", "100", "--multiple", "8"], ["--width 100", "--multiple", "8"]),
    (["--height", "100", "--multiple", "8x16"], ["--height 100", "--multiple", "16"]),
    (["--fit", "cover"], ["--fit cover", "--width", "--height"]),
    (["--fit", "pad", "--width", "64"], ["--fit pad", "--height"]),
    (["--fit", "squeeze"], ["--fit", "inside", "cover", "pad", "stretch"]),
    (["--upscale", "automatic"], ["--upscale", "never", "allow"]),
    (["--snap", "sideways"], ["--snap", "nearest", "down", "up"]),
    (["--snap-by", "magic"], ["--snap-by", "scale", "crop", "pad"]),
    (["--background", "nope"], ["--background", "#rrggbb"]),
    (["--background", "#12"], ["--background", "#rrggbb"]),
    (["--filter", "sinc"], ["--filter", "lanczos3", "bicubic", "box"]),
    (["--decode", "slow"], ["--decode", "exact", "balanced", "fast"]),
    (["--alpha", "drop"], ["--alpha", "flatten", "keep"]),
    (["--alpha", "keep", "--format", "jpeg"], ["--alpha keep", "--format jpeg", "png", "webp"]),
    (["--alpha", "keep", "--format", "ppm"], ["--alpha keep", "--format ppm"]),
    (["--frame", "-1"], ["--frame", "from 0"]),
    (["--quality", "101"], ["--quality", "1 to 100"]),
    (["--quality", "0"], ["--quality", "1 to 100"]),
    (["--lossless", "--format", "jpeg"], ["--lossless", "--format jpeg", "webp"]),
    (["--format", "tiff"], ["--format", "png", "jpeg", "webp", "ppm"]),
    (["--jobs", "0"], ["--jobs", "1 to 1024"]),
    (["--jobs", "1025"], ["--jobs", "1 to 1024"]),
    (["--limit-pixels", "0"], ["--limit-pixels", "none"]),
    (["--limit-seconds", "0"], ["--limit-seconds", "above 0"]),
    (["--limit-seconds", "1e21"], ["--limit-seconds", "1000000000"]),
    (["--limit-seconds", "inf"], ["--limit-seconds", "none"]),
    (["--limit-seconds", "nan"], ["--limit-seconds", "above 0"]),
    (["--limit-memory", "99999999999999999999"], ["--limit-memory", "whole number"]),
    (["--limit-frames", "-1"], ["--limit-frames", "whole number"]),
    (["--frame", "9223372036854775807"], ["--frame", "out of range"]),
    (["--frame", "99999999999999999999"], ["--frame", "from 0"]),
    (["--lenient", "--min-complete", "nan"], ["--min-complete", "0 to 1"]),
    (["--lenient", "--min-complete", "1e400"], ["--min-complete", "0 to 1"]),
    (["--width", "9223372036854775807"], ["--width", "1 to 1000000"]),
    (["--multiple", "9223372036854775807x1"], ["--multiple", "1 to 1000000"]),
    (["--jobs", "9223372036854775807"], ["--jobs", "1 to 1024"]),
    (["--nope"], ["--nope"]),
    (["--max"], ["--max"]),
  ]

  @Test("The message names the option and what it takes, and nothing is written", arguments: mistakes)
  func mistake(_ arguments: [String], _ parts: [String]) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run(["in.png"] + arguments)
    #expect(run.code == 64)
    #expect(run.output.isEmpty)
    for part in parts { #expect(run.errors.contains(part), "\(run.errors)") }
    #expect(try folder.files == ["in.png"])
  }

  @Test("The largest limits are no mistake", arguments: [["in.png"], ["inspect", "in.png"]])
  func largest(_ command: [String]) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let largest = "9223372036854775807"
    let run = try await folder.run(
      command + [
        "--limit-pixels", largest, "--limit-width", largest, "--limit-height", largest, "--limit-scans",
        largest,
        "--limit-frames", largest, "--limit-frame-pixels", largest, "--limit-chunk-bytes", largest,
        "--limit-profile-bytes", largest, "--limit-bytes", largest, "--limit-memory", largest,
        "--limit-seconds",
        "1e9", "--isolate",
      ])
    #expect(run.code == 0, "\(run.errors)")
  }

  @Test(
    "An instruction set that is not to be had is named",
    arguments: ["axv2", "AVX2", "best", "neon", "avx512"], ["in.png", "inspect"])
  func instructionSet(_ name: String, _ command: String) async throws {
    guard !InstructionSets.available.contains(name) else { return }
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run([command, "in.png"], environment: ["IMGPREP_SIMD": name])
    #expect(run.code == 64 && run.errors.contains("IMGPREP_SIMD=\(name)"), "\(run.errors)")
    #expect(run.errors.contains("baseline"))
    #expect(try folder.files == ["in.png"])
  }

  @Test("inspect checks the same options", arguments: [["--max", "0"], ["--filter", "sinc"], ["--nope"]])
  func inspect(_ arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run(["inspect", "in.png"] + arguments)
    #expect(run.code == 64)
    #expect(run.errors.contains(arguments[0]))
  }

  @Test("Without an input, the message says so and shows the usage")
  func noInput() async throws {
    let run = try await TemporaryFolder().run()
    #expect(run.code == 64)
    #expect(run.errors.contains("<input>") && run.errors.contains("imgprep"))
  }

  @Test("A frame that a still image does not have is no wrong usage: it depends on the image")
  func noFrame() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run("in.png", "--frame", "5")
    #expect(run.code == 65)
    #expect(run.errors.contains("frame 5"))
  }
}
