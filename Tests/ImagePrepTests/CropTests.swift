import Testing

@testable import ImagePrep

@Suite("Cropping and padding")
struct CropTests {
  @Test("A crop is a part of the whole picture resampled", arguments: DecodeGrade.allCases)
  func crop(_ grade: DecodeGrade) throws {
    let image = try PixelBuffer.noise(Size(width: 160, height: 100), .rgb8, seed: 12)
    var options = Options(
      geometry: .fit(.cover(width: 20, height: 20)), multiple: Multiple(width: 1, height: 1))
    options.decode = grade
    let cropped = try Normalizer(options).normalize(image)
    #expect(cropped.plan.scaled == Size(width: 32, height: 20))
    options.geometry = .fit(.stretch(width: 32, height: 20))
    let whole = try Normalizer(options).normalize(image).pixels
    for y in 0..<20 { for x in 0..<20 { #expect(cropped.pixels[x, y] == whole[x + 6, y]) } }
  }

  @Test("Padding is the background, all around")
  func padding() throws {
    let image = try PixelBuffer.noise(Size(width: 10, height: 4), .rgb8, seed: 13)
    var options = Options(
      geometry: .fit(.pad(width: 16, height: 16)), multiple: Multiple(width: 1, height: 1))
    options.alpha = .flatten(onto: Color(red: 1, green: 2, blue: 3))
    let result = try Normalizer(options).normalize(image).pixels
    for y in 0..<16 {
      for x in 0..<16 {
        let isPicture = (3..<13).contains(x) && (6..<10).contains(y)
        #expect(result[x, y] == (isPicture ? image[x - 3, y - 6] : [1, 2, 3]))
      }
    }
  }

  /// The right lower quarter and a bit, cut from the middle of rows.
  private static func box(_ size: Size) -> Rectangle {
    Rectangle(
      x: size.width / 3, y: size.height / 4,
      size: Size(width: max(1, size.width / 2), height: max(1, size.height * 2 / 3)))
  }

  private static func options(_ box: Rectangle, _ fit: Fit = .max(nil)) -> Options {
    var geometry = Geometry.fit(fit)
    geometry.crop = CropBox(
      x: .pixels(box.x), y: .pixels(box.y), width: .pixels(box.size.width), height: .pixels(box.size.height))
    return Options(geometry: geometry, multiple: Multiple(width: 1, height: 1))
  }

  @Test(
    "A box of the source has the pixels of an independent decoder",
    // Of these two, Pillow paints what the frame leaves uncovered (`DecodeTests`).
    arguments: TestImage.all.filter { !["small-frame.gif", "outside-frame.gif"].contains($0.name) })
  func source(_ image: TestImage) throws {
    let whole = try image.expected()
    let box = Self.box(whole.size)
    var options = Self.options(box)
    options.decode = .exact
    options.color = .keep
    options.orientation = .ignore
    options.alpha = .keep
    for threads in [1, 2] {
      options.threads = threads
      let part = try Normalizer(options).normalize(contentsOf: image.path).pixels
      // An opaque result may be RGB where the file declares transparency.
      let expected = try whole.part(box)
      func straight(_ pixel: [UInt8]) -> [UInt8] { pixel.count == 3 ? pixel + [255] : pixel }
      let differs = (0..<box.size.area).contains { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: box.size.width)
        return straight(part[x, y]) != straight(expected[x, y])
      }
      #expect(part.size == box.size && !differs)
    }
  }

  @Test(
    "Rows below what is kept are not decoded, so a truncated file is good for its upper half",
    arguments: [1, 2])
  func upperHalf(_ threads: Int) throws {
    for name in ["photo.jpg", "photo-restarts.jpg"] {
      let image = try #require(TestImage.named(name))
      let bytes = try image.bytes()
      let cut = Array(bytes[..<(bytes.count * 9 / 10)])
      var geometry = Geometry.fit(.cover(width: image.size.width, height: max(1, image.size.height / 4)))
      geometry.gravity = .north
      var cropped = Geometry.fit(.max(nil))
      cropped.crop = CropBox(x: .fraction(0), y: .fraction(0), width: .fraction(1), height: .fraction(0.25))
      for geometry in [geometry, cropped] {
        var options = Options(geometry: geometry, multiple: Multiple(width: 1, height: 1))
        (options.threads, options.orientation) = (threads, .ignore)
        let normalizer = Normalizer(options)
        #expect(try normalizer.normalize(cut).pixels == normalizer.normalize(bytes).pixels, "\(name)")
      }
      #expect(throws: ImageError.self, "\(name)") { try Normalizer(Options(max: 64)).normalize(cut) }
    }
  }

  @Test("Nothing outside of the box has any effect on a scaled part", arguments: DecodeGrade.allCases)
  func scaled(_ grade: DecodeGrade) throws {
    let image = try PixelBuffer.noise(Size(width: 300, height: 200), .rgb8, seed: 14)
    let box = Self.box(image.size)
    var options = Self.options(box, .stretch(width: 31, height: 40))
    options.decode = grade
    let part = try Normalizer(options).normalize(image).pixels
    options.geometry.crop = nil
    #expect(try part == Normalizer(options).normalize(image.part(box)).pixels)
  }
}

extension PixelBuffer {
  fileprivate func part(_ box: Rectangle) throws -> PixelBuffer {
    let part = try PixelBuffer(size: box.size, format: format)
    for y in 0..<box.size.height {
      for x in 0..<box.size.width { part.set(x, y, self[box.x + x, box.y + y]) }
    }
    return part
  }

  private func set(_ x: Int, _ y: Int, _ pixel: [UInt8]) {
    let row = unsafe mutableRow(y)
    for (channel, value) in pixel.enumerated() { unsafe row[x * format.channels + channel] = value }
  }
}
