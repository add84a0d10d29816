import TestSupport
import Testing

@Suite("--isolate")
struct IsolateTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  #if os(Linux)
    private static let level = "sandbox"
  #else
    private static let level = "process"
  #endif

  @Test(
    "The output is the same, and JSON says what is in force",
    arguments: [
      ["--isolate"], ["--isolate=try"], ["--isolate", "try"], ["--isolate", "require"], ["--isolate=require"],
    ])
  func same(_ option: [String]) async throws {
    #if !os(Linux)
      if option.joined().hasSuffix("require") { return }
    #endif
    try folder.draw("in.jpg", 200, 100)
    let plain = try await folder.run("in.jpg", "-o", "plain.png", "--json")
    let apart = try await folder.run(option + ["in.jpg", "-o", "apart.png", "--json"])
    #expect(plain.code == 0 && apart.code == 0 && apart.errors.isEmpty)
    #expect(try Line.all(in: plain).map(\.isolation) == ["none"])
    #expect(try Line.all(in: apart).map(\.isolation) == [Self.level])
    #expect(try folder.bytes("plain.png") == folder.bytes("apart.png"))
  }

  @Test("A folder, pipes, dry runs and inspect")
  func everywhere() async throws {
    try folder.makeFolder("photos")
    try folder.draw("photos/a.png", 30, 20)
    try folder.draw("photos/b.jpg", 30, 20)
    let all = try await folder.run("photos", "-o", "ready/", "--isolate", "--jobs", "2")
    #expect(all.code == 0 && all.lines.count == 2)
    let piped = try await folder.run(
      "-", "-o", "-", "--isolate", "--format", "ppm", input: try folder.bytes("photos/a.png"))
    #expect(piped.code == 0 && piped.output.starts(with: Array("P6".utf8)))
    for arguments in [["photos/a.png", "--dry-run", "--json"], ["inspect", "photos/a.png", "--json"]] {
      let run = try await folder.run(arguments + ["--isolate"])
      #expect(try Line.all(in: run).map(\.isolation) == [Self.level])
    }
  }

  @Test("Without a worker nothing is decoded, and the error says what to do")
  func noWorker() async throws {
    try folder.draw("in.png", 20, 20)
    let run = try await folder.run(
      "in.png", "--isolate", "--json", environment: ["IMGPREP_WORKER": "/nowhere/imgprep-worker"])
    #expect(run.code == 69)
    #expect(run.errors.contains("/nowhere/imgprep-worker") && run.errors.contains("install"))
    try folder.draw("other.png", 20, 20)
    let several = try await folder.run(
      ".", "-o", "ready/", "--isolate=require", environment: ["IMGPREP_WORKER": "/nowhere/imgprep-worker"])
    #expect(several.code == 69 && several.errors.split(separator: "\n").count == 1)
    #expect(try folder.files == ["in.png", "other.png"])
  }

  @Test("An existing output is found before anything is decoded; a damaged input is named")
  func errors() async throws {
    try folder.draw("in.png", 20, 20)
    try folder.write("", to: "out.png")
    #expect(try await folder.run("in.png", "-o", "out.png", "--isolate").code == 73)
    try folder.write(Array(folder.bytes("in.png").dropLast(30)), to: "half.png")
    let run = try await folder.run("half.png", "--isolate")
    #expect(run.code == 65 && run.errors.contains("half.png"))
  }
}
