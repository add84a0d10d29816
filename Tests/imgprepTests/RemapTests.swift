import Foundation
import ImagePrep
import TestSupport
import Testing

@Suite("remap")
struct RemapTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A picture of 200×100 whose left half is cropped away, and doubled: x′ = 2x − 200, y′ = 2y.
  private func run(_ names: String...) async throws {
    for name in names { try folder.draw("in/\(name)", 200, 100) }
    let run = try await folder.run(
      "in", "-o", "ready/", "--crop", "100,0,100,100", "--width", "200", "--height", "200", "--upscale",
      "allow",
      "--json", "--force")
    #expect(run.code == 0)
    try folder.write(run.text, to: "run.jsonl")
  }

  private func remap(_ arguments: String..., input: [UInt8] = []) async throws -> Finished {
    try await folder.run(["remap"] + arguments, input: input)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.bytes(name), as: UTF8.self)
  }

  private static let coco = """
    {"images": [{"id": 1, "file_name": "a.png", "width": 200, "height": 100}],
     "annotations": [{"id": 1, "image_id": 1, "bbox": [110, 10, 20, 30]}, {"id": 2, "image_id": 1, "bbox": [90, 0, 20, 10]},
      {"id": 3, "image_id": 1, "bbox": [0, 0, 20, 10]}]}
    """

  @Test("COCO: boxes, sizes and names follow the images, and the last line counts")
  func coco() async throws {
    try await run("a.png")
    try folder.write(Self.coco, to: "coco.json")
    let run = try await remap("coco.json", "--receipts", "run.jsonl", "-o", "out.json", "--json")
    #expect(run.code == 0)
    #expect(
      try text("out.json") == """
        {"images": [{"id": 1, "file_name": "ready/a.png", "width": 200, "height": 200}],
         "annotations": [{"id": 1, "image_id": 1, "bbox": [20, 20, 40, 60]}, {"id": 2, "image_id": 1, "bbox": [0, 0, 20, 20]}]}
        """)
    #expect(run.errors == "imgprep: 1 image, 2 labels moved (1 clipped), 1 dropped (1 outside)\n")
    let counts = try #require(try JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any])
    #expect(counts["moved"] as? Int == 2 && counts["clipped"] as? Int == 1 && counts["dropped"] as? Int == 1)
  }

  @Test("YOLO: a folder keeps its tree; receipts may come from a pipe; COCO may go to one")
  func yolo() async throws {
    try await run("a.png", "deep/b.png")
    try folder.write("0 0.75 0.5 0.25 0.5\n1 0.1 0.1 0.1 0.1\n", to: "labels/a.txt")
    try folder.write("", to: "labels/deep/b.txt")
    try folder.write("cat\ndog\n", to: "labels/classes.txt")
    try folder.write("names: []\n", to: "labels/data.yaml")
    let run = try await remap("labels", "--receipts", "-", "-o", "out", input: try folder.bytes("run.jsonl"))
    #expect(run.code == 0)
    #expect(
      try folder.files.filter { $0.hasPrefix("out") } == ["out/a.txt", "out/classes.txt", "out/deep/b.txt"])
    #expect(try text("out/a.txt") == "0 0.5 0.5 0.5 0.5\n")
    #expect(try text("out/classes.txt") == "cat\ndog\n" && text("out/deep/b.txt").isEmpty)
    #expect(run.errors.contains("1 dropped (1 outside)") && run.errors.contains("1 other files passed over"))
    try folder.write(Self.coco, to: "coco.json")
    let piped = try await remap("coco.json", "--receipts", "run.jsonl", "-o", "-", "--quiet")
    #expect(piped.code == 0 && piped.errors.isEmpty && piped.text.contains("[20, 20, 40, 60]"))
    #expect(try await remap("labels/a.txt", "--receipts", "run.jsonl", "-o", "one/").code == 0)
    #expect(try text("one/a.txt") == "0 0.5 0.5 0.5 0.5\n")
  }

  @Test("Options of what leaves the picture")
  func outside() async throws {
    try await run("a.png")
    // A half is lost, and nothing.
    try folder.write("0 0.5 0.5 0.2 0.2\n1 0.75 0.5 0.25 0.5\n", to: "a.txt")
    for (options, lines) in [
      (["--outside", "clip"], 2), (["--outside", "drop"], 1), (["--min-visible", "0.5"], 2),
      (["--min-visible", "0.51"], 1),
    ] {
      let run = try await folder.run(
        ["remap", "a.txt", "--receipts", "run.jsonl", "-o", "out.txt", "--force"] + options)
      #expect(run.code == 0 && run.output.isEmpty)
      #expect(try text("out.txt").split(separator: "\n").count == lines)
    }
    let pose = "0 0.75 0.5 0.25 0.5 0.75 0.5 2 0.1 0.1 1\n"
    try folder.write(pose, to: "a.txt")
    for (count, code) in [("2", 0), ("2x3", 0), ("2x2", 65), ("4", 65), ("0", 64), ("2x4", 64), ("x", 64)]
      as [(String, Int32)]
    {
      let run = try await remap(
        "a.txt", "--receipts", "run.jsonl", "-o", "pose.txt", "--force", "--keypoints", count)
      #expect(run.code == code, "\(count): \(run.errors)")
    }
    #expect(try text("pose.txt") == "0 0.5 0.5 0.5 0.5 0.5 0.5 2 0 0 0\n")
  }

  @Test("--labels-are upright turns labels back first")
  func upright() async throws {
    try folder.copy("orientation-6.jpg")
    let info = try Normalizer().readInfo(contentsOf: folder.place("orientation-6.jpg"))
    let run = try await folder.run(
      "orientation-6.jpg", "-o", "o.png", "--max", "none", "--multiple", "1", "--json")
    try folder.write(run.text, to: "run.jsonl")
    let (width, height) = (info.uprightSize.width, info.uprightSize.height)
    #expect(width != height && info.orientation == .quarterTurned)
    func document(_ width: Int, _ height: Int, _ box: [Int]) -> String {
      """
      {"images":[{"id":1,"file_name":"orientation-6.jpg","width":\(width),"height":\(height)}],\
      "annotations":[{"id":1,"image_id":1,"bbox":[\(box.map(String.init).joined(separator: ","))]}]}
      """
    }
    try folder.write(document(width, height, [1, 2, 3, 4]), to: "upright.json")
    // A quarter turn clockwise brings the stored x down, and the stored y from the right.
    try folder.write(document(height, width, [2, width - 4, 4, 3]), to: "stored.json")
    for (name, options) in [("upright", ["--labels-are", "upright"]), ("stored", [])] {
      let run = try await folder.run(
        ["remap", "\(name).json", "--receipts", "run.jsonl", "-o", "-"] + options)
      #expect(run.text.contains("\"bbox\":[1,2,3,4]"), "\(run.text) \(run.errors)")
    }
    let wrong = try await remap("upright.json", "--receipts", "run.jsonl", "-o", "-")
    #expect(wrong.code == 65 && wrong.errors.contains("use --labels-are upright"))
  }

  @Test("An error leaves nothing behind, and names the file, and the annotation or the line")
  func failures() async throws {
    try await run("a.png")
    try folder.write("0 0.75 0.5 0.25 0.5\n", to: "labels/a.txt")
    try folder.write("0 0.75 0.5 0.25 0.5\n", to: "labels/lost.txt")
    let lost = try await remap("labels", "--receipts", "run.jsonl", "-o", "out")
    #expect(
      lost.code == 65 && lost.errors.contains("labels/lost.txt") && lost.errors.contains("--missing skip"))
    let skipped = try await remap("labels", "--receipts", "run.jsonl", "-o", "skipped", "--missing", "skip")
    #expect(skipped.code == 0 && skipped.errors.contains("1 of images without a receipt"))
    #expect(try folder.files.filter { $0.contains("out") || $0.hasPrefix("skipped") } == ["skipped/a.txt"])
    try folder.write("0 0.75 0.5 0.25 0.5\n\n0 0.1 0.2\n", to: "bad/a.txt")
    let bad = try await remap("bad", "--receipts", "run.jsonl", "-o", "out")
    #expect(bad.code == 65 && bad.errors.contains("bad/a.txt: line 3: 3 numbers are neither"))
    try folder.write(Self.coco.replacing("[90, 0, 20, 10]", with: "[90, 0, 20]"), to: "bad.json")
    let annotation = try await remap("bad.json", "--receipts", "run.jsonl", "-o", "out")
    #expect(annotation.code == 65 && annotation.errors.contains("bad.json: annotation 2"))
    let dropped = try await remap("bad.json", "--receipts", "run.jsonl", "-o", "out", "--unsupported", "drop")
    #expect(dropped.code == 0 && dropped.errors.contains("1 unsupported"))
    try folder.write(Self.coco.replacing("a.png", with: "z.png"), to: "z.json")
    let image = try await remap("z.json", "--receipts", "run.jsonl", "-o", "z-out")
    #expect(image.code == 65 && image.errors.contains("image 1 (z.png)") && !folder.exists("z-out"))
  }

  @Test("Exit codes")
  func codes() async throws {
    try await run("a.png")
    try folder.write(Self.coco, to: "coco.json")
    try folder.write("0 0.75 0.5 0.25 0.5\n", to: "labels/a.txt")
    try folder.write("", to: "none.jsonl")
    try folder.write("old", to: "old.json")
    try folder.write("old", to: "old/a.txt")
    let cases: [(code: Int32, arguments: [String], part: String)] = [
      (64, ["coco.json", "-o", "x"], "--receipts"),
      (64, ["coco.json", "--receipts", "run.jsonl"], "--output"),
      (64, ["coco.json", "--receipts", "run.jsonl", "-o", "x", "--keypoints", "3"], "--format coco"),
      (64, ["labels", "--receipts", "run.jsonl", "-o", "x", "--unsupported", "drop"], "--format yolo"),
      (64, ["labels", "--receipts", "run.jsonl", "-o", "x", "--format", "coco"], "--format yolo"),
      (64, ["coco.json", "--receipts", "run.jsonl", "-o", "-", "--json"], "--output"),
      (64, ["labels", "--receipts", "run.jsonl", "-o", "-"], "--output"),
      (64, ["coco.json", "--receipts", "run.jsonl", "-o", "x", "--min-visible", "1.5"], "0 to 1"),
      (64, ["coco.json", "--receipts", "run.jsonl", "-o", "x", "--outside", "clp"], "clip"),
      (64, ["coco.json", "--receipts", "run.jsonl", "-o", "x", "--max", "5"], "of imgprep remap"),
      (64, ["coco.json", "--receipts", "run.jsonl", "-o", ""], "--output needs a name"),
      (66, ["none.json", "--receipts", "run.jsonl", "-o", "x"], "none.json"),
      (66, ["coco.json", "--receipts", "nothing", "-o", "x"], "nothing"),
      (66, ["in", "--receipts", "run.jsonl", "-o", "x"], "*.txt"),
      (65, ["coco.json", "--receipts", "none.jsonl", "-o", "x"], "no receipts"),
      (65, ["coco.json", "--receipts", "coco.json", "-o", "x"], "line 1"),
      (73, ["coco.json", "--receipts", "run.jsonl", "-o", "old.json"], "old.json: it exists already"),
      (73, ["labels", "--receipts", "run.jsonl", "-o", "old"], "old/a.txt: it exists already"),
      (73, ["labels", "--receipts", "run.jsonl", "-o", "old.json"], "no folder"),
      (73, ["coco.json", "--receipts", "run.jsonl", "-o", "no/where"], "no/where"),
    ]
    let before = try folder.files
    for (code, arguments, part) in cases {
      let run = try await folder.run(["remap"] + arguments)
      #expect(run.code == code && run.errors.contains(part), "\(arguments): \(run.code) \(run.errors)")
    }
    #expect(try folder.files == before)
    for (output, labels) in [("old.json", "coco.json"), ("old", "labels")] {
      #expect(try await remap(labels, "--receipts", "run.jsonl", "-o", output, "--force").code == 0)
    }
    #expect(try text("old/a.txt") == "0 0.5 0.5 0.5 0.5\n")
  }

  @Test(
    "A full disk leaves nothing behind", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func full() async throws {
    try await run("a.png")
    try folder.write(Self.coco, to: "coco.json")
    let run = try await remap("coco.json", "--receipts", "run.jsonl", "-o", "/dev/full")
    #expect(run.code == 74 && run.errors.contains("/dev/full"))
  }

  @Test("The help and the page of the command have the same options")
  func help() async throws {
    let help = try await remap("--help")
    #expect(help.code == 0 && help.text.contains("imgprep remap coco.json --receipts run.jsonl"))
    func options(_ lines: [Substring]) -> Set<String> {
      Set(lines.flatMap { $0.matches(of: /--[a-z-]+/).map { String($0.output) } })
    }
    let listed = options(help.lines.filter { $0.hasPrefix("  -") }.map { $0.prefix(26) })
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "Sources/ImagePrep/ImagePrep.docc/Command.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `remap ") }
    #expect(listed.count > 10)
    #expect(
      options(rows.compactMap { $0.split(separator: " | ").first })
        == listed.subtracting(["--help", "--version"]))
  }
}
