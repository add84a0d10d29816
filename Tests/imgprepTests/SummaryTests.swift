import Foundation
import ImagePrep
import TestSupport
import Testing

@Suite("How a run over several inputs ends")
struct SummaryTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What is wrong with each, and what is no image.
  private func mixture() throws {
    for name in ["in/a.png", "in/b.png", "in/late.png"] { try folder.draw(name) }
    try folder.draw("in/thin.png", 9, 100)
    try folder.write("words", to: "in/words.jpg")
    try folder.write(Array(folder.bytes("in/a.png").prefix(60)), to: "in/half.png")
    for name in ["x.heic", "x.avif", "x.tiff", "notes.txt", "x.jxl"] {
      try folder.write("no image", to: "in/\(name)")
    }
    try folder.draw("out/late.png")
  }

  @Test("A summary says what was done, what failed and how, what was skipped and what passed over")
  func text() async throws {
    try mixture()
    let run = try await folder.run("in", "-o", "out/", "--skip-existing")
    #expect(run.code == 1)
    let last = run.errors.split(separator: "\n").last ?? ""
    #expect(
      last.hasPrefix(
        "imgprep: 3 done, 2 of 6 failed (1 truncated, 1 unsupportedFormat), 1 with warnings, "
          + "1 skipped, as their outputs exist, 5 files passed over (-v names them), "), "\(last)")
    #expect(run.lines.count == 3)
  }

  @Test("With --json the last line is the summary")
  func json() async throws {
    try mixture()
    let run = try await folder.run("in", "-o", "out/", "--skip-existing", "--json")
    let line = try JSONDecoder().decode(SummaryLine.self, from: Data(#require(run.lines.last).utf8))
    #expect(line.schema == 1)
    #expect(
      line.summary
        == SummaryLine.Counts(
          inputs: 6, done: 3, planned: 0, failed: 2, failedByKind: ["truncated": 1, "unsupportedFormat": 1],
          warned: 1,
          skipped: 1,
          passedOver: 5, notTried: 0))
    let statuses = try StatusLine.all(in: run)
    #expect(statuses.map(\.status) == ["done", "done", "failed", "skipped", "done", "failed"])
    let half = try #require(statuses.first { $0.input == "in/half.png" })
    #expect(half.source?.width == 40 && half.source?.height == 24 && half.fractionDecoded == 0)
  }

  @Test("One file that is named has no summary", arguments: [[], ["--json"]])
  func single(_ options: [String]) async throws {
    try folder.draw("a.png")
    let run = try await folder.run(["a.png"] + options)
    #expect(run.errors.isEmpty && !run.text.contains("summary") && run.lines.count == 1)
  }

  @Test("A folder without images says how many files it has")
  func noImages() async throws {
    try folder.write("words", to: "in/notes.txt")
    let run = try await folder.run("in", "-o", "out/")
    #expect(run.code == 66)
    #expect(run.errors.contains("no images in in: 1 file passed over (-v names it)"))
  }

  @Test("inspect sums up, too")
  func inspect() async throws {
    try mixture()
    let run = try await folder.run("inspect", "in", "--json")
    let line = try JSONDecoder().decode(SummaryLine.self, from: Data(#require(run.lines.last).utf8))
    #expect(line.summary.passedOver == 5 && line.summary.failed == 1)
    #expect(line.summary.planned == 5 && line.summary.done == 0)
  }

  @Test("--skip-existing: a second run does what is missing, and contradicts --force")
  func skipExisting() async throws {
    for name in ["in/a.png", "in/b.png"] { try folder.draw(name) }
    #expect(try await folder.run("in", "-o", "out/").code == 0)
    let before = try folder.bytes("out/a.png")
    try FileManager.default.removeItem(atPath: folder.place("out/b.png"))
    try folder.draw("in/a.png", 80, 80)
    let second = try await folder.run("in", "-o", "out/", "--skip-existing", "--verbose")
    #expect(second.code == 0)
    #expect(second.lines.first == "in/a.png → out/a.png  skipped, as it exists")
    #expect(second.errors.contains("1 done, 1 skipped"))
    #expect(try folder.bytes("out/a.png") == before && folder.exists("out/b.png"))
    #expect(try await folder.run("in/a.png", "-o", "out/", "--skip-existing").code == 0)
    let both = try await folder.run("in", "-o", "out/", "--skip-existing", "--force")
    #expect(both.code == 64 && both.errors.contains("--skip-existing"))
  }

  @Test("A signal lets the image in hand finish; the summary says how to go on")
  func signal() async throws {
    try folder.draw("a.png")
    let run = try await folder.shell(
      """
      mkfifo pipe; exec 3<>pipe
      "$imgprep" a.png pipe b.png c.png -o out/ --jobs 1 3>&- & pid=$!
      until test -e out/a.png; do sleep 0.1; done
      sleep 1; kill -TERM $pid; sleep 0.5; cat a.png >&3; exec 3>&-; wait $pid
      """)
    #expect(run.code == 75, "\(run.errors)")
    #expect(folder.exists("out/pipe.png"))
    #expect(run.errors.contains("2 done, 2 not tried"))
    #expect(run.errors.contains("--skip-existing"))
  }

  @Test("A second signal ends the command at once")
  func secondSignal() async throws {
    try folder.draw("a.png")
    let run = try await folder.shell(
      """
      mkfifo pipe; exec 3<>pipe
      "$imgprep" a.png pipe -o out/ --jobs 1 3>&- & pid=$!
      until test -e out/a.png; do sleep 0.1; done
      sleep 1; kill -TERM $pid; sleep 0.5; kill -TERM $pid; wait $pid
      """)
    #expect(run.code == 143)
  }

  @Test(
    "An aspect ratio that changes by more than 5 % is a warning; that and a side that grows are in the JSON")
  func shape() async throws {
    try folder.draw("thin.png", 9, 100)
    try folder.draw("plain.png", 96, 100)
    let run = try await folder.run("thin.png", "plain.png", "-o", "out/", "--json")
    let lines = try StatusLine.all(in: run)
    // 9×100 becomes 8×104: (104 / 100) / (8 / 9) = 1.17. 96×100 becomes 96×104.
    #expect(abs((lines[0].result?.aspectChange ?? 0) - 0.17) < 1e-9 && lines[0].warnings.count == 1)
    #expect(abs((lines[1].result?.aspectChange ?? 0) - 0.04) < 1e-9 && lines[1].warnings.isEmpty)
    #expect(lines.map(\.result?.enlarged) == [true, true])
    #expect(run.errors.contains("thin.png: its aspect ratio changes by 17.0 %"))
    #expect(run.errors.contains("; use --multiple 1, or --snap-by to crop or pad"))
    let line = try await folder.run("plain.png", "-o", "plain.webp")
    #expect(line.text.contains("96×104 (enlarged)"))
    let kept = try await folder.run("plain.png", "--multiple", "1", "-o", "kept.webp", "--json")
    #expect(try StatusLine.all(in: kept).first?.result == StatusLine.Shape(aspectChange: 0, enlarged: false))
    let stretched = try await folder.run(
      "plain.png", "--width", "20", "--height", "90", "--fit", "stretch", "-o", "flat.webp")
    #expect(stretched.code == 0 && stretched.errors.isEmpty)
  }
}

struct SummaryLine: Decodable {
  var schema: Int
  var summary: Counts

  struct Counts: Decodable, Equatable {
    var inputs: Int
    var done: Int
    var planned: Int
    var failed: Int
    var failedByKind: [String: Int]
    var warned: Int
    var skipped: Int
    var passedOver: Int
    var notTried: Int
  }
}

struct StatusLine: Decodable {
  var input: String
  var status: String
  var source: Size?
  var fractionDecoded: Double?
  var warnings: [String]
  var result: Shape?

  struct Size: Decodable {
    var width: Int
    var height: Int
  }

  struct Shape: Decodable, Equatable {
    var aspectChange: Double
    var enlarged: Bool
  }

  static func all(in run: Finished) throws -> [StatusLine] {
    try run.lines.filter { !$0.contains("\"summary\":") }
      .map { try JSONDecoder().decode(StatusLine.self, from: Data($0.utf8)) }
  }
}
