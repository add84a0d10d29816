import ImagePrep
import TestSupport
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
    (["--alpha", "keep", "-o", "out.ppm"], ["-o out.ppm (ppm) cannot hold alpha (--alpha keep)"]),
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
    (
      ["--fit", "cover", "--max", "300", "--multiple", "16"],
      ["--max", "300", "--multiple", "16", "288 or 304"]
    ),
    (["--background", "1,2,300"], ["--background", "114,114,114", "#rrggbb"]),
    (["-q", "90"], ["--quiet", "--quality 90"]),
    (["-q", "80", "in.png", "--max", "64"], ["--quiet", "--quality 80"]),
    (["-q=75"], ["--quiet", "--quality 75"]),
    (["-q85"], ["--quiet", "--quality 85"]),
    (["--fit", "contain"], ["contain", "inside", "pad"]),
    (["--fit=letterbox"], ["letterbox", "pad"]),
    (["--filter", "area"], ["area", "box"]),
    (["--limit-pixels", "10MB"], ["--limit-pixels", "12M"]),
    (["--limit-bytes", "10MP"], ["--limit-bytes", "1.5GB"]),
    (["--rotate", "90"], ["--rotate", "--orient"]),
    (["--position=center"], ["--position", "--gravity", "--focus"]),
    (["--crop", "10x10"], ["--crop", "X,Y,WIDTH,HEIGHT"]),
    (["--center-crop", "224"], ["--center-crop", "--fit cover"]),
    (["--size", "224"], ["--size", "--max"]),
    (["--resize", "50%"], ["--resize", "--max", "--width"]),
    (["-resize", "50%"], ["-resize", "--max", "--width"]),
    (["--thumbnail", "64"], ["--thumbnail", "--max"]),
    (["--gray"], ["--gray", "RGB"]),
    (["--grayscale"], ["--grayscale", "RGB"]),
    (["--strip"], ["--strip", "--keep-metadata"]),
    (["--output-dir", "x"], ["--output-dir", "-o"]),
    (["--out", "x.png"], ["--out", "-o"]),
    (["--recursive"], ["--recursive", "folders are walked"]),
    (["--threads", "4"], ["--threads", "--jobs"]),
    (["--dpi", "300"], ["--dpi", "pixels"]),
    (["--png"], ["--png", "--format png"]), (["--jpg"], ["--jpg", "--format jpeg"]),
    (["--pad"], ["--pad", "--fit pad"]), (["--cover"], ["--cover", "--fit cover"]),
    (["--exif"], ["--exif", "--keep-metadata exif"]), (["--cpu", "2"], ["--cpu", "--jobs"]),
    (["-j", "2"], ["-j", "--jobs"]), (["--mode", "RGB"], ["--mode", "--fit", "--decode"]),
    (["--log"], ["--log", "--json"]), (["--stats"], ["--stats", "imgprep inspect"]),
    (["--lanczos"], ["--lanczos", "--filter lanczos3"]), (["--resume"], ["--resume", "--skip-existing"]),
    (["-ot.png"], ["-ot.png", "write -o t.png", "./-ot.png"]), (["-otest"], ["write -o test"]),
    (["--widht", "8"], ["Did you mean '--width'?"]), (["--quailty", "8"], ["Did you mean '--quality'?"]),
    (["--backgrund", "red"], ["Did you mean '--background'?"]),
    (["-orient", "apply"], ["Did you mean '--orient'?"]),
    (["--chunk-bytes", "9"], ["Did you mean '--limit-chunk-bytes'?"]),
    (["--fit", "covr"], ["Did you mean 'cover'?"]), (["--filter", "lanczos4"], ["Did you mean 'lanczos3'?"]),
    (["--filter", "cubic"], ["Did you mean 'bicubic'?"]), (["--format", "pngg"], ["Did you mean 'png'?"]),
    (["--isolate=requre"], ["Did you mean 'require'?"]), (["--max", "nne"], ["Did you mean 'none'?"]),
    (["--keep-metadata", "exf"], ["Did you mean 'exif'?"]),
    (["--DECODE=exact"], ["Did you mean '--decode'?"]),
    (["--nope"], ["--nope", "See 'imgprep --help' for more"]),
    (["--png"], ["See 'imgprep --help' for more"]),
    (["--fit", "squeeze"], ["See 'imgprep --help' for more"]),
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

  @Test(
    "Where nothing is near, nothing is proposed",
    arguments: [
      ["--nope"], ["--shape"], ["--xyz"], ["--pixels", "3"], ["--blur"], ["--fps"], ["-zz"],
      ["--filter", "sinc"], ["--fit", "squeeze"], ["--format", "tiff"], ["--upscale", "no"],
      ["--subsampling", "4:2:2"], ["--max", "0"],
    ])
  func noProposal(_ arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run(["in.png"] + arguments)
    #expect(run.code == 64 && !run.errors.contains("Did you mean"), "\(run.errors)")
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
    "An instruction set of an unknown name is refused", arguments: ["axv2", "AVX2", "best"],
    ["in.png", "inspect"])
  func instructionSet(_ name: String, _ command: String) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run([command, "in.png"], environment: ["IMGPREP_SIMD": name])
    #expect(run.code == 64 && run.errors.contains("IMGPREP_SIMD=\(name)"), "\(run.errors)")
    #expect(run.errors.contains("baseline"))
    #expect(try folder.files == ["in.png"])
  }

  @Test("An instruction set that the processor lacks is a warning", arguments: ["neon", "avx2", "avx512"])
  func missingInstructionSet(_ name: String) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run(["in.png"], environment: ["IMGPREP_SIMD": name])
    #expect(run.code == 0)
    #expect(run.errors.contains("IMGPREP_SIMD=\(name)") == !InstructionSets.available.contains(name))
  }

  @Test(
    "What was meant as an output is no input, and -o is proposed before anything is done",
    arguments: [
      (["in.png", "out.png"], "-o out.png"), (["in.png", "out/"], "-o out/"),
      (["in.png", "some/out.JPG"], "-o some/out.JPG"), (["-", "out.webp"], "-o out.webp"),
      (["convert", "in.png"], "imgprep in.png"), (["resize", "in.png", "-o", "out.png"], "imgprep in.png"),
      (["convert", "in.png", "out.png"], "imgprep in.png -o out.png"),
      (["inspct", "in.png"], "did you mean 'inspect'?"),
      (["normalise", "in.png"], "did you mean 'normalize'?"),
      (["", "-o", "out.png"], "an input has an empty name"),
    ])
  func misplaced(_ arguments: [String], _ advice: String) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run(arguments + ["--json"])
    #expect(run.code == 64 && run.output.isEmpty)
    #expect(run.errors.contains(advice), "\(run.errors)")
    #expect(try folder.files == ["in.png"])
  }

  @Test("A word that is a file is no command, and a missing input among others costs itself alone")
  func files() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("convert")
    try folder.draw("in.png")
    #expect(try await folder.run("convert", "in.png", "-o", "ready/").code == 0)
    #expect(try await folder.run("in.png", "convert", "missing.png", "--force").code == 1)
    // Folders are named as commands are: one that is not there is a missing input.
    #expect(try await folder.run("photos", "in.png", "-o", "more/").code == 1)
    #expect(try folder.files.contains("more/in.png"))
    #expect(folder.exists("in.prep.png"))
  }

  @Test(
    "Options that change nothing are a warning, once a run",
    arguments: [
      (["--quality", "80"], "--quality 80"), (["--subsampling", "4:4:4"], "--subsampling 4:4:4"),
      (["--lossless"], "--lossless"),
      (["--format", "webp", "--lossless", "--quality", "80"], "--quality 80"),
      (["--format", "ppm", "--lossless"], "--lossless"), (["--multiple", "1", "--snap", "up"], "--snap"),
      (["--width", "16", "--snap-by", "crop"], "--snap-by"), (["--keep-metadata", "icc"], "--color keep"),
    ])
  func idle(_ arguments: [String], _ part: String) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("a.png")
    try folder.draw("b.png")
    let run = try await folder.run(["a.png", "b.png", "--force"] + arguments)
    #expect(run.code == 0 && run.lines.count == 2)
    let warnings = run.errors.split(separator: "\n").filter { $0.contains("warning: ") }
    #expect(warnings.count == 1 && warnings[0].contains(part), "\(run.errors)")
  }

  @Test("An output that is named as another format is a warning")
  func name() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run("in.png", "-o", "out.jpg", "--format", "png")
    #expect(run.code == 0 && run.errors.contains("warning: out.jpg is named as jpeg"))
    #expect(try await folder.run("in.png", "-o", "out.jpeg", "--format", "JPG").errors.isEmpty)
  }

  @Test("inspect checks the same options", arguments: [["--max", "0"], ["--filter", "sinc"], ["--nope"]])
  func inspect(_ arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run(["inspect", "in.png"] + arguments)
    #expect(run.code == 64)
    #expect(run.errors.contains(arguments[0]))
  }

  @Test(
    "inspect answers for itself",
    arguments: [
      (["--quality", "8"], "of imgprep inspect: it is one of imgprep normalize"), (["--png"], "--format png"),
      (["--jsn"], "Did you mean '--json'?"),
    ])
  func inspectAnswers(_ arguments: [String], _ part: String) async throws {
    let run = try await TemporaryFolder().run(["inspect", "in.png"] + arguments)
    #expect(run.code == 64 && run.errors.contains(part), "\(run.errors)")
    #expect(run.errors.contains("Usage: imgprep inspect [<options>]"))
    #expect(run.errors.contains("See 'imgprep inspect --help' for more"))
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
