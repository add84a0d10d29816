import Testing

@testable import ImagePrep

@Suite("WebP: containers put together by hand")
struct WebPContainerTests {
  @Test("The memory that libwebp needs for many small chunks is in the bound of memory")
  func manyChunks() throws {
    let still = try #require(TestImage.named("lossless.webp"))
    var file = try WebPFile(still.bytes())
    let empty = WebPFile.Chunk(type: "ABCD", data: [])
    file.chunks.insert(contentsOf: Array(repeating: empty, count: 100_000), at: 0)
    file.chunks.insert(.canvas(still.size), at: 0)
    var options = Options.asStored
    let bytes = file.bytes
    #expect(
      try Normalizer(options).normalize(bytes).pixels == Normalizer(options).normalize(still.bytes()).pixels)
    options.limits.memory = 4_000_000
    #expect(try Normalizer(options).normalize(still.bytes()).pixels.size == still.size)
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
    #expect(error?.code == .overLimit && error?.option == .limitMemory)
  }

  @Test("An animated WebP is RGB where alpha is kept, unless a frame leaves some of its canvas free")
  func opaqueAnimation() throws {
    let still = try #require(TestImage.named("lossless.webp"))
    let sound = try WebPFile(still.bytes())
    let stillPixels = try Normalizer(.asStored).normalize(still.bytes()).pixels
    var options = Options.asStored
    options.alpha = .keep
    for margin in [0, 4] {
      // Animated, and without the flag of transparency.
      var file = sound
      let canvas = Size(width: still.size.width + margin, height: still.size.height + margin)
      file.chunks = [
        .canvas(canvas, flags: 2), WebPFile.Chunk(type: "ANIM", data: [0, 0, 0, 0, 0, 0]),
        .frame(still.size, sound.chunks),
      ]
      let image = try Normalizer(options).normalize(file.bytes)
      #expect(!image.info.hasAlpha && image.pixels.format == (margin == 0 ? .rgb8 : .rgba8))
      if margin == 0 { #expect(image.pixels == stillPixels) }
      #expect(image.pixels[0, 0].prefix(3) == stillPixels[0, 0].prefix(3))
      let corner = image.pixels[image.pixels.width - 1, image.pixels.height - 1]
      if margin > 0 { #expect(corner.last == 0) }
    }
  }

  @Test("A wrong size in the header is damage: no row is missing", arguments: [-2, 2])
  func wrongSize(_ difference: Int) throws {
    let still = try #require(TestImage.named("lossless.webp"))
    var file = try WebPFile(still.bytes())
    file.statedSize = file.size + difference
    let image = try Normalizer(.asStored).normalize(file.bytes)
    #expect(image.fractionDecoded == 1 && image.warnings.map(\.code) == [.damaged])
    #expect(image.pixels == (try Normalizer(.asStored).normalize(still.bytes()).pixels))
  }
}
