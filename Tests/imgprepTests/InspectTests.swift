import ImagePrep
import TestSupport
import Testing

@Suite("inspect")
struct InspectTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Says what an image is, what it would become and what that needs; writes nothing")
  func text() async throws {
    try folder.draw("in.png", 200, 100, format: .rgba8)
    let run = try await folder.run("inspect", "in.png")
    #expect(run.code == 0)
    #expect(run.errors.isEmpty)
    #expect(run.lines.first == "in.png")
    for part in ["PNG 200×100", "8 bit", "alpha", "becomes  200×104", "MB of memory"] {
      #expect(run.text.contains(part))
    }
    #expect(try folder.files == ["in.png"])
  }

  @Test("Follows the options of size")
  func options() async throws {
    try folder.draw("in.png", 200, 100)
    let run = try await folder.run(
      "inspect", "in.png", "--width", "50", "--height", "50", "--fit", "pad")
    #expect(run.text.contains("becomes  50×50, scaled to 50×25, padded from 50×25\n"))
    let cropped = try await folder.run(
      "inspect", "in.png", "--width", "50", "--height", "50", "--fit", "cover")
    #expect(cropped.text.contains("becomes  50×50, scaled to 100×50, cropped\n"))
  }

  @Test("Says what a model counts")
  func tokens() async throws {
    try folder.draw("in.png", 1000, 700)
    // 1008 × 700 pixels are 72 × 50 patches of 14, of which four are a token.
    let text = try await folder.run("inspect", "in.png", "--preset", "qwen2-vl")
    #expect(text.text.contains("counts   3600 patches, 72 across and 50 down (900 tokens)\n"))
    let json = try await folder.run("inspect", "in.png", "--preset", "qwen2-vl", "--json")
    #expect(json.text.contains(#""patches":3600,"#) && json.text.contains(#""tokens":900,"#))
    let plain = try await folder.run("inspect", "in.png", "--json")
    #expect(!plain.text.contains("tokens") && !plain.text.contains("patches"))
  }

  @Test("--json has source and result, and no output")
  func json() async throws {
    try folder.draw("in.jpg", 200, 100)
    let run = try await folder.run("inspect", "in.jpg", "--json")
    #expect(run.code == 0)
    let line = try #require(try Line.all(in: run).first)
    #expect(line.input == "in.jpg")
    #expect(line.output == nil)
    #expect(line.source?.format == "jpeg")
    #expect(line.source?.width == 200)
    #expect(line.result?.height == 104)
    #expect(try #require(line.memory) > 200 * 104 * 3)
  }

  @Test("Takes folders, and goes on after a failure")
  func folders() async throws {
    try folder.draw("photos/a.png")
    try folder.draw("photos/deep/c.webp")
    try folder.write("words", to: "photos/b.png")
    let run = try await folder.run("inspect", "photos", "--json")
    #expect(run.code == 1)
    let lines = try Line.all(in: run)
    #expect(lines.map(\.input) == ["photos/a.png", "photos/b.png", "photos/deep/c.webp"])
    #expect(lines.map(\.error?.kind) == [nil, "unsupportedFormat", nil])
  }

  @Test("-v names what is passed over, -q leaves only errors, --jobs keeps the order")
  func running() async throws {
    for name in ["in/a.png", "in/b.png", "in/c.png"] { try folder.draw(name) }
    try folder.write("words", to: "in/notes.txt")
    let plain = try await folder.run("inspect", "in", "--jobs", "3")
    #expect(plain.code == 0)
    #expect(plain.lines.filter { $0.hasPrefix("in/") } == ["in/a.png", "in/b.png", "in/c.png"])
    #expect(plain.errors.contains("3 inspected, 1 file passed over (-v names it)"))
    let verbose = try await folder.run("inspect", "in", "-v")
    #expect(verbose.text == plain.text && verbose.errors.contains("in/notes.txt"))
    let quiet = try await folder.run("inspect", "in", "-q")
    #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.errors.isEmpty)
    try folder.write("words", to: "in/d.png")
    let failed = try await folder.run("inspect", "in", "--quiet")
    #expect(failed.code == 1 && failed.errors.contains("in/d.png"))
  }

  @Test("Reads standard input")
  func standardInput() async throws {
    let png = try Picture.gradient(48, 32).encoded(as: Encoding(.png))
    let run = try await folder.run("inspect", "-", input: png)
    #expect(run.code == 0)
    #expect(run.text.contains("standard input") && run.text.contains("48×32"))
  }

  @Test("A missing input is 66, and what is no image 65")
  func failures() async throws {
    try folder.write("words", to: "text.png")
    #expect(try await folder.run("inspect", "none.png").code == 66)
    let run = try await folder.run("inspect", "text.png")
    #expect(run.code == 65)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("text.png"))
  }
}
