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

  @Test("A frame that a still image does not have is wrong usage")
  func noFrame() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run("in.png", "--frame", "5")
    #expect(run.code == 64)
    #expect(run.errors.contains("frame 5"))
  }
}
