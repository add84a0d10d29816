import TestSupport
import Testing

@testable import ImagePrep

@Suite("WebP: sizes and frames that contradict the file")
struct WebPTests {
  private static let names = [
    "lossy.webp", "lossless.webp", "lossy-alpha.webp", "exif-6.webp", "p3.webp", "animated-lossless.webp",
    "animated-lossy.webp",
  ]

  @Test("A wrong size in the header is a warning, and everything is read", arguments: names)
  func wrongSize(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let sound = try WebPFile(image.bytes())
    #expect(try sound.bytes == image.bytes())
    let folder = try TemporaryFolder()
    for size in [
      0, 1, 4, sound.size / 2, sound.size - 8, sound.size - 2, sound.size - 1, sound.size + 1, sound.size + 2,
      sound.size + 1000, 0x7FFF_FFFF, 0xFFFF_FFFF,
    ] {
      var file = sound
      file.statedSize = size
      try folder.write(file.bytes, to: "a.webp")
      for frame in Set([0, image.frames - 1]) {
        var options = Options.asStored
        options.frame = frame
        let expected = try image.expected(frame: image.frames > 1 ? frame : nil)
        for result in [
          try Normalizer(options).normalize(file.bytes),
          try Normalizer(options).normalize(contentsOf: folder.path + "/a.webp"),
        ] {
          #expect(result.pixels.withoutHiddenColors == expected.withoutHiddenColors, "\(size)")
          #expect(result.info.orientation.rawValue == image.orientation, "\(size)")
          #expect(
            result.warnings.count == 1 && result.warnings.first?.message.contains("bytes") == true, "\(size)")
          #expect(try result.info.hasColorProfile == ImageInfo(contentsOf: image.path).hasColorProfile)
        }
      }
    }
    #expect(try Normalizer(.asStored).normalize(sound.bytes).warnings.isEmpty)
  }

  @Test("Bytes behind the end that are no part of a WebP are passed over without a word")
  func trailingBytes() throws {
    let image = try #require(TestImage.named("exif-6.webp"))
    for extra in [[0], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Array("ABCD\u{4}\u{0}\u{0}\u{0}abcd".utf8)]
      as [[UInt8]]
    {
      let result = try Normalizer(.asStored).normalize(image.bytes() + extra)
      #expect(try result.pixels == image.expected() && result.warnings.isEmpty)
    }
  }

  @Test("Of an animation that is cut between two frames, those before are there")
  func cutBetweenFrames() throws {
    let image = try #require(TestImage.named("animated-lossless.webp"))
    var file = try WebPFile(image.bytes())
    file.statedSize = file.size
    while file.chunks.count(where: { $0.type == "ANMF" }) > 2 { file.chunks.removeLast() }
    var options = Options.asStored
    options.frame = 1
    let result = try Normalizer(options).normalize(file.bytes)
    #expect(
      try result.pixels.withoutHiddenColors == image.expected(frame: 1).withoutHiddenColors
        && result.warnings.count == 1)
    options.frame = 2
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(file.bytes) }
    #expect(error?.code == .truncated)
  }

  @Test("An animation that contradicts itself is corrupt, and the error says how")
  func contradictions() throws {
    let image = try #require(TestImage.named("animated-lossless.webp"))
    let sound = try WebPFile(image.bytes())
    let frames = sound.chunks.indices.filter { sound.chunks[$0].type == "ANMF" }
    for (number, index) in frames.enumerated() {
      // Bytes 0 to 2 are half the frame's x, 6 to 8 its width less 1.
      var beyond = sound
      beyond.chunks[index].data.replaceSubrange(0..<3, with: WebPFile.number(image.size.width / 2 + 1, 3))
      // Or there is less canvas than the frames need.
      var smaller = sound
      let header = try #require(sound.chunks.firstIndex { $0.type == "VP8X" })
      smaller.chunks[header].data.replaceSubrange(4..<7, with: WebPFile.number(0, 3))
      for (file, words) in [
        (beyond, "frame \(number), "), (beyond, "reaches out of its canvas of 37×29"),
        (smaller, "reaches out of its canvas of 1×29"),
      ] {
        for lenient in [false, true] {
          var options = Options.asStored
          options.lenient = lenient
          let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(file.bytes) }
          #expect(error?.code == .corrupt)
          #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "")")
        }
      }
    }
  }
}
