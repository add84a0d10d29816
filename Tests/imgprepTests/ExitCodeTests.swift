import Foundation
import ImagePrep
import TestSupport
import Testing

@Suite("Exit codes")
struct ExitCodeTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("0: one image, and several")
  func success() async throws {
    try folder.draw("a.png")
    try folder.draw("b.png")
    #expect(try await folder.run("a.png").code == 0)
    #expect(try await folder.run("a.png", "b.png", "-o", "ready/").code == 0)
  }

  @Test("1: one of several failed; the rest are done")
  func oneOfSeveral() async throws {
    for name in ["a.png", "c.png", "d.png"] { try folder.draw(name) }
    try folder.write("no image", to: "b.png")
    let run = try await folder.run("a.png", "b.png", "c.png", "missing.png", "d.png", "-o", "ready/")
    #expect(run.code == 1)
    #expect(run.errors.contains("b.png: ") && run.errors.contains("missing.png: "))
    #expect(run.errors.contains("2 of 5 failed"))
    #expect(
      try folder.files.filter { $0.hasPrefix("ready/") } == ["ready/a.png", "ready/c.png", "ready/d.png"])
  }

  @Test("1: all of several failed")
  func allOfSeveral() async throws {
    #expect(try await folder.run("a.png", "b.png").code == 1)
  }

  @Test("64: an option that does not exist")
  func usage() async throws {
    try folder.draw("a.png")
    #expect(try await folder.run("a.png", "--nope").code == 64)
  }

  @Test("65: words, nothing, and half of an image", arguments: ["text.png", "empty.jpg", "half.png"])
  func badData(_ name: String) async throws {
    try folder.write(String(repeating: "this is no image\n", count: 20), to: "text.png")
    try folder.write("", to: "empty.jpg")
    try folder.draw("whole.png")
    let whole = try folder.bytes("whole.png")
    try folder.write(Array(whole.prefix(whole.count / 2)), to: "half.png")
    let run = try await folder.run(name)
    #expect(run.code == 65)
    #expect(run.errors.contains("error: \(name): "))
  }

  @Test(
    "65: over a limit, which the message names",
    arguments: [
      ("--limit-pixels", "959"), ("--limit-bytes", "50"), ("--limit-memory", "1000"),
    ])
  func limits(_ option: String, _ value: String) async throws {
    try folder.draw("a.png", 40, 24)
    let run = try await folder.run("a.png", option, value)
    #expect(run.code == 65)
    #expect(run.errors.contains(option) && run.errors.contains(value))
    #expect(try folder.files == ["a.png"])
  }

  @Test(
    "65: what depends on the image is no wrong usage, and a dry run and inspect know it too",
    arguments: [
      (["--frame", "7"], "noSuchFrame"), (["--format", "webp", "--max", "none"], "unencodable"),
    ])
  func dataErrors(_ options: [String], _ kind: String) async throws {
    try folder.draw("a.png", 17000, 1)
    let rest = options + ["--multiple", "1", "--json"]
    for arguments in [["a.png"] + rest, ["a.png", "--dry-run"] + rest] {
      let run = try await folder.run(arguments)
      #expect(run.code == 65)
      #expect(try Line.all(in: run).first?.error?.kind == kind)
    }
    guard kind == "noSuchFrame" else { return }
    let run = try await folder.run(["inspect", "a.png"] + rest)
    #expect(run.code == 65)
    #expect(try Line.all(in: run).first?.error?.kind == kind)
    #expect(try folder.files == ["a.png"])
  }

  @Test("0: just at the limit")
  func atLimit() async throws {
    try folder.draw("a.png", 40, 24)
    let bytes = try folder.bytes("a.png").count
    #expect(try await folder.run("a.png", "--limit-pixels", "960", "--limit-bytes", "\(bytes)").code == 0)
  }

  @Test("66: an input that is missing")
  func missing() async throws {
    let run = try await folder.run("none.png")
    #expect(run.code == 66)
    #expect(run.errors.contains("none.png"))
  }

  @Test("73: the folder of an output file is missing")
  func missingFolder() async throws {
    try folder.draw("a.png")
    let run = try await folder.run("a.png", "-o", "no/such/x.png")
    #expect(run.code == 73)
    #expect(run.errors.contains("no/such/x.png"))
    #expect(try folder.files == ["a.png"])
  }

  @Test("73: a file stands where the output folder would be made")
  func fileForFolder() async throws {
    try folder.draw("a.png")
    #expect(try await folder.run("a.png", "-o", "a.png/").code == 73)
    #expect(try folder.files == ["a.png"])
  }

  @Test("74: standard output takes no more", .enabled(if: FileHandle(forWritingAtPath: "/dev/full") != nil))
  func fullOutput() async throws {
    try folder.draw("a.png")
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let run = try await folder.run("a.png", "-o", "-", output: full)
    #expect(run.code == 74)
    #expect(run.errors.contains("standard output"))
  }

  @Test(
    "74: standard output takes no words either",
    .enabled(if: FileHandle(forWritingAtPath: "/dev/full") != nil),
    arguments: [["a.png", "--json"], ["a.png"], ["inspect", "a.png"], ["inspect", "a.png", "--json"]])
  func fullOutputOfWords(_ arguments: [String]) async throws {
    try folder.draw("a.png")
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    #expect(try await folder.run(arguments, output: full).code == 74)
  }

  @Test(
    "74: standard output takes no help either",
    .enabled(if: FileHandle(forWritingAtPath: "/dev/full") != nil),
    arguments: [
      ["--help"], ["-h"], ["--version"], ["inspect", "--help"], ["normalize", "--help"], ["help"],
      ["--generate-completion-script", "bash"],
    ])
  func fullOutputOfHelp(_ arguments: [String]) async throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let run = try await folder.run(arguments, output: full)
    #expect(run.code == 74 && run.errors.contains("writing to standard output failed"))
    #expect(try await folder.run(arguments).code == 0)
  }

  @Test("The specific code is that of a file named alone; a walked folder counts as several")
  func walkedFolder() async throws {
    try folder.write("words", to: "photos/a.png")
    #expect(try await folder.run("photos/a.png").code == 65)
    #expect(try await folder.run("photos").code == 1)
  }
}
