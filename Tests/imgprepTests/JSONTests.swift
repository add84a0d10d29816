import Foundation
import ImagePrep
import TestSupport
import Testing

@Suite("--json")
struct JSONTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("A line says what came in, what went out, and how")
  func success() async throws {
    try folder.draw("in.jpg", 200, 100)
    let run = try await folder.run("in.jpg", "-o", "out.png", "--max", "64", "--json")
    #expect(run.code == 0)
    #expect(run.errors.isEmpty)
    let line = try #require(try Line.all(in: run).first)
    #expect(line.schema == 1)
    #expect(line.input == "in.jpg")
    #expect(line.output == "out.png")
    #expect(line.source?.format == "jpeg")
    #expect(line.source?.width == 200)
    #expect(line.source?.height == 100)
    #expect(line.source?.orientation == 1)
    #expect(line.source?.bitDepth == 8)
    #expect(line.source?.alpha == false)
    #expect(line.source?.subsampling == "4:2:0")
    #expect(line.result?.width == 64)
    #expect(line.result?.height == 32)
    #expect(line.result?.scale == [0.32, 0.32])
    #expect(line.result?.shift == [0, 0])
    #expect(line.warnings.isEmpty)
    #expect(line.error == nil)
    #expect(line.milliseconds >= 0)
  }

  @Test("Scale and shift lead from the source into a letterbox")
  func transform() async throws {
    try folder.draw("in.png", 200, 100)
    let run = try await folder.run(
      "in.png", "--width", "50", "--height", "50", "--fit", "pad", "--json")
    let line = try #require(try Line.all(in: run).first)
    #expect(line.result?.scale == [0.25, 0.25])
    #expect(line.result?.shift == [0, 12])
  }

  @Test("A failure is a line too, with its kind and message, and the message is on standard error as well")
  func failure() async throws {
    let run = try await folder.run("none.png", "--json")
    #expect(run.code == 66)
    let line = try #require(try Line.all(in: run).first)
    #expect(line.input == "none.png")
    #expect(line.output == nil)
    #expect(line.result == nil)
    #expect(line.error?.kind == "missing")
    #expect(line.error?.message.contains("none.png") == true)
    #expect(run.errors.contains("none.png"))
  }

  @Test(
    "Kinds of failures",
    arguments: [
      ("text.png", "unsupportedFormat"), ("half.png", "truncated"), ("taken.png", "outputExists"),
      ("large.png", "overLimit"),
    ])
  func kinds(_ name: String, _ kind: String) async throws {
    try folder.write("this is no image at all, only words\n", to: "text.png")
    for name in ["taken.png", "taken.prep.png"] { try folder.draw(name) }
    try folder.draw("large.png", 100, 100)
    let whole = try folder.bytes("large.png")
    try folder.write(Array(whole.dropLast(whole.count / 2)), to: "half.png")
    let limit = name == "large.png" ? ["--limit-pixels", "9999"] : []
    let run = try await folder.run([name, "--json"] + limit)
    #expect(try Line.all(in: run).map(\.error?.kind) == [kind])
  }

  @Test("One line an input, in the order of the inputs", arguments: ["1", "2", "7"])
  func order(_ jobs: String) async throws {
    let names = (0..<12).map { "\($0 % 3 == 0 ? "z" : "a")\($0).png" }
    for (index, name) in names.enumerated() where index != 5 {
      try folder.draw(name, index.isMultiple(of: 2) ? 300 : 10, 120)
    }
    let run = try await folder.run(names + ["--json", "--jobs", jobs])
    #expect(run.code == 1)
    let lines = try Line.all(in: run)
    #expect(lines.map(\.input) == names)
    #expect(lines.indices.filter { lines[$0].error != nil } == [5])
  }

  @Test("A truncated image that --lenient accepts comes with a warning")
  func warning() async throws {
    try folder.draw("whole.png", 100, 100)
    let whole = try folder.bytes("whole.png")
    try folder.write(Array(whole.dropLast(whole.count / 2)), to: "half.png")
    let run = try await folder.run("half.png", "--lenient", "--json")
    #expect(run.code == 0)
    let line = try #require(try Line.all(in: run).first)
    #expect(line.warnings.count == 1)
    #expect(line.error == nil)
    #expect(run.errors.contains("warning") && run.errors.contains("half.png"))
  }

  @Test("Names with quotes, spaces and letters of the world stay what they are")
  func names() async throws {
    let name = "sürprise \"日本\" \\ a.png"
    try folder.draw(name)
    let run = try await folder.run(name, "--json")
    #expect(try Line.all(in: run).map(\.input) == [name])
  }
}

/// What `--json` prints for one input.
struct Line: Decodable {
  var schema: Int
  var input: String
  var output: String?
  var source: Source?
  var result: Result?
  var memory: Int?
  var warnings: [String]
  var isolation: String?
  var error: Failure?
  var milliseconds: Double

  struct Source: Decodable {
    var format: String
    var width: Int
    var height: Int
    var orientation: Int
    var bitDepth: Int
    var subsampling: String?
    var alpha: Bool
    var frames: Int?
  }

  struct Result: Decodable {
    var width: Int
    var height: Int
    var scale: [Double]
    var shift: [Double]
    var decodeShrink: Int
  }

  struct Failure: Decodable {
    var kind: String
    var message: String
  }

  static func all(in run: Finished) throws -> [Line] {
    // The last line of several inputs is the summary, which is none of them.
    try run.lines.filter { !$0.contains("\"summary\":") }.map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }
}
