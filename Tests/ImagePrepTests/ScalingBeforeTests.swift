import Testing

@testable import ImagePrep

@Suite("Pictures that are scaled several times in a row")
struct ScalingBeforeTests {
  private static func options(_ fit: Fit, _ before: [Scaling] = [], like arithmetic: Arithmetic) -> Options {
    var options = Options(geometry: .fit(fit), multiple: Multiple(width: 1, height: 1))
    options.geometry.before = before
    (options.decode, options.arithmetic, options.filter) = (.exact, arithmetic, .bicubic)
    return options
  }

  @Test(
    "They are those of one scaling after the other", arguments: [Arithmetic.pillow, .torchvision, .opencv])
  func sameAsSeparate(_ arithmetic: Arithmetic) throws {
    let image = try PixelBuffer.noise(Size(width: 70, height: 45), .rgb8, seed: 3)
    let fits: [Fit] = [.shortest(80), .stretch(width: 31, height: 77), .max(40)]
    for count in 1...2 {
      let before = fits.prefix(count).map { Scaling($0) }
      let options = Self.options(fits[count], before, like: arithmetic)
      try options.validate()
      let result = try Normalizer(options).normalize(image)
      var expected = image
      for fit in fits.prefix(count + 1) {
        expected = try Normalizer(Self.options(fit, like: arithmetic)).normalize(expected).pixels
      }
      #expect(result.pixels == expected, "\(count)")
      #expect(result.plan.before.count == count)
    }
  }

  @Test("A step that keeps the size changes nothing, and a crop is one of the last step")
  func cropped() throws {
    let image = try PixelBuffer.noise(Size(width: 40, height: 40), .rgb8, seed: 4)
    var options = Self.options(
      .stretch(width: 30, height: 20), [Scaling(.max(40)), Scaling(.shortest(33))], like: .pillow)
    options.geometry.canvas = Size(width: 10, height: 10)
    let result = try Normalizer(options).normalize(image).pixels
    let first = try Normalizer(Self.options(.shortest(33), like: .pillow)).normalize(image).pixels
    var second = Self.options(.stretch(width: 30, height: 20), like: .pillow)
    second.geometry.canvas = options.geometry.canvas
    #expect(result == (try Normalizer(second).normalize(first).pixels))
  }

  @Test("A rule of Idefics 3: the longest side, its even other side, and the multiples above")
  func sizes() throws {
    var scaling = Scaling(
      .max(1456), upscale: .allow, multiple: Multiple(width: 2, height: 2, rounding: .up))
    (scaling.sideRounding, scaling.sideFormula) = (.down, .ratio)
    // transformers' get_resize_output_image_size for 333 × 500, 1200 × 397 and 90 × 71.
    for (source, size) in [((333, 500), (970, 1456)), ((1200, 397), (1456, 482)), ((90, 71), (1456, 1148))] {
      #expect(
        scaling.size(of: Size(width: source.0, height: source.1)) == Size(width: size.0, height: size.1))
    }
  }

  @Test("What cannot be done is refused")
  func refused() {
    var options = Self.options(.max(10), [Scaling(.max(20))], like: .pillow)
    options.decode = .balanced
    #expect(throws: ImageError.self) { try options.validate() }
    options = Self.options(.max(10), [Scaling(.max(20))], like: .float)
    #expect(throws: ImageError.self) { try options.validate() }
    options = Self.options(.max(10), [Scaling(.max(0))], like: .pillow)
    #expect(throws: ImageError.self) { try options.validate() }
    options = Self.options(.max(10), Array(repeating: Scaling(.max(20)), count: 5), like: .pillow)
    #expect(throws: ImageError.self) { try options.validate() }
    options = Self.options(
      .max(10), [Scaling(.max(20), multiple: Multiple(width: 8, height: 8, by: .padding))], like: .pillow)
    #expect(throws: ImageError.self) { try options.validate() }
  }
}
