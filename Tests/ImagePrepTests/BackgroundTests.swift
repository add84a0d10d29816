import Testing

@testable import ImagePrep

@Suite("The background")
struct BackgroundTests {
  private static let blue = Color(red: 0, green: 0, blue: 255)

  private static func plain(_ pixel: [UInt8], _ format: PixelFormat) throws -> PixelBuffer {
    try PixelBuffer(
      size: Size(width: 32, height: 16), format: format,
      samples: Array((0..<32 * 16).map { _ in pixel }.joined()))
  }

  @Test("Padding has its own color, where transparency is kept and where it is flattened")
  func padding() throws {
    let image = try Self.plain([10, 20, 30, 0], .rgba8)
    var options = Options(geometry: .fit(.pad(width: 32, height: 32)))
    options.background = Self.blue
    options.alpha = .flatten(onto: Color(red: 200, green: 0, blue: 0))
    let flat = try Normalizer(options).normalize(image).pixels
    #expect(flat[3, 0] == [0, 0, 255] && flat[3, 16] == [200, 0, 0] && flat[3, 31] == [0, 0, 255])
    options.alpha = .keep
    let kept = try Normalizer(options).normalize(image).pixels
    #expect(kept[3, 0] == [0, 0, 255, 255] && kept[3, 16][3] == 0 && kept[3, 31] == [0, 0, 255, 255])
  }

  @Test("Unless it is set, padding has the color of flattening; white where transparency is kept")
  func unset() throws {
    let image = try Self.plain([10, 20, 30, 255], .rgba8)
    var options = Options(geometry: .fit(.pad(width: 32, height: 32)))
    options.alpha = .flatten(onto: Self.blue)
    #expect(try Normalizer(options).normalize(image).pixels[3, 0] == [0, 0, 255])
    options.alpha = .keep
    #expect(try Normalizer(options).normalize(image).pixels[3, 0] == [255, 255, 255, 255])
  }

  @Test(
    "Missing rows have it, in every kind of PNG",
    arguments: [
      "gray-8.png", "gray-alpha-8.png", "rgb-8.png", "rgba-8.png", "palette-8.png", "gray-8-trns.png",
    ])
  func missingRows(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let bytes = try image.bytes()
    var options = Options(max: nil, multiple: 1)
    options.lenient = true
    options.background = Self.blue
    for alpha in [AlphaPolicy.keep, .flatten(onto: .white), .flatten(onto: Color(red: 9, green: 8, blue: 7))]
    {
      options.alpha = alpha
      let result = try Normalizer(options).normalize(Array(bytes[..<(bytes.count * 2 / 3)]))
      #expect(result.fractionDecoded < 1)
      #expect(result.pixels[5, image.size.height - 1].prefix(3) == [0, 0, 255])
    }
  }
}
