import ImagePrep
import TestSupport
import Testing

@Suite("Sizes and pixels of results")
struct SizeTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Arguments, and the size they make of 200×100.
  static let sizes: [([String], Size)] = [
    ([], Size(200, 104)),
    (["--max", "50"], Size(48, 24)),
    (["--max", "100", "--multiple", "1"], Size(100, 50)),
    (["--max", "none", "--multiple", "1"], Size(200, 100)),
    (["--max", "400"], Size(200, 104)),
    (["--max", "400", "--upscale", "allow"], Size(400, 200)),
    (["--max", "100", "--multiple", "64"], Size(64, 64)),
    (["--multiple", "16x4"], Size(208, 100)),
    (["--multiple", "16X4"], Size(208, 100)),
    (["--multiple", "16", "--max", "200"], Size(192, 96)),
    (["--snap", "down"], Size(200, 96)),
    (["--snap", "up"], Size(200, 104)),
    (["--snap-by", "crop"], Size(200, 96)),
    (["--snap-by", "pad"], Size(200, 104)),
    (["--snap-by", "crop", "--snap", "up"], Size(200, 104)),
    (["--width", "50"], Size(50, 25)),
    (["--height", "50"], Size(100, 50)),
    (["--width", "400"], Size(200, 100)),
    (["--width", "400", "--upscale", "allow"], Size(400, 200)),
    (["--width", "50", "--height", "50"], Size(50, 25)),
    (["--width", "48", "--multiple", "8"], Size(48, 24)),
    (["--width", "150", "--max", "100"], Size(100, 50)),
    (["--width", "50", "--height", "60", "--fit", "cover"], Size(50, 60)),
    (["--width", "50", "--height", "60", "--fit", "pad"], Size(50, 60)),
    (["--width", "50", "--height", "60", "--fit", "stretch"], Size(50, 60)),
    (["--width", "400", "--height", "300", "--fit", "cover"], Size(400, 300)),
    (["--width", "400", "--height", "300", "--fit", "pad"], Size(400, 300)),
    (["--width", "400", "--height", "300", "--fit", "stretch"], Size(400, 300)),
    (["--width", "400", "--height", "300", "--fit", "cover", "--upscale", "never"], Size(200, 100)),
    (["--max", "64", "--fit", "cover"], Size(64, 64)),
    (["--max", "300", "--fit", "cover"], Size(300, 300)),
    (["--max", "299", "--fit", "pad"], Size(299, 299)),
    (["--max", "77", "--fit", "stretch"], Size(77, 77)),
    (["--width", "518", "--height", "518", "--fit", "cover"], Size(518, 518)),
    (["--max", "256", "--fit", "cover", "--multiple", "64"], Size(256, 256)),
    (["--max", "256", "--fit", "cover", "--multiple", "16", "--upscale", "never"], Size(208, 96)),
  ]

  @Test("Options make of 200×100", arguments: sizes)
  func size(_ arguments: [String], _ size: Size) async throws {
    try folder.draw("in.png", 200, 100)
    #expect(try await folder.run(["in.png"] + arguments).code == 0)
    #expect(try folder.size("in.prep.png") == size)
  }

  @Test(
    "A size that is asked for and not reached is a warning, which names both",
    arguments: [
      ("cover", 400, 300, "200×100"), ("stretch", 400, 300, "200×100"), ("stretch", 400, 50, "200×50"),
      ("cover", 100, 300, "100×100"),
    ])
  func notReached(_ fit: String, _ width: Int, _ height: Int, _ result: String) async throws {
    try folder.draw("in.png", 200, 100)
    let options = ["--width", "\(width)", "--height", "\(height)", "--fit", fit, "--force", "--json"]
    for command in [["in.png"], ["in.png", "--isolate"], ["in.png", "--dry-run"], ["inspect", "in.png"]] {
      let rest = command[0] == "inspect" ? options.filter { $0 != "--force" } : options
      let run = try await folder.run(command + rest + ["--upscale", "never"])
      let warnings = try Line.all(in: run).first?.warnings ?? []
      #expect(run.code == 0 && warnings.count == 1 && run.errors.contains("warning: in.png: its result is"))
      for part in [result, "\(width)×\(height)", "--upscale allow"] {
        #expect(warnings.first?.contains(part) == true, "\(warnings)")
      }
      for upscale in [[], ["--upscale", "allow"]] {
        #expect(try await Line.all(in: folder.run(command + rest + upscale)).first?.warnings == [])
      }
    }
    for small in [["--fit", "pad", "--max", "400"], ["--fit", "cover", "--max", "100"], ["--max", "400"]] {
      #expect(try await folder.run(["in.png", "--upscale", "never", "--force"] + small).errors.isEmpty)
    }
  }

  @Test("A --max below a side that is asked for is a warning, told once")
  func loweredSide() async throws {
    try folder.draw("a.png", 200, 100)
    try folder.draw("b.png", 200, 100)
    for (sides, warning) in [
      (["--width", "100", "--height", "50", "--fit", "pad"], "--max 50 makes it smaller than --width 100"),
      (
        ["--width", "100", "--height", "51", "--fit", "cover"],
        "--max 50 makes it smaller than --width 100 and --height 51"
      ),
      (["--height", "60"], "--max 50 makes it smaller than --height 60"),
    ] {
      let run = try await folder.run(["a.png", "b.png", "-n", "--max", "50"] + sides)
      #expect(run.code == 0 && run.errors.hasPrefix("imgprep: warning: \(warning)\n"), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 2)
    }
    #expect(try await folder.run("a.png", "--max", "50", "--width", "50", "--height", "40").errors.isEmpty)
  }

  @Test("However long and thin it is, both sides are at least the multiple")
  func extreme() async throws {
    try folder.draw("in.png", 2000, 1)
    #expect(try await folder.run("in.png", "--max", "64").code == 0)
    #expect(try folder.size("in.prep.png") == Size(64, 8))
  }

  @Test("cover crops about the center")
  func cover() async throws {
    let source = try Picture.gradient(200, 100)
    try folder.draw("in.png", source)
    #expect(try await folder.run("in.png", "--width", "100", "--height", "100", "--fit", "cover").code == 0)
    let result = try folder.picture("in.prep.png")
    #expect(result.size == Size(100, 100))
    for (x, y) in [(0, 0), (99, 0), (31, 77), (99, 99)] { #expect(result[x, y] == source[x + 50, y]) }
  }

  @Test("pad puts the background above and below")
  func pad() async throws {
    let source = try Picture.gradient(200, 100)
    try folder.draw("in.png", source)
    let run = try await folder.run(
      "in.png", "--width", "200", "--height", "200", "--fit", "pad", "--background", "#102030")
    #expect(run.code == 0)
    let result = try folder.picture("in.prep.png")
    #expect(result.size == Size(200, 200))
    for y in [0, 49, 150, 199] { #expect(result[7, y] == [0x10, 0x20, 0x30]) }
    for y in [50, 99, 149] { #expect(result[7, y] == source[7, y - 50]) }
  }

  @Test("Padding has the color of the background where transparency is kept too")
  func padKeepingAlpha() async throws {
    try folder.draw("in.png", Picture.plain(32, 16, [9, 90, 200, 77]))
    let run = try await folder.run(
      "in.png", "--max", "32", "--fit", "pad", "--alpha", "keep", "--background", "gray")
    #expect(run.code == 0)
    let result = try folder.picture("in.prep.png")
    for y in [0, 7, 24, 31] { #expect(result[5, y] == [128, 128, 128, 255]) }
    for y in [8, 23] { #expect(result[5, y] == [9, 90, 200, 77]) }
  }

  @Test("An image that keeps its size keeps its pixels")
  func unchanged() async throws {
    let source = try Picture.gradient(64, 32)
    try folder.draw("in.png", source)
    #expect(try await folder.run("in.png").code == 0)
    #expect(try folder.picture("in.prep.png") == source)
  }

  @Test(
    "Transparency shows the background, white unless told",
    arguments: [([], [255, 255, 255]), (["--background", "red"], [255, 0, 0])] as [([String], [UInt8])])
  func flatten(_ arguments: [String], _ color: [UInt8]) async throws {
    try folder.draw("in.png", Picture.plain(16, 16, [9, 90, 200, 0]))
    #expect(try await folder.run(["in.png"] + arguments).code == 0)
    #expect(try folder.picture("in.prep.png") == Picture.plain(16, 16, color))
  }

  @Test("--alpha keep keeps transparency", arguments: ["png", "webp"])
  func keep(_ format: String) async throws {
    let source = try Picture.plain(16, 16, [200, 90, 9, 128])
    try folder.draw("in.png", source)
    let run = try await folder.run(
      "in.png", "-o", "out", "--alpha", "keep", "--format", format, "--lossless")
    #expect(run.code == 0)
    #expect(try folder.picture("out") == source)
  }

  @Test("A lower --quality makes a smaller file", arguments: ["jpeg", "webp"])
  func quality(_ format: String) async throws {
    try folder.draw("in.png", 160, 120)
    for quality in ["10", "95"] {
      #expect(
        try await folder.run("in.png", "-o", quality, "--format", format, "--quality", quality).code == 0)
    }
    #expect(try folder.bytes("10").count < folder.bytes("95").count)
  }

  @Test("--format webp --lossless keeps every pixel")
  func lossless() async throws {
    let source = try Picture.gradient(64, 32)
    try folder.draw("in.png", source)
    #expect(try await folder.run("in.png", "-o", "out.webp", "--lossless").code == 0)
    #expect(try folder.picture("out.webp") == source)
  }
}
