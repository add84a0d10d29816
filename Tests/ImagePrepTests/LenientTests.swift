import Testing

@testable import ImagePrep

@Suite("Truncated images, lenient and strict")
struct LenientTests {
  @Test(
    "What is missing of a truncated image is background, when that is asked for",
    arguments: ["photo.jpg", "subject.png", "photo.gif", "photo.webp"])
  func lenient(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let bytes = try image.bytes()
    let half = Array(bytes[..<(bytes.count * 3 / 4)])
    var options = Options(max: nil, multiple: 1)
    options.orientation = .ignore
    options.alpha = .flatten(onto: Color(red: 255, green: 0, blue: 255))
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
    #expect(error?.code == .truncated)
    #expect(error?.option == .lenient)
    options.lenient = true
    let result = try Normalizer(options).normalize(half)
    #expect(result.pixels.size == image.size)
    #expect(!result.warnings.isEmpty)
    let last = result.pixels[image.size.width / 2, image.size.height - 1]
    #expect(last == [255, 0, 255])
    let whole = try Normalizer(options).normalize(bytes).pixels
    #expect(result.pixels[20, 2] == whole[20, 2])
  }

  @Test(
    "How much must be there of a truncated image",
    arguments: ["photo.jpg", "subject.png", "interlaced.gif", "photo.gif", "photo.webp"])
  func minComplete(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let bytes = try image.bytes()
    let half = Array(bytes[..<(bytes.count * 3 / 4)])
    var options = Options()
    options.lenient = true
    let fraction = try Normalizer(options).normalize(half).fractionDecoded
    #expect(fraction > 0.1 && fraction < 0.95)
    options.minComplete = fraction
    #expect(try Normalizer(options).normalize(half).fractionDecoded == fraction)
    #expect(try Normalizer(options).normalize(bytes).fractionDecoded == 1)
    options.minComplete = fraction + 0.01
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
    #expect(error?.code == .truncated && error?.fractionDecoded == fraction)
    options.minComplete = 1.1
    #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
  }

  @Test("Leniency is not advised where it would not reach the minimum")
  func adviceBelowMinimum() throws {
    let bytes = try #require(TestImage.named("photo.jpg")).bytes()
    let half = Array(bytes[..<(bytes.count * 3 / 4)])
    var options = Options()
    let plain = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
    let fraction = try #require(plain?.fractionDecoded)
    for (minimum, isAdvised) in [(0, true), (fraction, true), (fraction + 0.01, false), (1, false)] {
      options.minComplete = minimum
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(half) }
      #expect(error?.code == .truncated && error?.fractionDecoded == fraction)
      #expect(error?.description.contains("lenient") == isAdvised)
    }
  }

  @Test("Gray pixels are filled up with a colored background")
  func lenientGray() throws {
    let image = try #require(TestImage.named("gray-8.png"))
    let bytes = try image.bytes()
    var options = Options(max: nil, multiple: 1)
    options.lenient = true
    options.alpha = .flatten(onto: Color(red: 0, green: 0, blue: 255))
    let result = try Normalizer(options).normalize(Array(bytes[..<(bytes.count / 2)])).pixels
    #expect(result[5, image.size.height - 1] == [0, 0, 255])
    #expect(try result[5, 1] == image.expected()[5, 1])
    // So there must be room for it where there is a palette of grays.
    for (background, channels) in [(Color(red: 0, green: 0, blue: 255), 3), (.white, 1)] {
      let flattener = Flattener(
        .indexed(.grays), .flatten(onto: .white), premultiplies: false, missingRows: background)
      #expect(flattener.samples == (channels == 1 ? .gray : .rgb))
    }
  }

  @Test(
    "A picture of which nothing is there is refused, however lenient",
    arguments: ["photo.jpg", "subject.png"])
  func nothingDecoded(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    var options = Options()
    options.lenient = true
    for count in [20, name == "photo.jpg" ? 700 : 60] {
      let start = try Array(image.bytes()[..<count])
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(start) }
      #expect(error?.code == .truncated)
      #expect(error?.option != .lenient)
    }
  }

  @Test(
    "Leniency is advised where it keeps something, and only there",
    arguments: [
      "photo.jpg", "progressive-444.jpg", "subject.png", "interlaced.gif", "photo.gif", "photo.webp",
      "lossy-alpha.webp", "lossless-alpha.webp", "animated-lossy.webp",
    ])
  func advice(_ name: String) throws {
    let bytes = try #require(TestImage.named(name)).bytes()
    var counts = [false: 0, true: 0]
    for count in stride(from: 256, to: bytes.count, by: max(1, bytes.count / 12)) {
      let start = Array(bytes[..<count])
      var options = Options.asStored
      let result = Result { try Normalizer(options).normalize(start) }
      guard case .failure(let error) = result else { continue }
      options.lenient = true
      let isKept = (try? Normalizer(options).normalize(start)) != nil
      #expect(((error as? ImageError)?.option == .lenient) == isKept, "\(count) of \(bytes.count): \(error)")
      counts[isKept, default: 0] += 1
    }
    #expect(counts[false] != 0)
    #expect((counts[true] == 0) == (name == "animated-lossy.webp"))
  }
}
