import ImagePrep
import Testing

@Suite("Every test image decodes to what an independent decoder makes of it")
struct DecodeTests {
  @Test("Header", arguments: TestImage.all)
  func header(_ image: TestImage) throws {
    let info = try ImageInfo(contentsOf: image.path, countingFrames: true)
    #expect(info.format.rawValue == image.format)
    #expect(info.storedSize == image.size)
    #expect(info.orientation.rawValue == image.orientation)
    #expect(info.hasAlpha == image.hasAlpha)
    #expect(info.frameCount == image.frames)
    let bytes = try image.bytes()
    #expect(try ImageInfo(bytes, countingFrames: true) == info)
    #expect(try Normalizer().readInfo(bytes, countingFrames: true) == info)
    let text = String(decoding: bytes, as: UTF8.self)
    // libpng passes over a profile that is none.
    let hasProfile =
      image.name != "profile-bomb.png" && ["ICC_PROFILE", "iCCP", "ICCP"].contains { text.contains($0) }
    #expect(info.hasColorProfile == hasProfile)
  }

  @Test("First frame, transparency kept", arguments: TestImage.all)
  func firstFrame(_ image: TestImage) throws {
    var options = Options.asStored
    // In exact, Pillow's canvas is painted; what browsers show is what is expected here.
    if image.format == "gif" { options.decode = .balanced }
    let result = try Normalizer(options).normalize(contentsOf: image.path)
    let expected = try image.expected()
    #expect(result.pixels.format == expected.format)
    #expect(result.pixels.size == expected.size)
    #expect(result.pixels.withoutHiddenColors == expected.withoutHiddenColors)
  }

  @Test("First frame, flattened onto a color", arguments: TestImage.all)
  func flattened(_ image: TestImage) throws {
    var options = Options.asStored
    if image.format == "gif" { options.decode = .balanced }
    options.alpha = .flatten(onto: Color(red: 10, green: 200, blue: 90))
    let result = try Normalizer(options).normalize(contentsOf: image.path)
    #expect(result.pixels.format == .rgb8)
    let expected = try image.expected()
    let behind = [10, 200, 90]
    let stored = expected.samples
    let channels = expected.format.channels
    let flat = (0..<expected.size.area).flatMap { pixel in
      (0..<3).map { channel in
        let alpha = channels == 4 ? Int(stored[4 * pixel + 3]) : 255
        let sum = Int(stored[channels * pixel + channel]) * alpha + behind[channel] * (255 - alpha)
        return UInt8((Double(sum) / 255).rounded())
      }
    }
    #expect(result.pixels.samples == flat)
  }

  @Test("Every frame of an animation", arguments: TestImage.all.filter { $0.frames > 1 })
  func everyFrame(_ image: TestImage) throws {
    for frame in 0..<image.frames {
      var options = Options.asStored
      if image.format == "gif" { options.decode = .balanced }
      options.frame = frame
      let result = try Normalizer(options).normalize(contentsOf: image.path)
      let expected = try image.expected(frame: frame)
      #expect(result.pixels.withoutHiddenColors == expected.withoutHiddenColors, "frame \(frame)")
    }
  }

  @Test("A frame that is not there is an error", arguments: TestImage.all)
  func missingFrame(_ image: TestImage) throws {
    var options = Options.asStored
    options.frame = image.frames
    let error = #expect(throws: ImageError.self) {
      try Normalizer(options).normalize(contentsOf: image.path)
    }
    // Without an end mark, nobody knows whether there was one.
    #expect(error?.code == (image.name == "no-trailer.gif" ? .truncated : .noSuchFrame))
    let info = try ImageInfo(contentsOf: image.path, countingFrames: true)
    let planned = #expect(throws: ImageError.self) { try Normalizer(options).plan(for: info) }
    #expect(planned?.code == error?.code && planned?.reason == error?.reason)
    #expect(error?.option == .frame)
  }

  @Test("The same bytes from memory", arguments: TestImage.all)
  func fromMemory(_ image: TestImage) throws {
    let normalizer = Normalizer(.asStored)
    let bytes = try image.bytes()
    #expect(
      try normalizer.normalize(bytes).pixels == normalizer.normalize(contentsOf: image.path).pixels)
  }

  @Test("In exact, what a GIF's first frame leaves uncovered is Pillow's: its first color")
  func exactCanvas() throws {
    let image = try #require(TestImage.named("small-frame.gif"))
    let pixels = try Normalizer(.asStored).normalize(contentsOf: image.path).pixels
    let expected = try image.expected()
    let corner = pixels[0, 0]
    #expect(pixels.format == .rgb8)
    for y in 0..<pixels.height {
      for x in 0..<pixels.width {
        #expect(pixels[x, y] == (expected[x, y][3] == 0 ? corner : Array(expected[x, y][..<3])))
      }
    }
  }

  @Test("Without resizing, the grades differ only in 16-bit color, by at most one", arguments: TestImage.all)
  func grades(_ image: TestImage) throws {
    guard image.format != "gif" else { return }
    let exact = try Normalizer(.asStored).normalize(contentsOf: image.path).pixels.samples
    for grade in [DecodeGrade.balanced, .fast] {
      var options = Options.asStored
      options.decode = grade
      let other = try Normalizer(options).normalize(contentsOf: image.path).pixels.samples
      let difference = zip(exact, other).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
      #expect(difference <= (image.name.contains("-16") ? 1 : 0))
    }
  }

  @Test("Chroma of half the width is repeated, not interpolated, where a block becomes one sample")
  func chromaOfBlocks() throws {
    let image = try #require(TestImage.named("neon-422.jpg"))
    var options = Options(
      geometry: .fit(.stretch(width: 6, height: 8)), multiple: Multiple(width: 1, height: 1))
    options.decode = .exact
    let exact = try Normalizer(options).normalize(image.expected()).pixels
    options.decode = .fast
    let result = try Normalizer(options).normalize(contentsOf: image.path)
    #expect(result.plan.decodeShrink == 8)
    // Pillow's draft mode, which repeats it, is 43 from it. Interpolated it would be 84.
    #expect(result.pixels.meanSquaredError(from: exact) < 43)
  }
}
