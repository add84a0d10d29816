import ImagePrep
import TestSupport
import Testing

extension OptionEffect {
  /// The rules for the size of a picture of 200×100.
  static let sizeRules = [
    size(
      "--shortest",
      [
        (["--shortest", "50"], Size(100, 50)), (["--shortest", "50", "--max", "80"], Size(80, 40)),
        (["--shortest", "150"], Size(300, 150)),
      ]),
    // 208 · 96 pixels are too many. √(20,000 / 5,000) is 2, and 100 · 50 becomes the multiples below.
    size("--max-area", [(["--max-area", "5k", "--multiple", "8"], Size(96, 48))]),
    size(
      "--min-area", [(["--min-area", "80000"], Size(400, 200)), (["--min-area", "5000"], Size(200, 100))]),
    size(
      "--area-order",
      [
        (["--max-area", "5000", "--multiple", "8", "--area-order", "Area-First"], Size(104, 48)),
        (["--max-area", "5000", "--multiple", "8", "--area-order", "multiple-first"], Size(96, 48)),
      ]),
    size(
      "--buckets",
      [
        (["--buckets", "64x64,100x60"], Size(100, 60)), (["--buckets", "SDXL"], Size(1408, 704)),
        (["--buckets", "kohya:512x512"], Size(704, 320)), (["--buckets", "diffusers:512"], Size(720, 368)),
      ]),
    size(
      "--bucket-metric",
      [
        (["--buckets", "90x30,60x50"], Size(90, 30)),
        (["--buckets", "90x30,60x50", "--bucket-metric", "aspect"], Size(60, 50)),
      ]),
    // A small picture keeps its size, which is no multiple of 8.
    size("--size-for", [([], Size(200, 104)), (["--size-for", "openai-tiles"], Size(200, 100))]),
    // Of 20 × 10 patches, √(8 / 200) is a fifth: 40 × 20.
    size(
      "--max-patches",
      [
        (["--max-patches", "8", "--multiple", "10"], Size(40, 20)),
        (["--max-patches", "8 rule=Shrink merge=1", "--multiple", "10"], Size(40, 20)),
        (["--max-patches", "9,rule=range,least=2", "--multiple", "10"], Size(40, 20)),
      ]),
    // 48 · 200 / 100 is 96.
    size(
      "--line",
      [
        (["--line", "48x320"], Size(320, 48)), (["--line", "48x64"], Size(96, 48)),
        (["--line", "48X64,widest=70"], Size(70, 48)),
      ]),
    size("--least-side", [(["--max", "20", "--least-side", "15", "--multiple", "1"], Size(20, 15))]),
    size(
      "--before",
      [
        // 33 × 16.5 becomes 33 × 16, and that 50 × 24.2.
        (
          [
            "--before", "width=33 side-rounding=down", "--width", "50", "--upscale", "allow", "--decode",
            "exact",
          ], Size(50, 24)
        )
      ]),
    size(
      "--canvas",
      [
        (["--shortest", "50", "--canvas", "60x70"], Size(60, 70)),
        (["--max", "100", "--canvas", "64X64"], Size(64, 64)),
      ]),
    size(
      "--side-rounding",
      [(["--width", "33"], Size(33, 17)), (["--width", "33", "--side-rounding", "down"], Size(33, 16))]),
    part(
      "--crop",
      [
        (["--crop", "20,30,50,40", "--multiple", "1"], 20, 30, Size(50, 40)),
        (["--crop", "25%,0%,50%,100%", "--multiple", "1"], 50, 0, Size(100, 100)),
        (["--crop", "center,center,0.5short,0.255short", "--multiple", "1"], 75, 37, Size(50, 25)),
      ]),
    part(
      "--gravity",
      [
        (cover(100), 50, 0, Size(100, 100)), (cover(100) + ["--gravity", "West"], 0, 0, Size(100, 100)),
        (cover(100) + ["--gravity", "north-east"], 100, 0, Size(100, 100)),
      ]),
    part("--focus", [(cover(100) + ["--focus", "0.4,0.9"], 30, 0, Size(100, 100))]),
    part(
      "--offset-rounding",
      [
        (cover(197), 1, 0, Size(197, 100)),
        (cover(197) + ["--offset-rounding", "half-even"], 2, 0, Size(197, 100)),
      ]),
    // 200 · (29 / 200) is just below 29. 29 / (200 / 100) is 14.5.
    size(
      "--side-formula",
      [
        (formula("product"), Size(29, 14)), (formula("scale"), Size(28, 14)),
        (formula("aspect"), Size(29, 14)), (formula("ratio"), Size(29, 14)),
        // So is 200 / (200 / 11).
        (formula("quotient", width: 11), Size(10, 5)), (formula("product", width: 11), Size(11, 5)),
      ]),
    // Of 5 free rows, 2 are above the picture, or 3.
    padding(
      "--padding-rounding",
      [
        ([], 2), (["--padding-rounding", "up"], 3),
        (["--offset-rounding", "up", "--padding-rounding", "down"], 2),
      ]),
  ]

  private static func formula(_ name: String, width: Int = 29) -> [String] {
    ["--width", "\(width)", "--side-rounding", "down", "--side-formula", name]
  }

  /// The rows above a white picture of 8×4 in black padding of 8×9.
  private static func padding(_ option: String, _ cases: [([String], Int)]) -> OptionEffect {
    OptionEffect(option) { folder in
      try folder.draw("in.png", Picture.plain(8, 4, [255, 255, 255]))
      for (arguments, rows) in cases {
        let words = [
          "in.png", "--force", "--max", "none", "--multiple", "1", "--canvas", "8x9", "--padding", "black",
        ]
        let run = try await folder.run(words + arguments)
        #expect(run.code == 0, "\(run.errors)")
        let result = try folder.picture("in.prep.png")
        #expect((0..<9).map { result[0, $0][0] == 255 } == (0..<9).map { (rows..<rows + 4).contains($0) })
      }
    }
  }

  private static func cover(_ width: Int) -> [String] {
    ["--width", "\(width)", "--height", "100", "--fit", "cover"]
  }

  /// The part of a picture of 200×100 that arguments keep.
  private static func part(_ option: String, _ cases: [([String], Int, Int, Size)]) -> OptionEffect {
    OptionEffect(option) { folder in
      let source = try Picture.gradient(200, 100)
      try folder.draw("in.png", source)
      for (arguments, x, y, size) in cases {
        let run = try await folder.run(["in.png", "--force"] + arguments)
        #expect(run.code == 0, "\(run.errors)")
        let result = try folder.picture("in.prep.png")
        #expect(result.size == size)
        for (column, row) in [(0, 0), (size.width - 1, 0), (7, 9), (size.width - 1, size.height - 1)] {
          #expect(result[column, row] == source[x + column, y + row], "\(arguments)")
        }
      }
    }
  }
}

@Suite("Sizes that contradict each other")
struct SizeConflictTests {
  @Test(
    "Two rules for one size are an error that names both",
    arguments: [
      ["--shortest", "50", "--width", "60"], ["--max-area", "5000", "--buckets", "64x64"],
      ["--min-area", "6000", "--max-area", "5000"], ["--max-area", "50", "--multiple", "8"],
      ["--shortest", "50", "--fit", "cover"], ["--max-patches", "9", "--max", "100"],
      ["--gravity", "north", "--focus", "0,0"], ["--buckets", "100x60", "--multiple", "8"],
    ])
  func conflicts(_ arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", 200, 100)
    let run = try await folder.run(["in.png"] + arguments)
    #expect(run.code == 64)
    for option in arguments where option.hasPrefix("--") {
      #expect(run.errors.contains(option), "\(run.errors)")
    }
  }

  @Test("A box that an image does not have is an error of that image")
  func outside() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", 200, 100)
    let run = try await folder.run("in.png", "--crop", "180,0,30,10")
    #expect(run.code == 65 && run.errors.contains("--crop 180,0,30,10 is not within its 200×100"))
  }
}
