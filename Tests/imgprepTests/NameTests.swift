import Foundation
import ImagePrep
import TestSupport
import Testing

@Suite("Names of outputs")
struct NameTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("An output lies beside its input, as STEM.prep.png")
  func besideInput() async throws {
    try folder.draw("some/in.webp")
    #expect(try await folder.run("some/in.webp").code == 0)
    #expect(try folder.files == ["some/in.prep.png", "some/in.webp"])
    #expect(Format(contentsOf: folder.place("some/in.prep.png")) == .png)
  }

  @Test("The extension of an output is its format's", arguments: ["png", "jpeg", "webp", "ppm"])
  func formats(_ format: String) async throws {
    try folder.draw("in.png")
    #expect(try await folder.run("in.png", "--format", format).code == 0)
    let name = format == "jpeg" ? "in.prep.jpg" : "in.prep.\(format)"
    #expect(try folder.files == ["in.png", name].sorted())
    if format == "ppm" {
      #expect(try Pixmap(folder.bytes(name))?.size == Size(40, 24))
    } else {
      #expect(Format(contentsOf: folder.place(name))?.rawValue == format)
    }
  }

  @Test(
    "The extension of --output says the format",
    arguments: [("out.jpg", Format.jpeg), ("out.JPEG", .jpeg), ("out.webp", .webp), ("out.png", .png)])
  func formatByExtension(_ name: String, _ format: Format) async throws {
    try folder.draw("in.png")
    #expect(try await folder.run("in.png", "-o", name).code == 0)
    #expect(Format(contentsOf: folder.place(name)) == format)
  }

  @Test("--format beats the extension of --output")
  func formatBeatsExtension() async throws {
    try folder.draw("in.png")
    #expect(try await folder.run("in.png", "-o", "out.png", "--format", "webp").code == 0)
    #expect(Format(contentsOf: folder.place("out.png")) == .webp)
  }

  @Test("An extension that names no format is refused, and --format is proposed")
  func unknownExtension() async throws {
    try folder.draw("in.png")
    let run = try await folder.run("in.png", "-o", "out.bmp")
    #expect(run.code == 64)
    #expect(run.errors.contains("out.bmp") && run.errors.contains("--format"))
    #expect(try folder.files == ["in.png"])
  }

  @Test("--output ending in a slash is a folder, made when it is needed")
  func newFolder() async throws {
    try folder.draw("in.webp")
    #expect(try await folder.run("in.webp", "--output", "new/deep/").code == 0)
    #expect(try folder.files == ["in.webp", "new/deep/in.png"])
  }

  @Test("--output naming an existing folder is that folder")
  func existingFolder() async throws {
    try folder.draw("in.webp")
    try folder.makeFolder("ready")
    #expect(try await folder.run("in.webp", "-o", "ready", "--format", "jpeg").code == 0)
    #expect(try folder.files == ["in.webp", "ready/in.jpg"])
  }

  @Test("Only the last extension of an input is replaced")
  func severalDots() async throws {
    try folder.draw("v1.2/a.b.png")
    try folder.draw("v1.2/plain")
    #expect(try await folder.run("v1.2/a.b.png", "v1.2/plain").code == 0)
    #expect(try folder.files == ["v1.2/a.b.png", "v1.2/a.b.prep.png", "v1.2/plain", "v1.2/plain.prep.png"])
  }

  @Test("An input named itself is taken even when its name is that of a result")
  func namedResult() async throws {
    try folder.draw("in.prep.png")
    #expect(try await folder.run("in.prep.png").code == 0)
    #expect(folder.exists("in.prep.prep.png"))
  }

  @Test("Several inputs and one output file are refused, and a folder is proposed")
  func fileForSeveral() async throws {
    try folder.draw("a.png")
    try folder.draw("b.png")
    let run = try await folder.run("a.png", "b.png", "-o", "out.png")
    #expect(run.code == 64)
    #expect(run.errors.contains("name a folder, as --output out/\n"))
    #expect(try folder.files == ["a.png", "b.png"])
    for (place, advice) in [
      ("dir/x", "name a folder, as --output dir/x/"), ("/dev/null", "name a folder with --output"),
    ] {
      let run = try await folder.run("a.png", "b.png", "-o", place, "--format", "png")
      #expect(run.code == 64 && run.errors.hasSuffix("nothing was done: \(advice)\n"), "\(run.errors)")
    }
  }

  @Test(
    "Two inputs that would write one output are refused before any work",
    arguments: [
      ["a.png", "a.webp"], ["a.png", "./a.png"], ["a.png", ".//a.webp"], ["a.png", "b/a.png", "-o", "out/"],
      ["a.png", "a.webp", "-o", "-"], ["a.png", "."],
    ])
  func sharedOutput(_ arguments: [String]) async throws {
    try folder.draw("a.png")
    try folder.draw("a.webp")
    try folder.draw("b/a.png")
    let run = try await folder.run(arguments)
    #expect(run.code == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("a.png"))
    #expect(try folder.files == ["a.png", "a.webp", "b/a.png"])
  }

  /// Arguments, and the input whose output would replace another, with that other one.
  static let replacing: [([String], String, String)] = [
    (["a.jpg", "a.jpg.png", "-o", ".", "--names", "keep-extension"], "a.jpg", "a.jpg.png"),
    (["a.jpg.png", "a.jpg", "-o", "./", "--names", "keep-extension"], "a.jpg", "a.jpg.png"),
    (["a.jpg", "a.jpg.png", "-o", "link/", "--names", "keep-extension"], "a.jpg", "a.jpg.png"),
    (["b.gif", "b.prep.png"], "b.gif", "b.prep.png"),
    (["b.gif", "link/b.prep.png"], "b.gif", "link/b.prep.png"),
    (["b.gif", "same.png"], "b.gif", "same.png"),
    (["b.gif", "way.png"], "b.gif", "way.png"),
  ]

  @Test("An output that would replace another input is refused before any work", arguments: replacing)
  func replacedInput(_ arguments: [String], _ input: String, _ other: String) async throws {
    for name in ["a.jpg", "a.jpg.png", "b.gif", "b.prep.png"] { try folder.draw(name) }
    try folder.link("link", to: ".")
    try folder.link("way.png", to: "b.prep.png")
    try FileManager.default.linkItem(atPath: folder.place("b.prep.png"), toPath: folder.place("same.png"))
    let before = try folder.files
    for option in [[], ["--dry-run"], ["--jobs", "1"]] {
      let run = try await folder.run(arguments + ["--force"] + option)
      #expect(run.code == 64 && run.output.isEmpty)
      #expect(
        run.errors.contains("the output of \(input) would replace \(other), which is another input"),
        "\(run.errors)")
      #expect(run.errors.contains("nothing was done: name another folder with --output"))
    }
    #expect(try folder.files == before)
    #expect(try folder.size("a.jpg.png") == Size(40, 24) && folder.size("b.prep.png") == Size(40, 24))
  }

  @Test("Inputs may be replaced by their own outputs, whatever paths lead to them")
  func replacedByItself() async throws {
    for name in ["a.png", "b.png"] { try folder.draw(name) }
    try folder.link("link", to: ".")
    for arguments in [["a.png", "b.png", "-o", "."], ["link/a.png", "b.png", "-o", "./"]] {
      #expect(try await folder.run(arguments + ["--force", "--max", "16"]).code == 0)
      #expect(try folder.size("a.png") == Size(16, 8) && folder.size("b.png") == Size(16, 8))
      for name in ["a.png", "b.png"] { try folder.draw(name) }
    }
  }

  @Test("Without --force an output that is another input fails by itself, and both stay")
  func keptInput() async throws {
    for name in ["a.png", "a.prep.png"] { try folder.draw(name) }
    #expect(try await folder.run("a.png", "a.prep.png").code == 1)
    #expect(try folder.files == ["a.png", "a.prep.png", "a.prep.prep.png"])
  }

  @Test("All of them are listed at once, with a way out that works")
  func clashes() async throws {
    for name in ["in/a.png", "in/a.webp", "in/b/c.png", "in/b/c.jpg", "in/b/c.webp", "in/d.png"] {
      try folder.draw(name)
    }
    let run = try await folder.run("in", "-o", "out/")
    #expect(run.code == 64)
    let complaints = run.errors.split(separator: "\n")
    #expect(complaints.count == 3)
    #expect(complaints[0].hasSuffix("in/a.png and in/a.webp would both be written to out/a.png"))
    #expect(
      complaints[1].hasSuffix("in/b/c.jpg, in/b/c.png and in/b/c.webp would all be written to out/b/c.png"))
    #expect(complaints[2].contains("--names keep-extension"))
    #expect(!folder.exists("out"))
    #expect(try await folder.run("in", "-o", "out/", "--names", "keep-extension").code == 0)
    #expect(
      try folder.files.filter { $0.hasPrefix("out/") } == [
        "out/a.png.png", "out/a.webp.png", "out/b/c.jpg.png", "out/b/c.png.png", "out/b/c.webp.png",
        "out/d.png.png",
      ])
  }

  @Test(
    "Names with dots, but without an image's extension, keep them",
    arguments: ["v1.2", "2024.01.05", "Mr. Smith"])
  func dots(_ name: String) async throws {
    try folder.draw("in/\(name)")
    try folder.draw("in/v1.3")
    #expect(try await folder.run("in", "-o", "out/").code == 0)
    #expect(folder.exists("out/\(name).png") && folder.exists("out/v1.3.png"))
  }

  @Test(
    "A file whose name begins with a dash is no wish for help",
    arguments: [
      ["-hello.png"], ["a.png", "-hello.png", "-o", "out/"], ["-q", "-hello.png"], ["inspect", "-hello.png"],
      ["-help"],
    ])
  func dashes(_ arguments: [String]) async throws {
    for name in ["a.png", "-hello.png"] { try folder.draw(name) }
    try folder.write(folder.bytes("a.png"), to: "-help")
    let run = try await folder.run(arguments)
    #expect(run.code == 64 && run.output.isEmpty)
    let name = arguments.contains("-help") ? "-help" : "-hello.png"
    #expect(run.errors.contains("write ./\(name) or put -- before it"))
    #expect(try await folder.run("./-hello.png", "-o", "out/").code == 0)
    #expect(try await folder.run("-o", "again/", "--", "-hello.png").code == 0)
    #expect(folder.exists("out/-hello.png") && folder.exists("again/-hello.png"))
  }

  @Test("An output folder inside the input's is no input, in the second run either")
  func outputInside() async throws {
    try folder.draw("in/a.png")
    #expect(try await folder.run("in", "-o", "in/ready/").code == 0)
    let second = try await folder.run("in", "-o", "in/ready/", "--skip-existing")
    #expect(second.code == 0 && second.errors.contains("0 done, 1 skipped"))
    #expect(try folder.files == ["in/a.png", "in/ready/a.png"])
    try folder.draw("one/a.png")
    for _ in 1...2 { #expect(try await folder.run("one", "-o", "one/b.webp", "--force").code == 0) }
    #expect(try await folder.run("in/a.png", "in/ready", "-o", "in/ready/").code == 64)
  }

  @Test(
    "An output folder that is the input's is refused, however the two are spelled",
    arguments: [
      ["in", "-o", "in"], ["in/", "-o", "in/"], ["in", "-o", "in/."], ["in", "-o", "x/../in/"],
      ["in", "-o", "link"], ["link", "-o", "in/"], ["x", "link/", "-o", "link/"],
      ["in/b", "in", "-o", "in/b"],
      ["in/a.png", "in", "-o", "in/", "--names", "keep-extension", "--skip-existing"],
    ])
  func outputIsInput(_ arguments: [String]) async throws {
    try folder.draw("in/a.png")
    try folder.draw("in/b/c.png")
    try folder.makeFolder("x")
    try folder.link("link", to: "in")
    let before = try folder.files
    for option in [[], ["--dry-run"]] {
      let run = try await folder.run(arguments + option)
      #expect(run.code == 64 && run.errors.contains("name another folder for the output"), "\(run.errors)")
      #expect(try folder.files == before)
    }
  }

  @Test("A file may be an input where its folder is the output's, and a folder of the same name elsewhere")
  func outputIsNoInput() async throws {
    try folder.draw("in/a.webp")
    try folder.draw("x/in/b.png")
    #expect(try await folder.run("in/a.webp", "-o", "in/").code == 0)
    #expect(try await folder.run("x/in", "-o", "in").code == 0)
    #expect(try await folder.run("x/in", "-o", "x").code == 0)
    #expect(try folder.files == ["in/a.png", "in/a.webp", "in/b.png", "x/b.png", "x/in/b.png"])
  }

  @Test("With a folder as input the output is a folder, though it has no slash and one image is all there is")
  func folderForFolder() async throws {
    try folder.draw("in/a.png")
    #expect(try await folder.run("in", "-o", "ready").code == 0)
    #expect(try await folder.run("in", "-o", "v1.2").code == 0)
    let named = try await folder.run("in/", "-o", "out.jpg", "--format", "webp")
    #expect(named.code == 0 && named.errors.contains("warning: out.jpg becomes a folder"), "\(named.errors)")
    #expect(try folder.files == ["in/a.png", "out.jpg/a.webp", "ready/a.png", "v1.2/a.png"])
    #expect(try await folder.run("in", "-o", "/dev/null", "--format", "png").code == 0)
    try folder.write("words", to: "file")
    let file = try await folder.run("in", "-o", "file", "--force")
    #expect(file.code == 73 && file.errors.contains("no folder"))
    #expect(try await folder.run("in", "-o", "new/deep").code == 0)
    #expect(folder.exists("new/deep/a.png"))
  }

  @Test("The way out of a clash is one that helps")
  func advice() async throws {
    for name in ["a/c.png", "b/c.png", "d.png", "d.webp"] { try folder.draw(name) }
    try folder.link("link", to: "a")
    for (arguments, advice) in [
      (["a", "b", "-o", "out/"], "run each folder by itself, with an --output of its own"),
      (["a/c.png", "b", "-o", "out/"], "run each folder by itself, with an --output of its own"),
      (["a", "b", "-o", "out/", "--names", "keep-extension"], "run each folder by itself"),
      (["d.png", "d.png"], "name each input once"),
      (["d.png", "./d.png", "-o", "out.png"], "name each input once"),
      (["a", "link", "-o", "out/"], "name each input once"),
      (["-", "-", "-o", "out/"], "name each input once"),
      (["d.png", "d.webp"], "use --names keep-extension (a.jpg.png)"),
      (["d.png", "d.webp", "./d.png"], "name each input once; use --names keep-extension (a.jpg.png)"),
    ] {
      let run = try await folder.run(arguments)
      let last = run.errors.split(separator: "\n").last ?? ""
      #expect(run.code == 64 && last.hasPrefix("imgprep: nothing was done: \(advice)"), "\(run.errors)")
      #expect(advice.contains("--names") == last.contains("--names keep"))
    }
    #expect(!folder.exists("out"))
  }

  @Test("The folder of an output file that is missing is named, and how to have it made")
  func missingFolder() async throws {
    try folder.draw("a.png")
    for option in [[], ["--dry-run"]] {
      let run = try await folder.run(["a.png", "-o", "no/such/x.png"] + option)
      #expect(run.code == 73)
      #expect(
        run.errors.contains("its folder no/such does not exist") && run.errors.contains("--output no/such/"))
    }
    #expect(try await folder.run("a.png", "-o", "no/such/").code == 0)
    #expect(folder.exists("no/such/a.png"))
  }

  @Test("They are refused however the paths are spelled", arguments: ["b/../a.png", "link/a.png"])
  func sharedOutputSpelling(_ spelling: String) async throws {
    try folder.draw("a.png")
    try folder.draw("b/c.png")
    try folder.link("link", to: ".")
    let run = try await folder.run("a.png", spelling, "--force")
    #expect(run.code == 64)
    #expect(run.errors.contains("a.png") && run.errors.contains(spelling))
    #expect(try !folder.files.contains("a.prep.png"))
  }
}
