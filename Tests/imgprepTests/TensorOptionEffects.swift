import ImagePrep
import TestSupport
import Testing

extension OptionEffect {
  static let tensor = [
    // 128 / 255 is four steps of 2⁻¹¹ above 0.5, which is 0x3800.
    npy("--dtype", ["--dtype", "Float16"], "'<f2'", "(1, 3, 8, 16)", [0x04, 0x38]),
    npy(
      "--dtype", ["--dtype", "uint16", "--layout", "hwc"], "'<u2'", "(8, 16, 3)",
      [128, 128, 64, 64, 255, 255]),
    npy("--layout", ["--layout", "HWC"], "'|u1'", "(8, 16, 3)", [128, 64, 255]),
    npy("--channels", ["--channels", "bgr", "--layout", "hwc"], "'|u1'", "(8, 16, 3)", [255, 64, 128]),
    // 128 · 0.5 is 64.
    npy("--rescale", ["--rescale", "1/2"], "'<f4'", "(1, 3, 8, 16)", [0, 0, 0x80, 0x42]),
    // 128 − 127 is 1.
    npy("--mean", ["--mean", "127", "--rescale", "1"], "'<f4'", "(1, 3, 8, 16)", [0, 0, 0x80, 0x3F]),
    npy("--patches", ["--patches", "8"], "'|u1'", "(1, 2, 192)", [128]),
    // Of 16 × 16, the first row of eight stays padding.
    npy(
      "--pad-value", ["--pad-value", "7", "--height", "16", "--width", "16", "--fit", "pad"], "'|u1'",
      "(1, 3, 16, 16)", Array(repeating: 7, count: 64) + [128]),
    safetensors("--tensor-name", ["--tensor-name", "images"], #""images":{"dtype":"U8","shape":[1,3,8,16]"#),
    safetensors(
      "--add-tensor", ["--add-tensor", "size=source-size"], #""size":{"dtype":"I64","shape":[1,2]"#),
    // 128 / 64 is 2.
    npy("--std", ["--std", "64,1,1", "--rescale", "1"], "'<f4'", "(1, 3, 8, 16)", [0, 0, 0, 0x40]),
  ]

  static let preset = OptionEffect("--preset") { folder in
    try folder.draw("in.png", Picture.plain(16, 8, [255, 0, 255]))
    try folder.write(Array(PresetOptionTests.config.utf8), to: "vit.json")
    let run = try await folder.run("in.png", "--preset", "vit.json", "--dry-run", "--json")
    #expect(run.code == 0 && run.lines.joined().contains(#""height":4"#), "\(run.lines)")
  }

  private static func safetensors(
    _ option: String, _ arguments: [String], _ header: String
  ) -> OptionEffect {
    OptionEffect(option) { folder in
      try folder.draw("in.png", Picture.plain(16, 8, [128, 64, 255]))
      let run = try await folder.run(["in.png", "-o", "out.safetensors"] + arguments)
      #expect(run.code == 0, "\(run.errors)")
      #expect(String(decoding: try folder.bytes("out.safetensors"), as: UTF8.self).contains(header))
    }
  }

  /// The header and the first bytes of the tensor of a plain picture.
  private static func npy(
    _ option: String, _ arguments: [String], _ type: String, _ shape: String, _ start: [UInt8]
  ) -> OptionEffect {
    OptionEffect(option) { folder in
      try folder.draw("in.png", Picture.plain(16, 8, [128, 64, 255]))
      let run = try await folder.run(["in.png", "-o", "out.npy"] + arguments)
      #expect(run.code == 0, "\(run.errors)")
      let bytes = try folder.bytes("out.npy")
      let end = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
      let header = String(decoding: bytes[10..<end], as: UTF8.self)
      #expect(header.contains("'descr': \(type)") && header.contains("'shape': \(shape)"))
      #expect(Array(bytes[end..<end + start.count]) == start)
      // For a picture it is a warning.
      let picture = try await folder.run(["in.png", "-o", "out.png"] + arguments)
      #expect(picture.code == 0 && picture.errors.contains("\(option) does nothing for png"))
    }
  }
}
