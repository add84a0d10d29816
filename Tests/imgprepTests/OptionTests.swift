import ImagePrep
import TestSupport
import Testing

/// What an option of the command does, as a run shows it.
struct OptionEffect: CustomTestStringConvertible, Sendable {
  let option: String
  let check: @Sendable (TemporaryFolder) async throws -> Void

  var testDescription: String { option }

  init(_ option: String, _ check: @escaping @Sendable (TemporaryFolder) async throws -> Void) {
    self.option = option
    self.check = check
  }

  static let all = output + views + tensor + [preset] + size + sizeRules + picture + limits + running
}

@Suite("Every option")
struct OptionTests {
  @Test("An option does what it says", arguments: OptionEffect.all)
  func effect(_ effect: OptionEffect) async throws {
    await #expect(throws: Never.self) { try await effect.check(TemporaryFolder()) }
  }

  /// Options that the help lists and that `HelpTests` covers.
  private static let covered: Set = ["--help", "--version"]

  @Test("Every option that the help lists has its effect tested", arguments: [[], ["inspect"]])
  func complete(_ command: [String]) async throws {
    let run = try await TemporaryFolder().run(command + ["--help"])
    let listed = run.lines.filter { $0.hasPrefix("  -") }.flatMap { line in
      line.split(whereSeparator: { " ,".contains($0) }).prefix { $0.hasPrefix("-") }
        .filter { $0.hasPrefix("--") }.map(String.init)
    }
    #expect(listed.count > 20)
    let tested = Self.covered.union(OptionEffect.all.map(\.option))
    #expect(Set(listed).subtracting(tested).isEmpty)
  }
}

extension OptionEffect {
  private static let output = [
    OptionEffect("--output") { folder in
      try folder.draw("in.png")
      #expect(try await folder.run("in.png", "--output", "x.webp").code == 0)
      #expect(Format(contentsOf: folder.place("x.webp")) == .webp)
    },
    OptionEffect("--format") { folder in
      try folder.draw("in.png")
      for (value, format) in [
        ("jpeg", Format.jpeg), ("JPG", .jpeg), (".Png", .png), ("WEBP", .webp), ("Jpeg", .jpeg),
      ] {
        #expect(try await folder.run("in.png", "-o", "out", "--format", value, "--force").code == 0)
        #expect(Format(contentsOf: folder.place("out")) == format)
      }
    },
    OptionEffect("--quality") { folder in
      try folder.draw("in.png", 160, 120)
      #expect(try await folder.run("in.png", "-o", "low.jpg", "--quality", "10").code == 0)
      #expect(try await folder.run("in.png", "-o", "high.jpg", "--quality", "95").code == 0)
      #expect(try folder.bytes("low.jpg").count * 2 < folder.bytes("high.jpg").count)
    },
    OptionEffect("--subsampling") { folder in
      try folder.draw("in.png")
      for value in ["4:2:0", "4:4:4"] {
        #expect(try await folder.run("in.png", "-o", "\(value).jpg", "--subsampling", value).code == 0)
        #expect(try ImageInfo(contentsOf: folder.place("\(value).jpg")).subsampling == value)
      }
      #expect(try await folder.run("in.png", "-o", "plain.jpg").code == 0)
      #expect(try ImageInfo(contentsOf: folder.place("plain.jpg")).subsampling == "4:2:0")
    },
    OptionEffect("--lossless") { folder in
      let picture = try Picture.gradient(64, 32)
      try folder.draw("in.png", picture)
      #expect(try await folder.run("in.png", "-o", "lossy.webp").code == 0)
      #expect(try await folder.run("in.png", "-o", "whole.webp", "--lossless").code == 0)
      #expect(try folder.picture("lossy.webp") != picture)
      #expect(try folder.picture("whole.webp") == picture)
    },
    OptionEffect("--force") { folder in
      try folder.draw("in.png")
      try folder.write("earlier", to: "out.png")
      #expect(try await folder.run("in.png", "-o", "out.png").code == 73)
      #expect(try await folder.run("in.png", "-o", "out.png", "--force").code == 0)
      #expect(try folder.size("out.png") == Size(40, 24))
    },
    OptionEffect("--skip-existing") { folder in
      try folder.draw("in.png")
      try folder.write("earlier", to: "out.png")
      #expect(try await folder.run("in.png", "-o", "out.png", "--skip-existing").code == 0)
      #expect(try folder.bytes("out.png") == Array("earlier".utf8))
    },
    OptionEffect("--sync") { folder in
      try folder.draw("in.png")
      for policy in ["none", "Files"] {
        #expect(try await folder.run("in.png", "-o", "\(policy).png", "--sync", policy).code == 0)
      }
      #expect(try folder.bytes("none.png") == folder.bytes("Files.png"))
    },
    OptionEffect("--names") { folder in
      try folder.draw("in.png")
      try folder.draw("in.webp")
      let run = try await folder.run("in.png", "in.webp", "-o", "ready/", "--names", "Keep-Extension")
      #expect(run.code == 0, "\(run.errors)")
      #expect(
        try folder.files.filter { $0.hasPrefix("ready/") } == ["ready/in.png.png", "ready/in.webp.png"])
    },
  ]

  /// The size that arguments make of a picture of 200×100.
  static func size(_ option: String, _ cases: [([String], Size)]) -> OptionEffect {
    OptionEffect(option) { folder in
      try folder.draw("in.png", 200, 100)
      for (arguments, size) in cases {
        #expect(try await folder.run(["in.png", "--force"] + arguments).code == 0)
        #expect(try folder.size("in.prep.png") == size, "\(arguments)")
      }
    }
  }

  private static let size = [
    size("--max", [(["--max", "64"], Size(64, 32)), (["--max", "NONE"], Size(200, 104))]),
    size("--multiple", [(["--multiple", "16"], Size(208, 96)), (["--multiple", "1"], Size(200, 100))]),
    size("--width", [(["--width", "50"], Size(50, 25))]),
    size("--height", [(["--height", "20"], Size(40, 20))]),
    size(
      "--fit",
      [
        (["--fit", "cover", "--max", "50"], Size(50, 50)),
        (["--fit", "INSIDE", "--max", "50"], Size(48, 24)),
        (["--fit", "stretch", "--width", "30", "--height", "70"], Size(30, 70)),
      ]),
    size(
      "--upscale",
      [
        (["--max", "400", "--upscale", "Allow"], Size(400, 200)),
        (["--width", "300", "--height", "300", "--fit", "cover", "--upscale", "never"], Size(200, 100)),
      ]),
    size("--snap", [(["--snap", "down"], Size(200, 96)), (["--snap", "UP"], Size(200, 104))]),
    OptionEffect("--snap-by") { folder in
      try folder.draw("in.png", Picture.plain(200, 100, [9, 90, 200]))
      #expect(try await folder.run("in.png", "--snap-by", "pad", "--background", "red").code == 0)
      let result = try folder.picture("in.prep.png")
      #expect(result.size == Size(200, 104))
      #expect(result[0, 0] == [255, 0, 0] && result[0, 2] == [9, 90, 200] && result[0, 103] == [255, 0, 0])
    },
  ]

  private static let picture = [
    OptionEffect("--background") { folder in
      try folder.draw("in.png", Picture.plain(16, 16, [9, 90, 200, 0]))
      for (value, color) in [
        ("114,114,114", [114, 114, 114]), ("rgb(1, 2, 3)", [1, 2, 3]), ("#0A0B0C", [10, 11, 12]),
        ("GREY", [128, 128, 128]), ("#f00", [255, 0, 0]),
      ] as [(String, [UInt8])] {
        #expect(try await folder.run("in.png", "--background", value, "--force").code == 0)
        #expect(try folder.picture("in.prep.png") == Picture.plain(16, 16, color), "\(value)")
      }
    },
    OptionEffect("--padding") { folder in
      try folder.draw("in.png", Picture.plain(8, 8, [9, 90, 200, 0]))
      let run = try await folder.run(
        "in.png", "--canvas", "8x16", "--padding", "black", "--background", "red")
      #expect(run.code == 0)
      let result = try folder.picture("in.prep.png")
      #expect(result[0, 0] == [0, 0, 0] && result[0, 8] == [255, 0, 0])
    },
    OptionEffect("--alpha") { folder in
      try folder.draw("in.png", Picture.plain(16, 16, [9, 90, 200, 60]))
      #expect(try await folder.run("in.png", "--alpha", "Keep").code == 0)
      #expect(try folder.picture("in.prep.png") == Picture.plain(16, 16, [9, 90, 200, 60]))
    },
    OptionEffect("--filter") { folder in
      let source = try Picture.gradient(90, 60)
      try folder.draw("in.png", source)
      #expect(try await folder.run("in.png", "--width", "30", "--filter", "NEAREST").code == 0)
      let result = try folder.picture("in.prep.png")
      #expect(result.size == Size(30, 20))
      for (x, y) in [(0, 0), (7, 11), (29, 19)] { #expect(result[x, y] == source[3 * x + 1, 3 * y + 1]) }
    },
    OptionEffect("--like") { folder in
      // Its height loses more than twice the pixels that its width loses, so Pillow 13 starts with the columns.
      try folder.draw("in.png", Picture.gradient(40, 300))
      let size = ["--width", "31", "--height", "17", "--fit", "stretch", "--force", "-o", "out.ppm"]
      var results: Set<[UInt8]> = []
      for library in ["pillow", "Pillow12", "torchvision", "OpenCV", "float"] {
        let exact = ["in.png", "--decode", "exact", "--filter", "bicubic", "--like", library]
        let run = try await folder.run(exact + size)
        #expect(run.code == 0 && run.errors.isEmpty)
        results.insert(try folder.bytes("out.ppm"))
      }
      #expect(results.count == 5)
      let run = try await folder.run(["in.png", "--like", "torchvision"] + size)
      #expect(run.code == 0 && run.errors.contains("--like torchvision does nothing with --decode balanced"))
      let refused = try await folder.run(["in.png", "--decode", "exact", "--like", "opencv"] + size)
      #expect(refused.code == 64 && refused.errors.contains("--like opencv"))
      #expect(refused.errors.contains("lanczos3 (--filter)"))
    },
    OptionEffect("--antialias") { folder in
      // Of 16 columns, all antialiased ones of 2 are gray; the nearest two to each center are black and white alone.
      let row = (0..<16).flatMap { Array(repeating: UInt8((6..<10).contains($0) ? 255 : 0), count: 3) }
      let picture = try PixelBuffer(
        size: Size(16, 4), format: .rgb8, samples: (0..<4).flatMap { _ in row })
      try folder.draw("in.png", picture)
      for (how, expected) in [("on", 1...254), ("OFF", 0...0)] {
        let run = try await folder.run(
          "in.png", "--width", "2", "--height", "4", "--fit", "stretch", "--decode", "exact", "--filter",
          "bilinear", "--like", "torchvision", "--antialias", how, "--force")
        #expect(run.code == 0, "\(run.errors)")
        #expect(expected.contains(Int(try folder.picture("in.prep.png")[0, 0][0])))
      }
      let refused = try await folder.run("in.png", "--decode", "exact", "--antialias", "off")
      #expect(refused.code == 64 && refused.errors.contains("--antialias off"))
    },
    OptionEffect("--decode") { folder in
      try folder.draw("in.jpg", 400, 300)
      var results: [PixelBuffer] = []
      for grade in ["exact", "balanced", "FAST"] {
        let run = try await folder.run(
          "in.jpg", "-o", "\(grade).png", "--max", "48", "--multiple", "1", "--decode", grade, "--json")
        #expect(run.code == 0)
        #expect(
          try Line.all(in: run).map(\.result?.decodeShrink) == [
            grade == "exact" ? 1 : grade == "FAST" ? 4 : 2
          ])
        results.append(try folder.picture("\(grade).png"))
      }
      #expect(results[0] != results[1] && results[1] != results[2])
    },
    OptionEffect("--orient") { folder in
      try folder.copy("orientation-6.jpg")
      let arguments = ["orientation-6.jpg", "--multiple", "1", "--force"]
      #expect(try await folder.run(arguments).code == 0)
      #expect(try folder.size("orientation-6.prep.png") == Size(29, 37))
      #expect(try await folder.run(arguments + ["--orient", "ignore"]).code == 0)
      #expect(try folder.size("orientation-6.prep.png") == Size(37, 29))
    },
    color("--color"), color("--colour"),
    OptionEffect("--keep-metadata") { folder in
      try folder.copy("orientation-6.jpg")
      try folder.copy("p3.jpg")
      for (name, kinds, mark) in [("orientation-6", "EXIF", "eXIf"), ("p3", "icc,exif", "iCCP")] {
        let arguments = ["\(name).jpg", "--color", "keep", "--force"]
        #expect(try await folder.run(arguments).code == 0)
        #expect(try !folder.bytes("\(name).prep.png").contains(mark.utf8))
        #expect(try await folder.run(arguments + ["--keep-metadata", kinds]).code == 0)
        #expect(try folder.bytes("\(name).prep.png").contains(mark.utf8))
      }
    },
    OptionEffect("--frame") { folder in
      try folder.copy("animation.gif")
      for frame in ["0", "3"] {
        #expect(try await folder.run("animation.gif", "-o", "\(frame).png", "--frame", frame).code == 0)
      }
      #expect(try folder.picture("0.png") != folder.picture("3.png"))
    },
    OptionEffect("--lenient") { folder in
      try folder.drawHalf("half.png")
      #expect(try await folder.run("half.png").code == 65)
      #expect(try await folder.run("half.png", "--lenient").code == 0)
      #expect(try folder.picture("half.prep.png")[0, 79] == [255, 255, 255])
    },
    OptionEffect("--min-complete") { folder in
      try folder.drawHalf("half.png")
      #expect(try await folder.run("half.png", "--lenient", "--min-complete", "0.9").code == 65)
      #expect(try await folder.run("half.png", "--lenient", "--min-complete", "0.1").code == 0)
    },
  ]

  private static func color(_ option: String) -> OptionEffect {
    OptionEffect(option) { folder in
      try folder.copy("p3.jpg")
      for policy in ["srgb", "KEEP"] {
        #expect(try await folder.run("p3.jpg", "-o", "\(policy).png", option, policy).code == 0)
      }
      #expect(try await folder.run("p3.jpg").code == 0)
      #expect(try folder.picture("srgb.png") == folder.picture("p3.prep.png"))
      #expect(try folder.picture("KEEP.png") != folder.picture("srgb.png"))
    }
  }

  private static let running = [
    OptionEffect("--jobs") { folder in
      for index in 1...4 { try folder.draw("photos/\(index).png") }
      #expect(try await folder.run("photos", "-o", "ready/", "--jobs", "2").code == 0)
      for index in 1...4 { #expect(try folder.size("ready/\(index).png") == Size(40, 24)) }
    },
    OptionEffect("--json") { folder in
      try folder.draw("in.png")
      #expect(try Line.all(in: await folder.run("in.png", "--json")).map(\.output) == ["in.prep.png"])
    },
    OptionEffect("--dry-run") { folder in
      try folder.draw("in.png")
      #expect(try await folder.run("in.png", "--dry-run").text.contains("40×24"))
      #expect(try folder.files == ["in.png"])
    },
    OptionEffect("--quiet") { folder in
      try folder.draw("in.png")
      let run = try await folder.run("in.png", "--quiet", "--quality", "80")
      #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty)
    },
    OptionEffect("--verbose") { folder in
      try folder.draw("in.png", 200, 100)
      #expect(try await folder.run("in.png", "--verbose").text.contains("becomes  200×104, scaled,"))
    },
    OptionEffect("--isolate") { folder in
      try folder.draw("in.png")
      let levels = try Line.all(in: await folder.run("in.png", "--isolate", "--json")).map(\.isolation)
      #expect(levels == ["sandbox"] || levels == ["process"])
    },
  ]
}

extension [UInt8] {
  fileprivate func contains(_ text: String.UTF8View) -> Bool {
    indices.contains { self[$0...].starts(with: text) }
  }
}

extension TemporaryFolder {
  /// A PNG that is cut in the middle.
  func drawHalf(_ name: String) throws {
    let whole = try Picture.gradient(80, 80).encoded(as: Encoding(.png))
    try write(Array(whole.prefix(whole.count / 2)), to: name)
  }
}
