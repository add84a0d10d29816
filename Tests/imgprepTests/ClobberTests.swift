import ImagePrep
import TestSupport
import Testing

@Suite("What is there stays there")
struct ClobberTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.draw("in.png")
  }

  @Test(
    "An existing output is kept, and --force is proposed",
    arguments: [["in.prep.png"], ["out.jpg", "-o", "out.jpg"], ["ready/in.png", "-o", "ready/"]])
  func kept(_ nameAndArguments: [String]) async throws {
    let name = nameAndArguments[0]
    try folder.write("earlier work", to: name)
    let run = try await folder.run(["in.png"] + nameAndArguments.dropFirst())
    #expect(run.code == 73)
    #expect(run.errors.contains(name) && run.errors.contains("--force"))
    #expect(try folder.bytes(name) == Array("earlier work".utf8))
  }

  @Test("--force replaces it")
  func replaced() async throws {
    try folder.write("earlier work", to: "in.prep.png")
    #expect(try await folder.run("in.png", "--force").code == 0)
    #expect(try folder.size("in.prep.png") == Size(40, 24))
    #expect(try folder.files == ["in.png", "in.prep.png"])
  }

  @Test("An input is not its own output without --force")
  func inPlace() async throws {
    #expect(try await folder.run("in.png", "-o", "in.png", "--max", "16").code == 73)
    #expect(try folder.size("in.png") == Size(40, 24))
    #expect(try await folder.run("in.png", "-o", "in.png", "--max", "16", "--force").code == 0)
    #expect(try folder.size("in.png") == Size(16, 8))
  }

  @Test("A failure with --force leaves the earlier output alone")
  func failedReplacement() async throws {
    let whole = try folder.bytes("in.png")
    try folder.write(Array(whole.dropLast(whole.count / 2)), to: "half.png")
    try folder.write("earlier work", to: "out.png")
    #expect(try await folder.run("half.png", "-o", "out.png", "--force").code == 65)
    #expect(try folder.bytes("out.png") == Array("earlier work".utf8))
    #expect(try folder.files == ["half.png", "in.png", "out.png"])
  }

  @Test("Failures leave nothing half written", arguments: [[], ["-o", "x.webp"], ["--format", "jpeg"]])
  func nothingHalf(_ arguments: [String]) async throws {
    let whole = try folder.bytes("in.png")
    try folder.write(Array(whole.dropLast(20)), to: "half.png")
    #expect(try await folder.run(["half.png"] + arguments).code == 65)
    #expect(try await folder.run(["in.png"] + arguments + ["--limit-pixels", "1"]).code == 65)
    #expect(try folder.files == ["half.png", "in.png"])
  }

  @Test("Where one input of a folder has a result already, the others still get theirs")
  func partly() async throws {
    try folder.draw("photos/a.png")
    #expect(try await folder.run("photos").code == 0)
    try folder.draw("photos/b.png")
    #expect(try await folder.run("photos").code == 1)
    #expect(folder.exists("photos/b.prep.png"))
  }
}
