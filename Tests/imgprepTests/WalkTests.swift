import ImagePrep
import TestSupport
import Testing

@Suite("Folders as inputs")
struct WalkTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("A walked folder keeps its tree inside the output folder")
  func tree() async throws {
    for name in ["photos/a.png", "photos/deep/b.jpg", "photos/deep/er/c.webp"] { try folder.draw(name) }
    #expect(try await folder.run("photos/", "-o", "ready/").code == 0)
    let ready = try folder.files.filter { $0.hasPrefix("ready/") }
    #expect(ready == ["ready/a.png", "ready/deep/b.png", "ready/deep/er/c.png"])
  }

  @Test("Without --output, results of a walk lie beside their inputs")
  func besideInputs() async throws {
    for name in ["photos/a.png", "photos/deep/b.png"] { try folder.draw(name) }
    #expect(try await folder.run("photos").code == 0)
    #expect(
      try folder.files == [
        "photos/a.png", "photos/a.prep.png", "photos/deep/b.png", "photos/deep/b.prep.png",
      ])
  }

  @Test("A second walk passes earlier results over")
  func secondWalk() async throws {
    try folder.draw("photos/a.png")
    #expect(try await folder.run("photos").code == 0)
    let after = try folder.files
    let second = try await folder.run("photos", "--force")
    #expect(second.code == 0)
    #expect(second.lines.count == 1)
    #expect(try folder.files == after)
  }

  @Test("Hidden files and folders are passed over")
  func hidden() async throws {
    for name in ["photos/a.png", "photos/.b.png", "photos/.trash/c.png"] { try folder.draw(name) }
    #expect(try await folder.run("photos", "-o", "ready/").code == 0)
    #expect(try folder.files.filter { $0.hasPrefix("ready/") } == ["ready/a.png"])
  }

  @Test("What is no image is passed over; an image is taken whatever its name")
  func otherFiles() async throws {
    try folder.write("words", to: "photos/notes.txt")
    try folder.write("", to: "photos/empty")
    try folder.draw("photos/scan.dat")
    #expect(try await folder.run("photos", "-o", "ready/").code == 0)
    #expect(try folder.files.filter { $0.hasPrefix("ready/") } == ["ready/scan.dat.png"])
  }

  @Test("A file with an image's name that is none counts as a failure")
  func falseName() async throws {
    try folder.write("words", to: "photos/a.png")
    try folder.draw("photos/b.png")
    let run = try await folder.run("photos", "-o", "ready/")
    #expect(run.code == 1)
    #expect(run.errors.contains("photos/a.png"))
    #expect(try folder.files.filter { $0.hasPrefix("ready/") } == ["ready/b.png"])
  }

  @Test(
    "The output folder is not walked, however it is spelled",
    arguments: [(".", "ready/"), ("./", "ready/"), (".", "./ready/"), ("photos", "photos/ready/")])
  func outputInside(_ input: String, _ output: String) async throws {
    try folder.draw(input == "photos" ? "photos/a.png" : "a.png")
    #expect(try await folder.run(input, "-o", output).code == 0)
    let after = try folder.files
    #expect(after.count == 2)
    #expect(try await folder.run(input, "-o", output, "--force").code == 0)
    #expect(try folder.files == after)
  }

  @Test("A link to nothing with an image's name is an input that is missing; others are passed over")
  func linksToNothing() async throws {
    try folder.draw("photos/a.png")
    for name in ["photos/b.jpg", "photos/notes.txt", "photos/c.prep.png"] {
      try folder.link(name, to: "no/where")
    }
    let run = try await folder.run("photos", "-o", "ready/")
    #expect(run.code == 1)
    #expect(run.errors.contains("photos/b.jpg: it is a link, and the file that it leads to is not there"))
    #expect(run.errors.contains("1 done, 1 of 2 failed (1 missing), 1 file passed over"), "\(run.errors)")
    #expect(try await folder.run("photos/b.jpg").code == 66)
  }

  @Test("Folders and files may be mixed")
  func mixed() async throws {
    for name in ["photos/a.png", "b.png"] { try folder.draw(name) }
    #expect(try await folder.run("b.png", "photos", "-o", "ready/").code == 0)
    #expect(try folder.files.filter { $0.hasPrefix("ready/") } == ["ready/a.png", "ready/b.png"])
  }
}
