import Foundation
import Testing

@testable import ImagePrep

@Suite("Tensors of more than 8 bits keep the depth of a PNG of 16 bits")
struct DeepTensorTests {
  private static let size = Size(width: 24, height: 18)

  private static func png(_ color: DeepPNG.Color, _ size: Size = size) -> DeepPNG {
    DeepPNG(size, color) { x, y, channel in (x * 1021 + y * 3001 + channel * 20011) % 65536 }
  }

  private static func format(_ layout: TensorLayout = .hwc) -> TensorFormat {
    var format = TensorFormat()
    format.layout = layout
    return format
  }

  private static func options(_ fit: Fit = .max(nil), _ filter: Filter = .lanczos3) -> Options {
    var options = Options(geometry: .fit(fit), multiple: Multiple(width: 1, height: 1))
    options.filter = filter
    return options
  }

  private static func deep(
    _ bytes: [UInt8], _ options: Options = options(), _ format: TensorFormat = format()
  ) throws -> [UInt16] {
    let tensor: Tensor<UInt16> = try Normalizer(options).tensor(bytes, format)
    return tensor.elements.indices.map { tensor.elements[$0] }
  }

  @Test("Without scaling every sample stays as it is", arguments: DeepPNG.Color.allCases)
  func identity(_ color: DeepPNG.Color) throws {
    let png = Self.png(color)
    let whole = try Self.deep(png.bytes)
    let floats: Tensor<Float> = try Normalizer(Self.options()).tensor(png.bytes, Self.format(.chw))
    for y in 0..<Self.size.height {
      for x in 0..<Self.size.width {
        for channel in 0..<3 {
          let expected = png.onWhite(x, y, channel)
          let at = y * Self.size.width + x
          let float = floats.elements[channel * Self.size.area + at]
          guard Int(whole[3 * at + channel]) == expected,
            abs(Double(float) - Double(expected) / 65535) < 1e-7
          else {
            Issue.record("\(x) \(y) \(channel): \(whole[3 * at + channel]) \(float)")
            return
          }
        }
      }
    }
  }

  @Test("A box of whole pixels gives their means", arguments: [DeepPNG.Color.gray, .rgb])
  func means(_ color: DeepPNG.Color) throws {
    let png = Self.png(color)
    let result = try Self.deep(png.bytes, Self.options(.stretch(width: 8, height: 6), .box))
    for index in result.indices {
      let (x, y, channel) = (index / 3 % 8, index / 24, index % 3)
      let sum = (0..<9).reduce(0) { $0 + png.onWhite(3 * x + $1 % 3, 3 * y + $1 / 3, channel) }
      #expect(abs(Double(result[index]) - Double(sum) / 9) <= 0.501)
    }
  }

  /// An image whose samples are 257 times those of 8 bits.
  private static func widened(_ orientation: UInt8, _ color: DeepPNG.Color) -> [UInt8] {
    let png = DeepPNG(size, color) { x, y, channel in (x * 37 + y * 11 + x * y + channel * 90) % 256 * 257 }
    // A TIFF header, and the tag of the orientation.
    let exif =
      Array("MM".utf8) + [
        0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
      ]
    return png.file.adding("eXIf", exif).bytes
  }

  @Test("Crops, padding, canvases and turns are those of the picture", arguments: UInt8(1)...8)
  func geometry(_ orientation: UInt8) throws {
    for fit in [
      Fit.max(nil), .cover(width: 12, height: 12), .pad(width: 40, height: 30),
      .stretch(width: 9, height: 50),
    ] {
      // Filters without overshoot, which 8 bits would clip between the passes.
      for filter in [Filter.nearest, .bilinear, .box] {
        for color in DeepPNG.Color.allCases {
          var options = Self.options(fit, filter)
          options.background = Color(red: 10, green: 200, blue: 30)
          options.geometry.crop = CropBox(
            x: .pixels(2), y: .pixels(1), width: .pixels(15), height: .pixels(14))
          let bytes = Self.widened(orientation, color)
          let picture = try Normalizer(options).normalize(bytes).pixels.samples
          let deep = try Self.deep(bytes, options)
          try #require(picture.count == deep.count)
          let most = picture.indices.reduce(0) { max($0, abs(Int(deep[$1]) - 257 * Int(picture[$1]))) }
          // Nearest takes samples as they are. Others are rounded to 8 bits, once or twice, if they are scaled or have alpha.
          let isExact = (filter == .nearest || fit == .max(nil)) && !color.hasAlpha
          #expect(isExact ? most == 0 : most <= 2 * 257, "\(fit) \(filter) \(color) \(most)")
        }
      }
    }
  }

  @Test(
    "Every filter has the values of double precision",
    arguments: [Filter.lanczos3, .bicubic, .hamming, .bilinear])
  func filters(_ filter: Filter) throws {
    let png = Self.png(.rgb)
    for size in [Size(width: 10, height: 7), Size(width: 60, height: 40)] {
      let result = try Self.deep(
        png.bytes, Self.options(.stretch(width: size.width, height: size.height), filter))
      let across = PillowWeights(filter, from: Self.size.width, to: size.width)
      let down = PillowWeights(filter, from: Self.size.height, to: size.height)
      for index in result.indices {
        let (x, y, channel) = (index / 3 % size.width, index / 3 / size.width, index % 3)
        var sum = 0.0
        for (row, weight) in down.windows[y].enumerated() {
          for (column, other) in across.windows[x].enumerated() {
            sum +=
              weight * other * Double(png.onWhite(across.starts[x] + column, down.starts[y] + row, channel))
          }
        }
        if abs(Double(result[index]) - min(65535, max(0, sum))) > 0.51 {
          Issue.record("\(size) \(x) \(y) \(channel)")
          return
        }
      }
    }
  }

  @Test("Rescaling, mean and std take 65535 for 255, in every order of channels")
  func values() throws {
    let png = Self.png(.rgb)
    var format = Self.format()
    (format.rescale, format.mean, format.std) = (1, [10, 20, 30], [2, 4, 8])
    format.channels = .bgr
    let tensor: Tensor<Float> = try Normalizer(Self.options()).tensor(png.bytes, format)
    format = Self.format()
    format.channels = .gray
    let gray = try Self.deep(png.bytes, Self.options(), format)
    for (index, gray) in gray.enumerated() {
      let color = (0..<3).map { png.onWhite(index % Self.size.width, index / Self.size.width, $0) }
      for channel in 0..<3 {
        let expected = (Double(color[channel]) / 257 - [10, 20, 30][channel]) / [2, 4, 8][channel]
        #expect(abs(Double(tensor.elements[3 * index + 2 - channel]) - expected) < 1e-4)
      }
      #expect(Int(gray) == (19595 * color[0] + 38470 * color[1] + 7471 * color[2] + 32768) / 65536)
    }
  }

  @Test("A sample of an 8-bit image becomes 257 times itself")
  func shallow() throws {
    let picture = try PixelBuffer.noise(Self.size, .rgb8, seed: 3)
    let bytes = try picture.encoded(as: Encoding(.png))
    #expect(try Self.deep(bytes) == picture.samples.map { UInt16($0) * 257 })
  }

  @Test("The grade exact has 8 bits: it refuses uint16, and gives floats of the picture")
  func exact() throws {
    let png = Self.png(.rgb)
    var options = Self.options()
    options.decode = .exact
    let error = try #require(throws: ImageError.self) { try Self.deep(png.bytes, options) }
    #expect(error.code == .invalidOptions && error.reason.contains("exact"))
    let floats: Tensor<Float> = try Normalizer(options).tensor(png.bytes, Self.format())
    let picture = try Normalizer(options).normalize(png.bytes).pixels
    let expected: Tensor<Float> = try picture.tensor(Self.format())
    #expect(floats.elements.indices.allSatisfy { floats.elements[$0] == expected.elements[$0] })
  }

  @Test(
    "Dark samples keep their depth when their colors become sRGB", arguments: [DeepPNG.Color.gray, .rgba])
  func linear(_ color: DeepPNG.Color) throws {
    // Light itself (gamma 1), in steps that 8 bits do not tell apart.
    let png = DeepPNG(Size(width: 64, height: 1), color) { x, _, channel in channel == 3 ? 65535 : 16 * x }
    let bytes = png.file.adding("gAMA", [0, 1, 0x86, 0xA0]).bytes
    let tensor: Tensor<Float> = try Normalizer(Self.options()).tensor(bytes, Self.format())
    let errors = (0..<64).map { x in
      let light = Double(16 * x) / 65535
      let expected = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
      return abs(Double(tensor.elements[3 * x]) - expected)
    }
    #expect(errors.allSatisfy { $0 < 5e-4 }, "\(errors)")
  }

  @Test("The part that a truncated image lacks becomes background")
  func truncated() throws {
    let png = Self.png(.gray)
    var file = png.file
    file.chunks[1].data.removeLast(9 * (2 * Self.size.width + 1) + 4)
    var options = Self.options()
    (options.lenient, options.background) = (true, Color(red: 1, green: 2, blue: 3))
    let result = try Self.deep(file.bytes, options)
    #expect(Array(result.suffix(3)) == [257, 514, 771])
    #expect(Int(result[0]) == png.onWhite(0, 0, 0) && Int(result[1]) == png.onWhite(0, 0, 0))
  }

  @Test("A worker gives the same, and a file has the same elements")
  func worker() throws {
    let png = Self.png(.rgba)
    let options = Self.options(.stretch(width: 11, height: 7), .bilinear)
    let here = try Self.deep(png.bytes, options)
    let isolated: Tensor<UInt16> = try Normalizer(options, isolation: Workers.isolation())
      .tensor(png.bytes, Self.format())
    #expect(isolated.elements.indices.map { isolated.elements[$0] } == here)
    var encoding = Encoding(.npy)
    encoding.tensor = Self.format()
    encoding.tensor.dtype = .uint16
    let elements = here.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    for isolation in [nil, try Workers.isolation()] {
      let image = try Normalizer(options, isolation: isolation).forEncoding(encoding).normalize(png.bytes)
      let file = try image.pixels.encoded(as: encoding)
      #expect(Array(file.suffix(elements.count)) == elements)
      #expect(String(decoding: file.prefix(80), as: UTF8.self).contains("'<u2'"))
      #expect(throws: ImageError.self) { try image.pixels.encoded(as: Encoding(.png)) }
    }
  }

  @Test("A picture beside a deep tensor has the bytes that it has alone", arguments: DeepPNG.Color.allCases)
  func views(_ color: DeepPNG.Color) throws {
    let png = Self.png(color)
    var options = Self.options()
    var view = Options.View(
      geometry: .fit(.stretch(width: 10, height: 9)), multiple: Multiple(width: 1, height: 1))
    view.filter = .bilinear
    options.otherViews = [view]
    if color.hasAlpha {
      view.content = .alphaMask
      options.otherViews.append(view)
    }
    let alone = try Normalizer(options).normalize(png.bytes)
    options.keepsDepth = true
    let both = try Normalizer(options).normalize(png.bytes)
    #expect(both.pixels.format == .rgb16 && alone.pixels.format == .rgb8)
    #expect(both.otherViews == alone.otherViews)
  }

  @Test("The bound of memory counts 16 bits")
  func memory() throws {
    var info = ImageInfo(
      format: .png, storedSize: Size(width: 3000, height: 2000), bitDepth: 16, colorModel: .rgb,
      frameCount: 1,
      isLossless: true)
    var options = Self.options()
    let shallow = try Plan(info: info, options: options).memory
    options.keepsDepth = true
    #expect(try Plan(info: info, options: options).memory - shallow >= 3 * info.storedSize.area)
    info.hasAlpha = true
    options.alpha = .keep
    #expect(try !Plan(info: info, options: options).first.isDeep)
  }

  @Test("Every test image of 16 bits has its 8-bit picture, rounded")
  func testImages() throws {
    var count = 0
    for image in TestImage.all where image.format == "png" {
      let bytes = try image.bytes()
      guard try ImageInfo(bytes).bitDepth == 16 else { continue }
      let deep = try Self.deep(bytes)
      let picture = try Normalizer(Self.options()).normalize(bytes).pixels.samples
      let most = picture.indices.reduce(0.0) { max($0, abs(Double(deep[$1]) / 257 - Double(picture[$1]))) }
      // With alpha, the 8-bit picture has rounded colors and alpha before it is flattened.
      #expect(most <= (image.hasAlpha ? 1.5 : 0.5), "\(image.name) \(most)")
      count += 1
    }
    #expect(count >= 10)
  }
}
