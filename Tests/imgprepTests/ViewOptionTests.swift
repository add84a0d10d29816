import Foundation
import ImagePrep
import TestSupport
import Testing

extension OptionEffect {
  static let views = [
    OptionEffect("--tiles") { folder in
      try folder.draw("in.png", 60, 40)
      let run = try await folder.run("in.png", "-o", "t.png", "--max", "none", "--tiles", "20x20", "--json")
      #expect(run.code == 0 && run.errors.isEmpty)
      #expect(run.text.contains(#""tiles":{"columns":3,"count":6,"#))
      let picture = try folder.picture("in.png")
      for number in 0..<6 {
        let tile = try folder.picture("t-000\(number).png")
        #expect(tile.size == Size(20, 20))
        #expect(tile[7, 3] == picture[number % 3 * 20 + 7, number / 3 * 20 + 3])
      }
      #expect(try await folder.run("in.png", "-o", "t.npy", "--tiles", "30x20", "--isolate").code == 0)
      #expect(
        try String(decoding: folder.bytes("t.npy").prefix(128), as: UTF8.self).contains("(4, 3, 20, 30)"))
      for arguments in [
        ["--multiple", "8"], ["--width", "50", "--height", "40"], ["--frames", "all"],
        ["--view", "9 -o x.png --tiles 3x3"],
      ] {
        #expect(try await folder.run(["in.png", "-o", "x.npy", "--tiles", "30x20"] + arguments).code == 64)
      }
    },
    OptionEffect("--tiles-whole") { folder in
      try folder.draw("in.png", 60, 40)
      for (place, index) in [("first", 0), ("last", 6), ("last-unless-one", 6)] {
        let run = try await folder.run(
          "in.png", "-o", "\(place).png", "--tiles", "20x20", "--tiles-whole", place, "--decode", "exact")
        #expect(run.code == 0)
        let alone = ["--width", "20", "--height", "20", "--fit", "stretch", "--decode", "exact", "--force"]
        #expect(try await folder.run(["in.png", "-o", "alone.png"] + alone).code == 0)
        #expect(try folder.picture("\(place)-000\(index).png") == folder.picture("alone.png"))
      }
      let one = ["--tiles", "60x40", "--tiles-whole", "last-unless-one"]
      #expect(try await folder.run(["in.png", "-o", "one.npy"] + one).code == 0)
      #expect(
        try String(decoding: folder.bytes("one.npy").prefix(128), as: UTF8.self).contains("(1, 3, 40, 60)"))
      #expect(try await folder.run("in.png", "--tiles-whole", "last").code == 64)
    },
    OptionEffect("--frames") { folder in
      try folder.copy("animation.gif")
      let run = try await folder.run(
        "animation.gif", "-o", "out.png", "--max", "24", "--multiple", "1", "--frames", "every:2", "--json")
      #expect(run.code == 0 && run.errors.isEmpty)
      #expect(run.text.contains(#""frames":[{"duration":100,"frame":0,"output":"out-0000.png"},"#))
      #expect(try folder.size("out-0002.png").width > 0)
      #expect(!FileManager.default.fileExists(atPath: folder.place("out-0001.png")))
      #expect(
        try await folder.run("animation.gif", "-o", "out.npy", "--max", "24", "--frames", "count:2").code == 0
      )
      #expect(try String(decoding: folder.bytes("out.npy").prefix(128), as: UTF8.self).contains("(2, 3, "))
      for arguments in [
        ["--frames", "some"], ["--frames", "all", "--frame", "1"], ["--frames", "all", "-o", "-"],
      ] {
        #expect(try await folder.run(["animation.gif"] + arguments).code == 64)
      }
    },
    OptionEffect("--view") { folder in
      try folder.draw("in.png", 200, 100)
      let run = try await folder.run(
        "in.png", "-o", "out.png", "--max", "100", "--multiple", "1", "--view", "50x40 fit=pad -o small.webp",
        "--view", "crop=25%,0%,50%,100% --output='a b.npy' max=20 multiple=1 layout=hwc")
      #expect(run.code == 0 && run.errors.isEmpty)
      #expect(try folder.size("out.png") == Size(100, 50))
      #expect(try folder.size("small.webp") == Size(50, 40))
      #expect(
        try String(decoding: folder.bytes("a b.npy").prefix(128), as: UTF8.self).contains("(20, 20, 3)"))
    },
    OptionEffect("--alpha-mask") { folder in
      var samples = [UInt8](repeating: 7, count: 4 * 40 * 20)
      for pixel in 0..<800 { samples[4 * pixel + 3] = pixel % 40 < 20 ? 0 : 200 }
      try folder.draw("in.png", PixelBuffer(size: Size(40, 20), format: .rgba8, samples: samples))
      try folder.draw("opaque.jpg", 40, 20)
      for (name, left, right) in [("in.png", UInt8(0), UInt8(200)), ("opaque.jpg", 255, 255)] {
        let run = try await folder.run(
          name, "-o", "x.jpg", "--force", "--width", "40", "--height", "40", "--fit", "pad", "--alpha-mask",
          "m.png")
        #expect(run.code == 0 && run.errors.isEmpty)
        let mask = try folder.picture("m.png")
        #expect(mask.size == Size(40, 40))
        #expect(mask[3, 3][0] == 0 && mask[36, 36][0] == 0)
        #expect(mask[3, 20][0] == left && mask[36, 20][0] == right)
      }
    },
  ]
}

@Suite("Several views on the command line")
struct ViewOptionTests {
  /// The fields of `--json` that a view has.
  private struct Row: Decodable {
    struct View: Decodable {
      struct Result: Decodable {
        var width: Int
        var height: Int
      }
      var output: String?
      var result: Result
      var transform: [Double]
    }
    var status: String
    var output: String?
    var views: [View]?
  }

  private static func row(_ run: Finished) throws -> Row {
    try JSONDecoder().decode(Row.self, from: Data(run.output))
  }

  @Test(
    "--json lists every view, its file and its transform, isolated or not", arguments: [[], ["--isolate"]])
  func json(_ isolation: [String]) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", 200, 100)
    let run = try await folder.run(
      ["in.png", "-o", "out.png", "--max", "100", "--json", "--view", "50x50 fit=cover -o small.png"]
        + isolation)
    let views = try #require(try Self.row(run).views)
    #expect(views.map(\.output) == ["out.png", "small.png"])
    #expect(views.map(\.result.width) == [96, 50] && views.map(\.result.height) == [48, 50])
    // 200×100 is scaled by a half, and the middle 50 columns are kept.
    #expect(views[1].transform == [0.5, 0, -25, 0, 0.5, 0])
    let alone = try await folder.run(
      "in.png", "-o", "alone.png", "--width", "50", "--height", "50", "--fit", "cover")
    #expect(alone.code == 0)
    #expect(try folder.bytes("alone.png") == folder.bytes("small.png"))
  }

  @Test("A folder of inputs gives a folder of each view, which is no input of the next run")
  func folders() async throws {
    let folder = try TemporaryFolder()
    for name in ["in/a.png", "in/deep/b.png"] { try folder.draw(name) }
    let arguments = ["in", "-o", "in/ready", "--view", "8 -o in/thumbs format=jpeg"]
    for expected in [0, 0] {
      let run = try await folder.run(arguments + ["--skip-existing"])
      #expect(run.code == expected)
    }
    for name in ["in/ready/deep/b.png", "in/thumbs/a.jpg", "in/thumbs/deep/b.jpg"] {
      #expect(FileManager.default.fileExists(atPath: folder.place(name)), "\(name)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.place("in/ready/ready")))
    try FileManager.default.removeItem(atPath: folder.place("in/thumbs/a.jpg"))
    let before = try folder.bytes("in/ready/a.png")
    #expect(try await folder.run(arguments + ["--skip-existing"]).code == 0)
    #expect(FileManager.default.fileExists(atPath: folder.place("in/thumbs/a.jpg")))
    #expect(try folder.bytes("in/ready/a.png") == before)
    #expect(try await folder.run(arguments).code == 1)
  }

  @Test("A dry run names every view and writes none")
  func dryRun() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png")
    let run = try await folder.run("in.png", "-n", "--json", "--view", "8 -o small.png")
    #expect(run.code == 0)
    #expect(try Self.row(run).views?.count == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.png"])
  }

  @Test(
    "A view that cannot be is refused before any work, and quoted",
    arguments: [
      ("50x40", "--output"), ("50x40 -o -", "standard output"), ("fit=around -o x.png", "fit"),
      ("50x40 -o out.png", "both be written to out.png"), ("8 -o x.tiff", "--format"),
      ("0 -o x.png", "1 to 1000000"), ("8 -o 'x.png", "quote"), ("8 frame=2 -o x.png", "frame"),
      ("100x100 multiple=8 -o x.png", "multiple"), ("8 -o x.ppm", "alpha"),
    ])
  func refused(_ view: String, _ word: String) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", format: .rgba8)
    let run = try await folder.run("in.png", "-o", "out.png", "--alpha", "keep", "--view", view)
    #expect(run.code == 64)
    #expect(run.errors.contains(word), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.png"])
  }

  @Test("Numbered outputs replace no input, and are no inputs of the next run")
  func numbered() async throws {
    let folder = try TemporaryFolder()
    try folder.copy("animation.gif")
    try folder.draw("in/animation-0000.png")
    try folder.write(folder.bytes("animation.gif"), to: "in/animation.gif")
    let before = try folder.bytes("in/animation-0000.png")
    let clash = try await folder.run(
      "in/animation.gif", "in/animation-0000.png", "-o", "in/animation.png", "--frames", "all", "--force")
    #expect(clash.code == 64)
    #expect(try folder.bytes("in/animation-0000.png") == before)
    for _ in 0..<2 { #expect(try await folder.run("in", "--frames", "every:4", "--force").code == 0) }
    #expect(!FileManager.default.fileExists(atPath: folder.place("in/animation.prep-0000.prep-0000.png")))
    #expect(FileManager.default.fileExists(atPath: folder.place("in/animation.prep-0004.png")))
    let skipped = try await folder.run(
      "animation.gif", "-o", "a.npy", "--frames", "all", "--view", "8 -o b.png", "--skip-existing")
    #expect(skipped.code == 64)
    for (arguments, input) in [
      (["-", "--frames", "all"], try folder.bytes("animation.gif")),
      (["animation.gif", "--tiles", "8x8", "-o", "/dev/null"], []),
    ] {
      let run = try await folder.run(arguments, input: input)
      #expect(run.code == 64 && run.output.isEmpty && run.errors.contains("several images"))
    }
    #expect(!FileManager.default.fileExists(atPath: "/dev/stdout-0000"))
    try folder.write(to: "taken-0004.png")
    let taken = try await folder.run("animation.gif", "-o", "taken.png", "--frames", "every:4", "-n")
    #expect(taken.code == 73)
    let fewer = try await folder.run("animation.gif", "-o", "few.npy", "--frames", "count:99", "--json")
    #expect(fewer.code == 0 && fewer.text.contains("fewerFrames"))
    #expect(try await folder.run("animation.gif", "-o", "x.png", "--alpha-mask", "m.jpg").code == 64)
    let twice = try await folder.run("animation.gif", "-o", "a.png", "--view", "8 -o ./a.png", "--force")
    #expect(twice.code == 64)
  }
}
