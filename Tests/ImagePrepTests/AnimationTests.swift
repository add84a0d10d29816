import Testing

@testable import ImagePrep

@Suite("Frames of animations: GIF and WebP")
struct AnimationTests {
  @Test("Frames that must be composed count")
  func frames() throws {
    for name in ["animation.gif", "animated-lossy.webp"] {
      let image = try #require(TestImage.named(name))
      var options = Options()
      options.frame = 2
      options.limits.framePixels = 3 * image.size.area
      #expect(try Normalizer(options).normalize(contentsOf: image.path).pixels.width > 0)
      options.limits.framePixels = 3 * image.size.area - 1
      let error = #expect(throws: ImageError.self) {
        try Normalizer(options).normalize(contentsOf: image.path)
      }
      #expect(error?.code == .overLimit && error?.option == .limitFramePixels)
    }
  }

  @Test("An animation with too many frames is refused, by its header or once they are counted")
  func frameCount() throws {
    var options = Options()
    options.limits.frames = 3
    let webp = try #require(TestImage.named("animated-lossy.webp"))
    let gif = try #require(TestImage.named("animation.gif"))
    #expect(webp.frames > 3 && gif.frames > 3)
    let byHeader = #expect(throws: ImageError.self) {
      try Normalizer(options).normalize(contentsOf: webp.path)
    }
    let byCounting = #expect(throws: ImageError.self) {
      try ImageInfo(contentsOf: gif.path, countingFrames: true, limits: options.limits)
    }
    options.frame = 3
    let byComposing = #expect(throws: ImageError.self) {
      try Normalizer(options).normalize(contentsOf: gif.path)
    }
    for error in [byHeader, byCounting, byComposing] {
      #expect(error?.code == .overLimit && error?.option == .limitFrames)
    }
    options.frame = 2
    #expect(try Normalizer(options).normalize(contentsOf: gif.path).info.frameCount == nil)
  }

  @Test("No number of a frame overflows")
  func frameNumber() throws {
    var options = Options()
    options.frame = .max
    let image = try #require(TestImage.named("animation.gif"))
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(contentsOf: image.path) }
    #expect(error?.code == .invalidOptions)
  }

  @Test(
    "Of an animation that is cut, no other frame stands for the one that is missing",
    arguments: [false, true])
  func cutAnimation(lenient: Bool) throws {
    for name in ["animation.gif", "animated-lossless.webp"] {
      let bytes = try #require(TestImage.named(name)).bytes()
      var options = Options.asStored
      (options.lenient, options.frame) = (lenient, 2)
      for count in stride(from: bytes.count / 10, to: bytes.count - 1, by: 3) {
        let start = Array(bytes[..<count])
        do {
          let image = try Normalizer(options).normalize(start)
          let whole = try Normalizer(options).normalize(bytes)
          // Of a GIF, the frame itself may be cut.
          #expect(image.fractionDecoded < 1 ? lenient : image.pixels == whole.pixels)
        } catch {
          #expect(error.code == .truncated, "\(name), \(count) bytes: \(error)")
        }
      }
    }
  }
}
