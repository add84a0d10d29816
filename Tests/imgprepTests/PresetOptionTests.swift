import TestSupport
import Testing

@Suite("Presets on the command line")
struct PresetOptionTests {
  /// A processor of transformers that shrinks to 4 × 4, and makes values of 0 to 255 from -1 to 1.
  static let config = #"""
    {"image_processor_type": "ViTImageProcessor", "size": {"height": 4, "width": 4}, "resample": 0,
     "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
    """#

  @Test("A preset's file says the size and the values; a tensor is written beside the input")
  func file() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", Picture.plain(16, 8, [255, 0, 255]))
    try folder.write(Array(Self.config.utf8), to: "preprocessor_config.json")
    for preset in ["preprocessor_config.json", "."] {
      let run = try await folder.run("in.png", "--preset", preset, "--force")
      #expect(run.code == 0, "\(run.errors)")
      let bytes = try folder.bytes("in.prep.safetensors")
      #expect(String(decoding: bytes, as: UTF8.self).contains(#""shape":[1,3,4,4]"#))
      // 1, -1 and 1 in each plane of sixteen.
      let one: [UInt8] = [0, 0, 0x80, 0x3F]
      let planes = [one, [0, 0, 0x80, 0xBF], one].flatMap { Array(repeating: $0, count: 16).joined() }
      #expect(Array(bytes.suffix(192)) == planes)
    }
  }

  @Test("Options beside a preset win")
  func options() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", Picture.plain(16, 8, [255, 0, 255]))
    try folder.write(Array(Self.config.utf8), to: "vit.json")
    for (arguments, shape) in [
      (["--max", "8"], "[1,3,8,8]"), (["--layout", "hwc"], "[4,4,3]"),
      (["--width=8", "--height=4"], "[1,3,4,8]"),
    ] {
      let run = try await folder.run(
        ["in.png", "--preset=vit.json", "-o", "a.safetensors", "--force"] + arguments)
      #expect(run.code == 0, "\(run.errors)")
      let text = String(decoding: try folder.bytes("a.safetensors"), as: UTF8.self)
      #expect(text.contains(#""shape":\#(shape)"#), "\(arguments)")
    }
  }

  @Test(
    "A mean beside a preset takes its deviation along if it has a name, and leaves the preset's if it has none"
  )
  func means() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", Picture.plain(4, 4, [255, 255, 255]))
    try folder.write(Array(Self.config.utf8), to: "vit.json")
    for (mean, first) in [("imagenet", Float((1 - 0.485) / 0.229)), ("0", 2)] {
      let run = try await folder.run(
        "in.png", "--preset", "vit.json", "--mean", mean, "-o", "a.npy", "--force")
      #expect(run.code == 0, "\(run.errors)")
      let bits = try folder.bytes("a.npy").suffix(192).prefix(4).reversed().reduce(UInt32(0)) {
        $0 << 8 | UInt32($1)
      }
      #expect(abs(Float(bitPattern: bits) - first) < 1e-5, "\(mean)")
    }
  }

  @Test("A NumPy array and a picture have what fits in them, without a word")
  func otherFormats() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", Picture.plain(64, 32, [10, 20, 30]))
    for (name, output) in [("qwen2-vl", "a.npy"), ("qwen2-vl", "a.png"), ("clip", "a.webp")] {
      let run = try await folder.run("in.png", "--preset", name, "-o", output)
      #expect(run.code == 0 && !run.errors.contains("does nothing"), "\(name) \(output): \(run.errors)")
    }
  }

  @Test("A background beside a preset is the color of padding, and words after -- are inputs")
  func background() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("--preset.png", Picture.plain(4, 2, [10, 20, 30]))
    let config = #"""
      {"image_processor_type": "JanusImageProcessor", "size": {"height": 4, "width": 4}, "do_rescale": false,
       "do_normalize": false}
      """#
    try folder.write(Array(config.utf8), to: "janus.json")
    let run = try await folder.run(
      "--preset", "janus.json", "--background", "#FF0000", "--layout", "hwc", "-o", "a.npy", "--",
      "--preset.png")
    #expect(run.code == 0, "\(run.errors)")
    let row: [UInt8] = [255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0]
    let bytes = try folder.bytes("a.npy").suffix(48)
    #expect(Array(bytes.prefix(12)) == row)
    #expect(Array(bytes.suffix(12)) == row)
  }

  @Test("A preset that does not exist, or cannot be honored, is wrong usage; the field is named")
  func refusals() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", Picture.plain(16, 8, [255, 0, 255]))
    let odd = Self.config.replacing("0.5, 0.5, 0.5]}", with: #"0.5, 0.5, 0.5], "do_resize": "maybe"}"#)
    try folder.write(Array(odd.utf8), to: "odd.json")
    for (preset, named) in [("no-such-model", "no-such-model"), ("odd.json", "do_resize")] {
      for command in [["normalize"], ["inspect"]] {
        let run = try await folder.run(command + ["in.png", "--preset", preset])
        #expect(run.code == 64 && run.errors.contains(named), "\(run.errors)")
      }
    }
  }
}
