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
    ] as [(String?, Destination)])
  func text(_ path: String?, _ destination: Destination) {
    #expect(Destination(path) == destination)
  }

  @Test("A folder that exists needs no slash")
  func existingFolder() throws {
    let folder = try TemporaryFolder()
    #expect(Destination(folder.path) == .folder(folder.path))
    #expect(Destination(folder.path + "/") == .folder(folder.path))
  }

  @Test("A link to a folder is a folder; a file, or a link to nothing, is a file")
  func links() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("real")
    try folder.link("link", to: "real")
    try folder.link("broken", to: "nothing")
    try folder.write(to: "file")
    #expect(Destination(folder.place("link")) == .folder(folder.place("link")))
    #expect(Destination(folder.place("broken")) == .file(folder.place("broken")))
    #expect(Destination(folder.place("file")) == .file(folder.place("file")))
  }
}
