import ImagePrep
import Testing

@testable import ImagePrepBatch

@Suite("Names of outputs")
struct OutputNamesTests {
  private func outputs(_ destination: Destination, _ inputs: [Input]) throws -> [String?] {
    try OutputNames(destination, fileExtension: "jpg").outputs(for: inputs)
  }

  private func code(_ destination: Destination, _ inputs: [Input]) -> ImageError.Code? {
    do {
      _ = try OutputNames(destination, fileExtension: "jpg").outputs(for: inputs)
      return nil
    } catch {
      return error.code
    }
  }

  @Test(
    "Beside an input, STEM.prep.EXT",
    arguments: [
      ("a.png", "a.prep.jpg"), ("x/a.b.webp", "x/a.b.prep.jpg"), ("v1.2/plain", "v1.2/plain.prep.jpg"),
      ("./a.png", "./a.prep.jpg"), ("/a.png", "/a.prep.jpg"), (".png", ".png.prep.jpg"),
      ("x/.png", "x/.png.prep.jpg"), ("a.prep.png", "a.prep.prep.jpg"), ("a.", "a.prep.jpg"),
    ])
  func besideInput(_ input: String, _ output: String) throws {
    #expect(try outputs(.besideInput, [Input(path: input)]) == [output])
  }

  @Test("Standard input, without a place beside it, goes to standard output")
  func standardInput() throws {
    #expect(try outputs(.besideInput, [Input(path: "-")]) == [nil])
    #expect(try outputs(.folder("out"), [Input(path: "-")]) == ["out/stdin.jpg"])
  }

  @Test("In a folder, files keep their stems and walked files their tree")
  func folder() throws {
    let inputs = [
      Input(path: "x/y/a.png"), Input(path: "photos/b.webp", relativePath: "b.webp"),
      Input(path: "photos/deep/c.gif", relativePath: "deep/c.gif"),
    ]
    #expect(try outputs(.folder("out"), inputs) == ["out/a.jpg", "out/b.jpg", "out/deep/c.jpg"])
  }

  @Test("A file and standard output are themselves")
  func fixed() throws {
    #expect(try outputs(.file("x.png"), [Input(path: "a.png")]) == ["x.png"])
    #expect(try outputs(.standardOutput, [Input(path: "a.png")]) == [nil])
  }

  @Test("Outputs are in the order of the inputs")
  func order() throws {
    let inputs = (0..<50).map { Input(path: "\($0 * 37 % 50).png") }
    #expect(try outputs(.besideInput, inputs) == (0..<50).map { "\($0 * 37 % 50).prep.jpg" })
  }

  @Test(
    "Two inputs with one output are refused",
    arguments: [
      (Destination.besideInput, ["a.png", "a.webp"]), (.besideInput, ["a.png", "./a.png"]),
      (.besideInput, ["x//a.png", "x/./a.gif"]), (.folder("out"), ["x/a.png", "y/a.png"]),
      (.file("x.png"), ["a.png", "b.png"]), (.standardOutput, ["a.png", "b.png"]),
      (.besideInput, ["-", "-"]),
    ])
  func shared(_ destination: Destination, _ paths: [String]) {
    #expect(code(destination, paths.map { Input(path: $0) }) == .invalidOptions)
  }

  @Test(
    "Two spellings of one folder are one folder", arguments: ["x/../real", "link", "real/./", "x/../link"])
  func sharedFolder(_ spelling: String) throws {
    let folder = try TemporaryFolder()
    for name in ["x", "real"] { try folder.makeFolder(name) }
    try folder.link("link", to: "real")
    let inputs = ["real/a.png", "\(spelling)/a.gif"].map { Input(path: folder.place($0)) }
    #expect(code(.besideInput, inputs) == .invalidOptions)
  }

  @Test("The message names both inputs and the output")
  func message() {
    #expect {
      try OutputNames(.folder("out"), fileExtension: "png").outputs(
        for: [Input(path: "x/a.png"), Input(path: "y/a.gif")])
    } throws: { error in
      ["x/a.png", "y/a.gif", "out/a.png"].allSatisfy("\(error)".contains)
    }
  }

  @Test("Inputs of one name in different folders do not meet beside their inputs")
  func apart() {
    #expect(
      code(.besideInput, [Input(path: "x/a.png"), Input(path: "y/a.png"), Input(path: "/x/a.png")]) == nil)
  }

  @Test(
    "What counts as an earlier result",
    arguments: [
      ("a.prep.png", true), ("a.b.prep.jpg", true), (".prep.png", true), ("a.png", false),
      ("prep.png", false), ("aprep.png", false), ("a.prep", false), ("a.prep.b.png", false),
    ])
  func defaultNames(_ name: String, _ isDefault: Bool) {
    #expect(OutputNames.isDefaultName(name) == isDefault)
  }

  @Test("The folder of an output is made where the destination is a folder, twice without complaint")
  func prepareFolder() throws {
    let folder = try TemporaryFolder()
    let names = OutputNames(.folder(folder.place("out")), fileExtension: "png")
    try names.prepareFolder(for: folder.place("out/deep/a.png"))
    try names.prepareFolder(for: folder.place("out/deep/b.png"))
    #expect(folder.isFolder("out/deep"))
  }

  @Test("No folder is made for a file or beside an input", arguments: [Destination.file("x"), .besideInput])
  func noFolder(_ destination: Destination) throws {
    let folder = try TemporaryFolder()
    try OutputNames(destination, fileExtension: "png").prepareFolder(for: folder.place("out/a.png"))
    #expect(!folder.isFolder("out"))
  }

  @Test("A folder that cannot be made is an error about the output")
  func uncreatable() throws {
    let folder = try TemporaryFolder()
    try folder.write(to: "out")
    let output = folder.place("out/a.png")
    do {
      try OutputNames(.folder(folder.place("out")), fileExtension: "png").prepareFolder(for: output)
      Issue.record("made a folder where a file is")
    } catch {
      #expect(error.code == .uncreatable)
      #expect(error.path == output)
    }
  }
}
