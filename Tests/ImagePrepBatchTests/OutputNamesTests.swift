import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Names of outputs")
struct OutputNamesTests {
  private func outputs(_ destination: Destination, _ inputs: [Input]) throws -> [SystemPath?] {
    try OutputNames(destination, fileExtension: "jpg").outputs(for: inputs).map(\.path)
  }

  private func clash(_ destination: Destination, _ paths: [SystemPath]) -> Bool {
    do {
      _ = try OutputNames(destination, fileExtension: "jpg").outputs(for: paths.map { Input(path: $0) })
      return false
    } catch {
      return true
    }
  }

  @Test(
    "Beside an input, STEM.prep.EXT",
    arguments: [
      ("a.png", "a.prep.jpg"), ("x/a.b.webp", "x/a.b.prep.jpg"), ("v1.2/plain", "v1.2/plain.prep.jpg"),
      ("./a.png", "./a.prep.jpg"), ("/a.png", "/a.prep.jpg"), (".png", ".png.prep.jpg"),
      ("x/.png", "x/.png.prep.jpg"), ("a.prep.png", "a.prep.prep.jpg"), ("a.", "a.prep.jpg"),
    ])
  func besideInput(_ input: SystemPath, _ output: SystemPath) throws {
    #expect(try outputs(.besideInput, [Input(path: input)]) == [output])
  }

  @Test("Standard input, without a place beside it, goes to standard output")
  func standardInput() throws {
    let names = OutputNames(.besideInput, fileExtension: "jpg")
    #expect(try names.outputs(for: [Input(path: "-")]) == [.standardOutput])
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
    let names = OutputNames(.standardOutput, fileExtension: "jpg")
    #expect(try names.outputs(for: [Input(path: "a.png")]) == [.standardOutput])
  }

  @Test("Outputs are in the order of the inputs")
  func order() throws {
    let inputs = (0..<50).map { Input(path: SystemPath("\($0 * 37 % 50).png")) }
    #expect(try outputs(.besideInput, inputs) == (0..<50).map { SystemPath("\($0 * 37 % 50).prep.jpg") })
  }

  @Test(
    "Two inputs with one output are refused",
    arguments: [
      (Destination.besideInput, ["a.png", "a.webp"]), (.besideInput, ["a.png", "./a.png"]),
      (.besideInput, ["x//a.png", "x/./a.gif"]), (.folder("out"), ["x/a.png", "y/a.png"]),
      (.file("x.png"), ["a.png", "b.png"]), (.standardOutput, ["a.png", "b.png"]),
      (.besideInput, ["-", "-"]),
    ])
  func shared(_ destination: Destination, _ paths: [SystemPath]) {
    #expect(clash(destination, paths))
  }

  @Test(
    "Two spellings of one folder are one folder", arguments: ["x/../real", "link", "real/./", "x/../link"])
  func sharedFolder(_ spelling: String) throws {
    let folder = try TemporaryFolder()
    for name in ["x", "real"] { try folder.makeFolder(name) }
    try folder.link("link", to: "real")
    #expect(clash(.besideInput, ["real/a.png", "\(spelling)/a.gif"].map { SystemPath(folder.place($0)) }))
  }

  @Test("All outputs that several inputs would write are listed at once, with their inputs and a way out")
  func clashes() throws {
    let paths: [SystemPath] = ["x/a.png", "b.png", "y/a.gif", "c.gif", "c.jpg", "d.gif", "z/a.jpg"]
    let error = try #require(throws: NameClashes.self) {
      try outputs(.folder("out"), paths.map { Input(path: $0) })
    }
    #expect(
      error.clashes.map(\.description) == [
        "x/a.png, y/a.gif and z/a.jpg would all be written to out/a.jpg",
        "c.gif and c.jpg would both be written to out/c.jpg",
      ])
    #expect(error.advice.contains("use names keep-extension"))
    #expect(error.advice { "--\($0)" }.contains("use --names keep-extension"))
  }

  @Test("Of many inputs with one output, some are named and the rest counted")
  func manyClashing() throws {
    let error = try #require(throws: NameClashes.self) {
      try outputs(.standardOutput, (0..<100).map { Input(path: SystemPath("\($0).png")) })
    }
    #expect(
      error.clashes.map(\.description) == [
        "0.png, 1.png, 2.png and 97 others would all be written to standard output"
      ])
  }

  @Test("Names that are equal as text but not as bytes are two")
  func normalForms() throws {
    let paths: [SystemPath] = ["\u{E9}.jpg", "e\u{301}.jpg"]
    #expect(
      try outputs(.folder("out"), paths.map { Input(path: $0) }) == ["out/\u{E9}.jpg", "out/e\u{301}.jpg"])
  }

  @Test(
    "Only an extension that images have is replaced",
    arguments: [
      ("v1.2", "v1.2.jpg"), ("2024.01.05", "2024.01.05.jpg"), ("Mr. Smith", "Mr. Smith.jpg"),
      ("scan.dat", "scan.dat.jpg"),
      ("photo.jpg.1", "photo.jpg.1.jpg"), ("a.tar.jpg", "a.tar.jpg"), ("photo.HEIC", "photo.jpg"),
      ("a.b.TIFF", "a.b.jpg"),
    ])
  func dottedNames(_ name: SystemPath, _ output: SystemPath) throws {
    #expect(try outputs(.folder("out"), [Input(path: name)]) == [SystemPath("out").appending(output)])
  }

  @Test("Extensions are kept where that is asked for, so that a.jpg and a.gif do not meet")
  func keptExtensions() throws {
    let inputs = ["a.jpg", "a.gif", "v1.2", "b"].map { Input(path: SystemPath($0)) }
    let beside = OutputNames(.besideInput, fileExtension: "png", rule: .keepExtension)
    #expect(
      try beside.outputs(for: inputs).map(\.path) == [
        "a.jpg.prep.png", "a.gif.prep.png", "v1.2.prep.png", "b.prep.png",
      ])
    let folder = OutputNames(.folder("out"), fileExtension: "png", rule: .keepExtension)
    #expect(
      try folder.outputs(for: inputs).map(\.path) == [
        "out/a.jpg.png", "out/a.gif.png", "out/v1.2.png", "out/b.png",
      ])
  }

  @Test("What has a problem writes nothing, and meets nobody")
  func problems() throws {
    let problem = ImageError(.unreadable, "no")
    #expect(
      try outputs(.folder("out"), [Input(path: "a.png"), Input(path: "x/a.png", problem: problem)]).count == 2
    )
  }

  @Test("Inputs of one name in different folders do not meet beside their inputs")
  func apart() {
    #expect(!clash(.besideInput, ["x/a.png", "y/a.png", "/x/a.png"]))
  }

  @Test(
    "What counts as an earlier result",
    arguments: [
      ("a.prep.png", true), ("a.b.prep.jpg", true), (".prep.png", true), ("a.png", false),
      ("prep.png", false), ("aprep.png", false), ("a.prep", false), ("a.prep.b.png", false),
    ])
  func defaultNames(_ name: SystemPath, _ isDefault: Bool) {
    #expect(OutputNames.isDefaultName(name) == isDefault)
  }

  @Test("The folder of an output is made where the destination is a folder, twice without complaint")
  func prepareFolder() throws {
    let folder = try TemporaryFolder()
    let out = SystemPath(folder.place("out"))
    let names = OutputNames(.folder(out), fileExtension: "png")
    try names.prepareFolder(for: out.appending("deep/a.png"))
    try names.prepareFolder(for: out.appending("deep/b.png"))
    #expect(folder.isFolder("out/deep"))
  }

  @Test("No folder is made for a file or beside an input", arguments: [Destination.file("x"), .besideInput])
  func noFolder(_ destination: Destination) throws {
    let folder = try TemporaryFolder()
    try OutputNames(destination, fileExtension: "png").prepareFolder(
      for: SystemPath(folder.place("out/a.png")))
    #expect(!folder.isFolder("out"))
  }

  @Test("A folder that cannot be made is an error about the output")
  func uncreatable() throws {
    let folder = try TemporaryFolder()
    try folder.write(to: "out")
    let output = SystemPath(folder.place("out/a.png"))
    do {
      try OutputNames(.folder(SystemPath(folder.place("out"))), fileExtension: "png").prepareFolder(
        for: output)
      Issue.record("made a folder where a file is")
    } catch {
      #expect(error.code == .uncreatable)
      #expect(error.path == output)
      #expect(error.reason.hasSuffix("it exists and is no folder"))
    }
  }
}
