import ImagePrep
import TestSupport
import Testing

@Suite("Running")
struct RunningTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("--dry-run says what would be done and writes nothing, not even a folder")
  func dryRun() async throws {
    try folder.draw("in.png", 200, 100)
    let run = try await folder.run("in.png", "-o", "ready/", "--max", "64", "--dry-run")
    #expect(run.code == 0)
    #expect(run.text.contains("200×100") && run.text.contains("64×32") && run.text.contains("ready/in.png"))
    #expect(try folder.files == ["in.png"])
    #expect(!folder.exists("ready"))
  }

  @Test("--dry-run finds what is missing")
  func dryRunMissing() async throws {
    #expect(try await folder.run("none.png", "--dry-run").code == 66)
  }

  @Test("--dry-run and --json give sizes")
  func dryRunJSON() async throws {
    try folder.draw("in.png", 200, 100)
    let run = try await folder.run("in.png", "--dry-run", "--json")
    #expect(try Line.all(in: run).map(\.result?.height) == [104])
    #expect(try folder.files == ["in.png"])
  }

  @Test("One line an image, on standard output")
  func line() async throws {
    try folder.draw("in.webp", 200, 100)
    let run = try await folder.run("in.webp", "--max", "64")
    #expect(run.lines.count == 1)
    #expect(run.text.hasPrefix("in.webp  200×100 webp → in.prep.png  64×32  "))
    #expect(run.text.hasSuffix(" ms\n"))
    #expect(run.errors.isEmpty)
  }

  @Test("No escape sequences where nobody looks at a terminal")
  func noColor() async throws {
    try folder.draw("a.png")
    let run = try await folder.run("a.png", "b.png", environment: ["TERM": "xterm-256color"])
    #expect(!run.text.contains("\u{1B}"))
    #expect(run.errors.contains("error: b.png"))
    #expect(!run.errors.contains("\u{1B}"))
  }

  @Test("A name cannot steer a terminal or forge a line")
  func controlCharacters() async throws {
    let name = "red\u{1B}[31m\nnext.png"
    try folder.draw(name)
    let run = try await folder.run(name)
    #expect(run.code == 0 && run.lines.count == 1)
    #expect(run.text.hasPrefix("red\\u{1B}[31m\\u{A}next.png  "))
    let failed = try await folder.run(name)
    #expect(failed.code == 73 && !failed.errors.contains("\u{1B}"))
    #expect(failed.errors.split(separator: "\n").count == 1)
    let inspected = try await folder.run("inspect", name)
    #expect(inspected.lines.first == "red\\u{1B}[31m\\u{A}next.png")
  }

  @Test("--quiet prints nothing")
  func quiet() async throws {
    try folder.draw("in.png")
    let run = try await folder.run("in.png", "--quiet")
    #expect(run.code == 0)
    #expect(run.output.isEmpty && run.errors.isEmpty)
    #expect(folder.exists("in.prep.png"))
  }

  @Test("--quiet still prints errors")
  func quietErrors() async throws {
    let run = try await folder.run("none.png", "--quiet")
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("none.png"))
  }

  @Test("--verbose adds what was done")
  func verbose() async throws {
    try folder.draw("in.png", 200, 100)
    let run = try await folder.run("in.png", "--verbose")
    #expect(run.lines.count > 1)
    #expect(run.text.contains("becomes  200×104, scaled,"))
  }

  @Test("Any number of jobs gives the same bytes")
  func jobs() async throws {
    for index in 1...6 { try folder.draw("photos/\(index).png", 60 * index, 90) }
    #expect(try await folder.run("photos", "-o", "one/", "--max", "64", "--jobs", "1").code == 0)
    #expect(try await folder.run("photos", "-o", "two/", "--max", "64", "--jobs", "2").code == 0)
    for index in 1...6 {
      #expect(try folder.bytes("one/\(index).png") == folder.bytes("two/\(index).png"))
    }
  }

  @Test(
    "Any kernel set gives the same bytes", arguments: ["balanced", "exact", "fast"],
    ["lanczos3", "bicubic", "hamming", "bilinear", "box", "nearest"])
  func kernels(_ decode: String, _ filter: String) async throws {
    try folder.draw("in.jpg", 333, 217)
    var results: [[UInt8]] = []
    for name in [""] + InstructionSets.available {
      let run = try await folder.run(
        "in.jpg", "-o", "-", "--format", "ppm", "--max", "100", "--decode", decode, "--filter", filter,
        environment: ["IMGPREP_SIMD": name])
      #expect(run.code == 0)
      results.append(run.output)
    }
    #expect(Pixmap(results[0])?.size == Size(96, 64))
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test("normalize may be named, or not")
  func subcommand() async throws {
    try folder.draw("in.png")
    #expect(try await folder.run("normalize", "in.png", "-o", "a.png").code == 0)
    #expect(try await folder.run("in.png", "-o", "b.png").code == 0)
    #expect(try folder.bytes("a.png") == folder.bytes("b.png"))
  }

  @Test("Options may stand before the input")
  func optionsFirst() async throws {
    try folder.draw("in.png", 200, 100)
    #expect(try await folder.run("--max", "64", "-o", "out.png", "in.png").code == 0)
    #expect(try folder.size("out.png") == Size(64, 32))
  }
}
