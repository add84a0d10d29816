import Foundation
import ImagePrep
import TestSupport
import Testing

@Suite("batch and merge")
struct BatchCommandTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Row: Decodable {
    var schema: Int
    var input: String
    var output: String?
    var columns: [String: String]?
    var status: String
    var error: Failure?
    var skipped: Failure?

    struct Failure: Decodable {
      var kind: String
      var message: String
    }
  }

  private func rows(_ text: String) throws -> [Row] {
    try text.split(separator: "\n").map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
  }

  private func manifest(_ name: String = "out/manifest.jsonl") throws -> [Row] {
    try rows(String(decoding: folder.bytes(name), as: UTF8.self))
  }

  @Test("A folder becomes a folder, with an account, and the second run says that all was done before")
  func folders() async throws {
    try folder.draw("in/b/x.png")
    try folder.draw("in/a.webp")
    try folder.write("no image", to: "in/notes.txt")
    let run = try await folder.run("batch", "in", "-o", "out", "--max", "16", "--format", "jpeg")
    #expect(run.code == 0 && run.output.isEmpty)
    #expect(run.errors.hasPrefix("imgprep: 2 done, ") && run.errors.contains("1 file passed over"))
    #expect(try manifest().map(\.input) == ["in/a.webp", "in/b/x.png"])
    #expect(try manifest().map(\.output) == ["a.jpg", "b/x.jpg"])
    #expect(try folder.size("out/b/x.jpg") == Size(16, 8))
    let again = try await folder.run(
      "batch", "in/", "-o", "out/", "--max", "16", "--format", "jpeg", "--json")
    #expect(again.code == 0 && again.errors.contains("2 done (2 before)"))
    #expect(try rows(again.text).map(\.input) == ["in/a.webp", "in/b/x.png"])
    #expect(try rows(again.text).allSatisfy { $0.schema == 1 && $0.status == "done" })
  }

  @Test("Patterns choose inputs, which are as if the others were not there")
  func patterns() async throws {
    for name in ["a.png", "b.webp", "cats/c.png", "cats/raw/d.png", "e.txt"] { try folder.draw("in/" + name) }
    for (arguments, wanted) in [
      (["--include", "*.png"], ["a.png", "cats/c.png", "cats/raw/d.png"]),
      (["--include", "cats/**", "--exclude", "raw"], ["cats/c.png"]),
      (["--exclude", "cats/", "--exclude", "*.txt"], ["a.png", "b.webp"]),
    ] {
      let run = try await folder.run(["batch", "in", "-o", "out", "--max", "16"] + arguments)
      #expect(run.code == 0, "\(run.errors)")
      #expect(try manifest().map(\.input) == wanted.map { "in/" + $0 }, "\(arguments)")
    }
    try folder.write("in/a.png\nin/cats/c.png\nin/none.png\n", to: "list.txt")
    let list = try await folder.run("batch", "@list.txt", "-o", "out", "--include", "in/cats/*")
    #expect(list.code == 0, "\(list.errors)")
    #expect(try manifest().map(\.input) == ["in/cats/c.png"])
    let wrong = try await folder.run("batch", "in", "-o", "out", "--include", "[a")
    #expect(wrong.code == 64 && wrong.errors.contains("--include"))
  }

  @Test("Filters skip images with the reason, and other filters look again")
  func filters() async throws {
    try folder.draw("in/small.png", Picture.plain(8, 8, [1, 2, 3]))
    try folder.draw("in/wide.png", Picture.plain(64, 16, [1, 2, 3]))
    try folder.draw("in/good.png", Picture.plain(32, 24, [1, 2, 3]))
    let filters = ["--min-side", "16", "--max-aspect", "3"]
    for round in 1...2 {
      let run = try await folder.run(["batch", "in", "-o", "out", "--max", "16"] + filters)
      #expect(run.code == 0 && run.errors.contains("2 skipped"), "\(round): \(run.errors)")
      let rows = try manifest()
      #expect(rows.map(\.status) == ["done", "skipped", "skipped"])
      #expect(rows.map { $0.skipped?.kind } == [nil, "minSide", "maxAspect"])
      #expect(rows[1].output == nil && rows[1].skipped?.message.contains("8") == true)
    }
    let all = try await folder.run("batch", "in", "-o", "out", "--max", "16")
    #expect(try all.code == 0 && manifest().allSatisfy { $0.output != nil })
    let again = try await folder.run(["batch", "in", "-o", "out", "--max", "16"] + filters)
    #expect(again.code == 0)
    #expect(try !folder.exists("out/small.png") && folder.exists("out/good.png"))
    let animated = try await folder.run("batch", "in", "-o", "out", "--only-animated")
    #expect(try animated.code == 0 && manifest().allSatisfy { $0.skipped?.kind == "onlyAnimated" })
    let both = try await folder.run("batch", "in", "-o", "out", "--only-animated", "--only-still")
    #expect(both.code == 64 && both.errors.contains("--only-still"))
  }

  @Test("Failures end with 1, are remembered, and are tried again if asked")
  func failures() async throws {
    try folder.draw("in/a.png")
    try folder.write("GIF89a", to: "in/b.gif")
    let run = try await folder.run("batch", "in", "-o", "out")
    #expect(run.code == 1 && run.errors.contains("error: in/b.gif: "))
    let again = try await folder.run("batch", "in", "-o", "out")
    #expect(again.code == 1 && !again.errors.contains("error:") && again.errors.contains("1 before"))
    for option in ["--retry-failed", "--retry-failed=truncated", "--retry-failed=all"] {
      #expect(
        try await folder.run("batch", option, "in", "-o", "out").errors.contains("error: in/b.gif"),
        "\(option)")
    }
    #expect(
      !(try await folder.run("batch", "in", "-o", "out", "--retry-failed=overLimit")).errors.contains(
        "error:"))
    try folder.draw("in/b.gif")
    #expect(try await folder.run("batch", "in", "-o", "out").code == 0)
  }

  @Test("Lists carry their columns, and a path that is not there is a failed row")
  func lists() async throws {
    try folder.draw("a.png")
    try folder.draw("sub/b.png")
    try folder.write("id,path\n1,./a.png\n2,sub/b.png\n3,none.png\n4,./a.png\n", to: "list.csv")
    let run = try await folder.run(
      "batch", "--from", "list.csv", "--column", "path", "-o", "out", "--max", "16")
    #expect(run.code == 1)
    #expect(try manifest().map(\.input) == ["./a.png", "sub/b.png", "none.png", "./a.png"])
    #expect(try manifest().map(\.output) == ["a.png", "sub/b.png", nil, "a.png"])
    #expect(try manifest().map(\.columns) == (1...4).map { ["id": "\($0)"] })
    #expect(try manifest()[2].error?.kind == "missing")
    try folder.write("sub/b.png\n", to: "list.txt")
    #expect(try await folder.run("batch", "@list.txt", "-o", "two").code == 0)
    #expect(try manifest("two/manifest.jsonl").map(\.columns) == [nil])
  }

  @Test("From a tar on standard input to a tar on standard output, and back to a folder")
  func streams() async throws {
    try folder.draw("in/s.png")
    let tar = try await folder.run("batch", "in", "-o", "-", "--max", "16", "--manifest", "m.jsonl")
    #expect(tar.code == 0 && tar.output.count % 10_240 == 0)
    #expect(try manifest("m.jsonl").map(\.output) == ["s.png"])
    let run = try await folder.run(
      ["batch", "-", "-o", "-", "--max", "16", "--format", "jpeg"], input: Array(tar.output.prefix(10_240)))
    #expect(run.code == 0 && String(decoding: run.output.prefix(5), as: UTF8.self) == "s.jpg")
    try folder.write(tar.output, to: "all.tar")
    #expect(try await folder.run("batch", "all.tar", "-o", "tree").code == 0)
    #expect(try folder.size("tree/s.png") == Size(16, 8))
    #expect(try await folder.run("batch", "all.tar", "-o", "sh/%02d.tar", "--shard-size", "5").code == 0)
    #expect(folder.exists("sh/00.tar") && folder.exists("sh/00.json"))
    #expect(try folder.files.allSatisfy { !$0.contains(".imgprep/tmp/") && !$0.hasPrefix(".imgprep-") })
  }

  @Test("Parts and their merging")
  func parts() async throws {
    for index in 0..<6 { try folder.draw("in/\(index).png", 20 + index) }
    for part in 1...2 {
      #expect(try await folder.run("batch", "in", "-o", "p\(part)", "--part", "\(part)/2").code == 0)
    }
    let merged = try await folder.run("merge", "p1", "p2", "-o", "all")
    #expect(merged.code == 0 && merged.errors.contains("6 rows"))
    #expect(try manifest("all/manifest.jsonl").map(\.input) == (0..<6).map { "in/\($0).png" })
    let refused = try await folder.run("merge", "p1", "-o", "all")
    #expect(refused.code == 1 && refused.errors.contains("2/2"))
  }

  @Test("Wrong usage, missing inputs and impossible outputs have codes of their own, and nothing is made")
  func codes() async throws {
    try folder.draw("in/a.png")
    try folder.write("", to: "file")
    for (arguments, code) in [
      (["in", "-o", "in"], 64), (["in"], 64), (["-o", "out"], 64), (["in", "-o", "out.tar"], 64),
      (["in", "-o", "out", "--part", "3/2"], 64), (["in", "-o", "out", "--shard-size", "5"], 64),
      (["in", "-o", "out", "--manifest", "m"], 64), (["in", "-o", "out", "--frames", "all"], 64),
      (["--from", "file", "--column", "path", "-o", "out"], 64), (["--from", "file", "-o", "out"], 64),
      (["in", "-o", "-", "--json"], 64), (["in", "-o", "out", "--memory", "0"], 64),
      (["in", "none", "-o", "out"], 66), (["@none", "-o", "out"], 66), (["in", "-o", "file"], 73),
      (["in", "-o", "file/%d.tar"], 73),
    ] as [([String], Int32)] {
      #expect(try await folder.run(["batch"] + arguments).code == code, "\(arguments)")
    }
    #expect(try folder.files == ["file", "in/a.png"])
  }
}
