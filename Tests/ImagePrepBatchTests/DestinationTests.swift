import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("What --output means")
struct DestinationTests {
  @Test(
    "By the text alone",
    arguments: [
      (nil, Destination.besideInput), ("-", .standardOutput), ("no-such/x.png", .file("no-such/x.png")),
      ("no-such/", .folder("no-such")), ("no/such/", .folder("no/such")), ("/", .folder("/")),
      ("no-such", .file("no-such")), ("./-", .file("./-")),
    ] as [(SystemPath?, Destination)])
  func text(_ path: SystemPath?, _ destination: Destination) {
    #expect(Destination(path) == destination)
  }

  @Test("A folder that exists needs no slash")
  func existingFolder() throws {
    let folder = try TemporaryFolder()
    #expect(Destination(SystemPath(folder.path)) == .folder(SystemPath(folder.path)))
    #expect(Destination(SystemPath(folder.path + "/")) == .folder(SystemPath(folder.path)))
  }

  @Test("A link to a folder is a folder; a file, or a link to nothing, is a file")
  func links() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("real")
    try folder.link("link", to: "real")
    try folder.link("broken", to: "nothing")
    try folder.write(to: "file")
    #expect(Destination(folder.systemPath("link")) == .folder(folder.systemPath("link")))
    #expect(Destination(folder.systemPath("broken")) == .file(folder.systemPath("broken")))
    #expect(Destination(folder.systemPath("file")) == .file(folder.systemPath("file")))
  }
}
