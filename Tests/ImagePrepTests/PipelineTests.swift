import CResampleKernels
import Foundation
import Testing

@testable import ImagePrep

@Suite("Pipeline")
struct PipelineTests {
  private static let files = [
    "420.jpg", "422.jpg", "440.jpg", "444.jpg", "progressive-420.jpg", "lossy.webp", "photo.webp",
    "photo.jpg",
  ]

  /// All rows of every plane, kept.
  private static func wholePlanes(
    _ image: TestImage, _ options: Options
  ) throws -> (BandLayout, [ReferenceResampler.Grid]) {
    let bytes = try image.bytes()
    return try unsafe bytes.withUnsafeBytes { buffer in
      let decoder = unsafe try Format.openDecoder(ByteSource(borrowing: buffer, limits: Limits()))
      let layout = try decoder.start(DecodeRequest(Plan(info: decoder.info, options: options)))
      let rings = try layout.planes.map {
        try RowRing(rowBytes: $0.rowBytes, capacity: $0.height + $0.rowsPerBand)
      }
      guard case .yCbCr(let matrix) = layout.pixels else { return (layout, []) }
      let clipping = try ColorClipping(layout.planes, matrix)
      var hasMore = true
      while hasMore {
        hasMore = try decoder.readBand(into: rings)
        clipping.clip(rings)
      }
      let grids = zip(rings, layout.planes).map { ring, plane in
        ReferenceResampler.Grid(
          columns: plane.width,
          samples: (0..<plane.height).flatMap { y in
            (0..<plane.width).map { x in unsafe Int(ring.row(y)[x]) }
          })
      }
      return (layout, grids)
    }
  }

  private static func weights(
    _ count: Int, _ scaled: Int, _ planeCount: Int, _ factor: Double, _ plane: PlaneLayout
  ) -> PillowWeights {
    PillowWeights(.lanczos3, from: count, to: scaled)
      .folded(by: Int(factor), count: planeCount, interpolates: plane.upsampling == .triangle)
  }

  /// Three planes with 6 fractional bits as RGB.
  private static func rgb(_ planes: [ReferenceResampler.Grid], _ matrix: YCbCrMatrix) -> [UInt8] {
    func rounded(_ value: Double) -> UInt8 { UInt8(min(255, max(0, (value + 0.5).rounded(.down)))) }
    return planes[0].samples.indices.flatMap { index -> [UInt8] in
      let (y, cb, cr) = (
        Double(planes[0].samples[index]) / 64, Double(planes[1].samples[index]) / 64 - 128,
        Double(planes[2].samples[index]) / 64 - 128
      )
      switch matrix {
      case .fullRange:
        return [
          rounded(y + asDecoded(cb, cr) { 1.402 * $1 }),
          rounded(y + asDecoded(cb, cr) { -0.34414 * $0 - 0.71414 * $1 }),
          rounded(y + asDecoded(cb, cr) { 1.772 * $0 + 0 * $1 }),
        ]
      case .studioRange:
        let (luma, difference) = ((y - 16) * fixed(255.0 / 219), 255.0 / 224)
        return [
          rounded(luma + cr * fixed(1.402 * difference)),
          rounded(luma - cb * fixed(0.344136286 * difference) - cr * fixed(0.714136286 * difference)),
          rounded(luma + cb * fixed(1.772 * difference)),
        ]
      }
    }
  }

  private static func fixed(_ value: Double) -> Double { (value * 16384).rounded() / 16384 }

  /// What a decoder that rounds adds to luma for the four whole values of chroma around these, weighted by nearness.
  private static func asDecoded(
    _ cb: Double, _ cr: Double, _ added: (Double, Double) -> Double
  ) -> Double {
    let (b, r) = (cb.rounded(.down), cr.rounded(.down))
    return [(b, r), (b + 1, r), (b, r + 1), (b + 1, r + 1)].reduce(0) { sum, corner in
      let nearness = (1 - abs(cb - corner.0)) * (1 - abs(cr - corner.1))
      return sum + nearness * (added(corner.0, corner.1) + 0.5).rounded(.down)
    }
  }

  @Test("Streaming planes equal the simple path, and planes that are upsampled first", arguments: files)
  func planes(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let target = Size(width: image.size.width * 2 / 7, height: image.size.height / 3)
    var options = Options(
      geometry: .fit(.stretch(width: target.width, height: target.height)),
      multiple: Multiple(width: 1, height: 1))
    options.orientation = .ignore
    let (layout, grids) = try Self.wholePlanes(image, options)
    guard case .yCbCr(let matrix) = layout.pixels else {
      Issue.record("\(name) has no planes")
      return
    }
    let full = layout.planes[0]
    let simple = zip(grids, layout.planes).map { grid, plane in
      ReferenceResampler.balanced(
        grid, channels: 1,
        across: Self.weights(full.width, target.width, plane.width, plane.horizontalPitch, plane),
        down: Self.weights(full.height, target.height, plane.height, plane.verticalPitch, plane))
    }
    let upsampledFirst = zip(grids, layout.planes).map { grid, plane in
      ReferenceResampler.balanced(
        grid.upsampled(to: full, from: plane), channels: 1,
        across: Self.weights(full.width, target.width, full.width, 1, full),
        down: Self.weights(full.height, target.height, full.height, 1, full))
    }
    let result = try Normalizer(options).normalize(contentsOf: image.path).pixels.samples
    #expect(result == Self.rgb(simple, matrix))
    // Upsampled samples are rounded; folded into the weights, they are not.
    let expected = Self.rgb(upsampledFirst, matrix)
    let difference = zip(result, expected).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    #expect(result.count == expected.count && difference <= 2)
  }

  @Test("A turned picture is what Pillow makes of it turned first, in exact", arguments: Orientation.allCases)
  func orientation(_ orientation: Orientation) throws {
    let stored = try PixelBuffer.noise(Size(width: 47, height: 31), .rgb8, seed: 11)
    let upright = try stored.turned(orientation)
    for filter in Filter.allCases {
      for fit in [
        Fit.stretch(width: 19, height: 40), .cover(width: 16, height: 13), .stretch(width: 60, height: 31),
      ] {
        var options = Options(geometry: .fit(fit), multiple: Multiple(width: 1, height: 1))
        options.filter = filter
        options.decode = .exact
        let expected = try Normalizer(options).normalize(upright).pixels
        let decoder = OrientedDecoder(BufferDecoder(stored), orientation)
        let plan = try Plan(info: decoder.info, options: options)
        #expect(try Pipeline.render(decoder, plan, clock: Deadline(options.limits)).pixels == expected)
      }
    }
  }

  @Test("Turning: where three corners go", arguments: Orientation.allCases)
  func corners(_ orientation: Orientation) throws {
    // Stored: 1 at the top left, 2 at the top right, 3 at the bottom left.
    let stored = try PixelBuffer(
      size: Size(width: 3, height: 2), format: .gray8, samples: [1, 0, 2, 3, 0, 0])
    let expected: [Orientation: [UInt8]] = [
      .upright: [1, 0, 2, 3, 0, 0], .mirrored: [2, 0, 1, 0, 0, 3], .halfTurned: [0, 0, 3, 2, 0, 1],
      .flipped: [3, 0, 0, 1, 0, 2], .transposed: [1, 3, 0, 0, 2, 0], .quarterTurned: [3, 1, 0, 0, 0, 2],
      .transversed: [0, 2, 0, 0, 3, 1], .threeQuarterTurned: [2, 0, 0, 0, 1, 3],
    ]
    let turned = try stored.turned(orientation)
    #expect(turned.samples == expected[orientation])
    #expect(turned.size == (orientation.swapsAxes ? Size(width: 2, height: 3) : Size(width: 3, height: 2)))
  }

  @Test("All eight orientations of one picture come out alike", arguments: [DecodeGrade.exact, .balanced])
  func sameUpright(_ grade: DecodeGrade) throws {
    var options = Options(max: nil, multiple: 1)
    options.decode = grade
    for number in 1...8 {
      let image = try #require(TestImage.named("orientation-\(number).jpg"))
      let result = try Normalizer(options).normalize(contentsOf: image.path)
      let orientation = try #require(Orientation(rawValue: number))
      #expect(result.pixels == (try image.expected().turned(orientation)))
    }
  }

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

  @Test("Normalizing a normalized image changes nothing", arguments: TestImage.all)
  func idempotence(_ image: TestImage) throws {
    let normalizer = Normalizer(Options(max: 32, multiple: 8))
    let first = try normalizer.normalize(contentsOf: image.path).pixels
    #expect(first.width.isMultiple(of: 8) && first.height.isMultiple(of: 8))
    #expect(max(first.width, first.height) <= 32 && first.format == .rgb8)
    #expect(try normalizer.normalize(first).pixels == first)
    let file = try first.encoded(as: Encoding(.png))
    #expect(try normalizer.normalize(file).pixels == first)
  }

  @Test("Gray pixels give gray, whatever the filter and grade", arguments: Filter.allCases)
  func gray(_ filter: Filter) throws {
    let image = try PixelBuffer.noise(Size(width: 99, height: 87), .gray8, seed: 14)
    let color = try image.expandedToColor()
    for grade in DecodeGrade.allCases {
      var options = Options(max: 16, multiple: 8)
      options.filter = filter
      options.decode = grade
      #expect(try Normalizer(options).normalize(image).pixels == Normalizer(options).normalize(color).pixels)
    }
  }

  @Test("Limits refuse, and say which option raises them")
  func limits() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    func error(_ change: (inout Limits) -> Void) -> ImageError? {
      var options = Options()
      change(&options.limits)
      return #expect(throws: ImageError.self) { try Normalizer(options).normalize(contentsOf: image.path) }
    }
    for (error, option) in [
      (error { $0.pixels = 640 * 427 - 1 }, OptionKey.limitPixels), (error { $0.bytes = 1000 }, .limitBytes),
      (error { $0.memory = 1000 }, .limitMemory), (error { $0.seconds = 1e-9 }, .limitSeconds),
    ] {
      #expect(error?.code == .overLimit)
      #expect(error?.option == option)
      #expect(error?.path?.text == image.path)
    }
    var options = Options()
    options.limits.pixels = 640 * 427
    #expect(try Normalizer(options).normalize(contentsOf: image.path).plan.memory > 0)
  }

  @Test("The coefficients of several scans are in the bound of memory")
  func severalScans() throws {
    for (name, hasSeveral) in [
      ("photo-scans.jpg", true), ("photo-progressive.jpg", true), ("photo-restarts.jpg", false),
    ] {
      let image = try #require(TestImage.named(name))
      // Many times as large, which costs nothing until it is decoded.
      var bytes = try image.bytes()
      let frame = try #require(
        bytes.indices.dropLast().first { bytes[$0] == 0xFF && [0xC0, 0xC2].contains(bytes[$0 + 1]) })
      bytes.replaceSubrange(frame + 5..<frame + 7, with: [60, 0])
      var options = Options()
      // Two bytes for each coefficient of brightness, without those of color.
      options.limits.memory = 2 * image.size.width * (60 << 8)
      let outcome = Result { try Normalizer(options).normalize(bytes) }
      let isOverLimit =
        if case .failure(let error as ImageError) = outcome { error.code == .overLimit } else { false }
      #expect(isOverLimit == hasSeveral, "\(name)")
    }
  }

  @Test("A thousand scans are refused, and so are those that take too long")
  func scans() throws {
    let image = try #require(TestImage.named("progressive-444.jpg"))
    let bytes = try image.bytes()
    // The last scan over and over: it refines coefficients, and may be repeated.
    let last = try #require(bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    let scan = bytes[last..<bytes.count - 2]
    var bomb = Array(bytes.dropLast(2))
    for _ in 0..<1000 { bomb += scan }
    bomb += [0xFF, 0xD9]
    var options = Options()
    func error() -> ImageError? {
      #expect(throws: ImageError.self) { try Normalizer(options).normalize(bomb) }
    }
    let refused = error()
    #expect(refused?.code == .overLimit && refused?.option == .limitScans)
    options.limits.scans = nil
    options.limits.seconds = 1e-6
    let late = error()
    #expect(late?.code == .overLimit && late?.option == .limitSeconds)
    options.limits.scans = 10
    options.limits.seconds = nil
    #expect(try Normalizer(options).normalize(bytes).warnings == [])
  }

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

  /// A GIF of frames on a screen of 2×1, each with two pixels of data: the first two colors.
  ///
  /// - Parameter pixels: By default codes of three bits: start, 0, 1, end.
  private static func gif(frames: [Size], pixels: [UInt8] = [2, 2, 0x44, 0x0A, 0]) -> [UInt8] {
    func short(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
    let palette: [UInt8] = [10, 20, 30, 40, 50, 60, 0, 0, 0, 0, 0, 0]
    let descriptions = frames.map { [0x2C, 0, 0, 0, 0] + short($0.width) + short($0.height) + [0] + pixels }
    return Array("GIF89a".utf8) + short(2) + short(1) + [0x81, 0, 0] + palette
      + descriptions.joined() + [0x3B]
  }

  @Test("A frame larger than the screen of its GIF is held to the limits")
  func largeFrame() throws {
    let small = Size(width: 2, height: 1)
    let bytes = Self.gif(frames: [small, Size(width: 60000, height: 60000)])
    var options = Options.asStored
    #expect(try Normalizer(options).normalize(bytes).pixels.samples == [10, 20, 30, 40, 50, 60])
    options.frame = 1
    func error() -> ImageError? {
      #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
    }
    let tooLarge = error()
    #expect(tooLarge?.code == .overLimit && tooLarge?.option == .limitPixels)
    options.limits.pixels = nil
    options.limits.framePixels = 60000 * 60000
    let tooMany = error()
    #expect(tooMany?.code == .overLimit && tooMany?.option == .limitFramePixels)
    options.limits.framePixels = nil
    #expect(error()?.code == .corrupt)
  }

  @Test("A frame without pixels is passed over, unless there is no other")
  func emptyFrame() throws {
    let (small, empty) = (Size(width: 2, height: 1), Size(width: 0, height: 1))
    var options = Options.asStored
    options.frame = 1
    let pixels = try Normalizer(options).normalize(Self.gif(frames: [empty, small])).pixels
    #expect(pixels.samples == [10, 20, 30, 40, 50, 60])
    let error = #expect(throws: ImageError.self) {
      try Normalizer(options).normalize(Self.gif(frames: [empty, empty]))
    }
    #expect(error?.code == .corrupt)
  }

  @Test("A string of pixels may go over many rows")
  func longStrings() throws {
    // Each code is the string that is added with it, one pixel longer than the last, until the table is full: 4, 0, 6, 7, 8 …
    // Then it is cleared, and it is all the same with the second color.
    let clear = 4
    var (bits, bitCount, data) = (0, 0, [UInt8]())
    for color in [0, 1] {
      let codes: [Int] = [clear, color] + Array(clear + 2..<4096)
      for (number, code) in codes.enumerated() {
        // From the third code on, each adds a string. The first code of a new table has the size of the full one.
        let next = color == 1 && number == 0 ? 4096 : clear + 2 + max(0, number - 2)
        let size = max(3, min(12, Int.bitWidth - next.leadingZeroBitCount))
        (bits, bitCount) = (bits | code << bitCount, bitCount + size)
        while bitCount >= 8 {
          data.append(UInt8(bits & 255))
          (bits, bitCount) = (bits >> 8, bitCount - 8)
        }
      }
    }
    data.append(UInt8(bits & 255))
    let blocks = stride(from: 0, to: data.count, by: 255).flatMap { start in
      let block = data[start..<min(start + 255, data.count)]
      return [UInt8(block.count)] + block
    }
    let firstCount = 4091 * 4092 / 2
    let frame = Size(width: 150, height: 60000)
    var bytes = Self.gif(frames: [frame], pixels: [2] + blocks + [0])
    // Of a screen of that size.
    bytes.replaceSubrange(6..<10, with: [150, 0, UInt8(frame.height & 255), UInt8(frame.height >> 8)])
    let pixels = try Normalizer(.asStored).normalize(bytes).pixels
    let expected =
      (0..<firstCount).flatMap { _ in [10, 20, 30] as [UInt8] }
      + (firstCount..<frame.area).flatMap { _ in [40, 50, 60] as [UInt8] }
    #expect(pixels.size == frame && pixels.samples == expected)
  }

  @Test("A frame may begin with codes of up to 12 bits")
  func largeCodes() throws {
    let (small, empty) = (Size(width: 2, height: 1), Size(width: 0, height: 1))
    func gif(minimumCodeSize: UInt8) -> [UInt8] {
      // Codes of 12 bits: start, 0, 1, end.
      let pixels: [UInt8] = [minimumCodeSize, 6, 0x00, 0x08, 0x00, 0x01, 0x10, 0x80, 0]
      return Self.gif(frames: [small, empty, small], pixels: pixels)
    }
    var options = Options.asStored
    for frame in [0, 2] {
      options.frame = frame
      let image = try Normalizer(options).normalize(gif(minimumCodeSize: 11))
      #expect(image.pixels.samples == [10, 20, 30, 40, 50, 60] && image.warnings == [])
      let error = #expect(throws: ImageError.self) {
        try Normalizer(options).normalize(gif(minimumCodeSize: 12))
      }
      #expect(error?.code == .corrupt)
    }
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

  @Test("Frames are counted no longer than the limits allow")
  func counting() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/many.gif"
    try Data(Self.gif(frames: Array(repeating: Size(width: 2, height: 1), count: 2000)))
      .write(to: URL(filePath: path))
    #expect(try ImageInfo(contentsOf: path, countingFrames: true).frameCount == 2000)
    var limits = Limits()
    limits.seconds = 1e-9
    let error = #expect(throws: ImageError.self) {
      try ImageInfo(contentsOf: path, countingFrames: true, limits: limits)
    }
    #expect(error?.code == .overLimit && error?.option == .limitSeconds)
  }

  @Test("What libwebp makes of many small chunks is in the bound of memory")
  func manyChunks() throws {
    func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
      Array(type.utf8) + (0..<4).map { UInt8(data.count >> (8 * $0) & 255) } + data
    }
    let still = try #require(TestImage.named("lossless.webp"))
    let bitstream = try Array(still.bytes()[12...])
    let size = [still.size.width - 1, still.size.height - 1].flatMap { side in
      (0..<3).map { UInt8(side >> (8 * $0) & 255) }
    }
    let chunks =
      chunk("VP8X", [0, 0, 0, 0] + size) + (0..<100_000).flatMap { _ in chunk("ABCD", []) } + bitstream
    let bytes = chunk("RIFF", Array("WEBP".utf8) + chunks)
    var options = Options.asStored
    #expect(
      try Normalizer(options).normalize(bytes).pixels == Normalizer(options).normalize(still.bytes()).pixels)
    options.limits.memory = 4_000_000
    #expect(try Normalizer(options).normalize(still.bytes()).pixels.size == still.size)
    let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
    #expect(error?.code == .overLimit && error?.option == .limitMemory)
  }

  @Test("An animated WebP is RGB where alpha is kept, unless a frame leaves some of its canvas free")
  func opaqueAnimation() throws {
    func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
    func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] { Array(type.utf8) + number(data.count, 4) + data }
    let still = try #require(TestImage.named("lossless.webp"))
    let bitstream = try Array(still.bytes()[12...])
    let stillPixels = try Normalizer(.asStored).normalize(still.bytes()).pixels
    var options = Options.asStored
    options.alpha = .keep
    for margin in [0, 4] {
      func size(_ margin: Int) -> [UInt8] {
        number(still.size.width + margin - 1, 3) + number(still.size.height + margin - 1, 3)
      }
      // Animated, and without the flag of transparency.
      let chunks =
        chunk("VP8X", [2, 0, 0, 0] + size(margin)) + chunk("ANIM", [0, 0, 0, 0, 0, 0])
        + chunk("ANMF", [0, 0, 0, 0, 0, 0] + size(0) + number(100, 3) + [0] + bitstream)
      let image = try Normalizer(options).normalize(chunk("RIFF", Array("WEBP".utf8) + chunks))
      #expect(!image.info.hasAlpha && image.pixels.format == (margin == 0 ? .rgb8 : .rgba8))
      if margin == 0 { #expect(image.pixels == stillPixels) }
      #expect(image.pixels[0, 0].prefix(3) == stillPixels[0, 0].prefix(3))
      let corner = image.pixels[image.pixels.width - 1, image.pixels.height - 1]
      if margin > 0 { #expect(corner.last == 0) }
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

  @Test("Fewer significant bits are noted")
  func significantBits() throws {
    let image = try #require(TestImage.named("gamma-sbit.png"))
    #expect(try ImageInfo(contentsOf: image.path).significantBits == 6)
    let plain = try #require(TestImage.named("rgb-16.png"))
    #expect(try ImageInfo(contentsOf: plain.path).significantBits == nil)
  }

  @Test("A large profile is passed over")
  func profileBytes() throws {
    let image = try #require(TestImage.named("p3.jpg"))
    var options = Options.asStored
    options.color = .srgb
    options.limits.profileBytes = 100
    let result = try Normalizer(options).normalize(contentsOf: image.path)
    #expect(try result.pixels == image.expected())
    #expect(result.warnings.contains { $0.option == .limitProfileBytes })
  }

  @Test("The limit of a profile can be raised: 5 MB in 80 segments are read")
  func raisedProfileBytes() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    let bytes = try image.bytes()
    var file = Array(bytes[..<2])
    for number in 1...80 {
      var content: [UInt8] = Array("ICC_PROFILE".utf8) + [0, UInt8(number), 80]
      content += [UInt8](repeating: 7, count: 63_000)
      let length = content.count + 2
      file += [0xFF, 0xE2, UInt8(length >> 8), UInt8(length & 255)] + content
    }
    file += bytes[2...]
    for (limit, part) in [(4 << 20, "larger than 4194304 bytes"), (6 << 20, "broken"), (nil, "broken")] {
      var options = Options()
      options.limits.profileBytes = limit
      let warnings = try Normalizer(options).normalize(file).warnings
      #expect(warnings.contains { $0.message.contains(part) }, "\(warnings)")
    }
  }

  @Test("A pipe is read to its end, and no more of it than the limit of bytes")
  func pipe() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    let bytes = try image.bytes()
    let expected = try Normalizer().normalize(bytes).pixels
    for limit in [nil, bytes.count, bytes.count - 1000] {
      let pipe = Pipe()
      // Fewer bytes than a pipe holds, so that nobody has to read while they are written.
      try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
      try pipe.fileHandleForWriting.close()
      var options = Options()
      options.limits.bytes = limit
      let descriptor = pipe.fileHandleForReading.fileDescriptor
      if let limit, limit < bytes.count {
        let error = #expect(throws: ImageError.self) {
          try Normalizer(options).normalize(descriptor: descriptor)
        }
        #expect(error?.code == .overLimit)
      } else {
        #expect(try Normalizer(options).normalize(descriptor: descriptor).pixels == expected)
      }
    }
  }

  @Test("One normalizer serves many threads")
  func concurrency() async throws {
    let normalizer = Normalizer(Options(max: 32))
    let images = TestImage.all
    let alone = try images.map { try normalizer.normalize(contentsOf: $0.path).pixels }
    let together = try await withThrowingTaskGroup(of: (Int, PixelBuffer).self) { group in
      for _ in 0..<4 {
        for index in images.indices {
          group.addTask { (index, try normalizer.normalize(contentsOf: images[index].path).pixels) }
        }
      }
      return try await group.reduce(into: [(Int, PixelBuffer)]()) { $0.append($1) }
    }
    #expect(together.count == 4 * images.count)
    for (index, pixels) in together { #expect(pixels == alone[index]) }
  }
}

extension ReferenceResampler.Grid {
  /// The plane at the size of the full one: interpolated three to one where it has half the samples, repeated
  /// where it has fewer. Rounded to whole samples, as decoders round.
  fileprivate func upsampled(to full: PlaneLayout, from plane: PlaneLayout) -> Self {
    let (across, down) = (Int(plane.horizontalPitch), Int(plane.verticalPitch))
    func taps(_ index: Int, _ factor: Int, _ count: Int) -> [(Int, Int)] {
      PillowWeights.upsampling(index, factor, count, interpolates: plane.upsampling == .triangle)
        .map { ($0.sample, Int(4 * $0.share)) }
    }
    var result = Self(columns: full.width, samples: [])
    for y in 0..<full.height {
      for x in 0..<full.width {
        var sum = 0
        for (row, first) in taps(y, down, plane.height) {
          for (column, second) in taps(x, across, plane.width) {
            sum += first * second * samples[row * columns + column]
          }
        }
        result.samples.append((sum + 8) / 16)
      }
    }
    return result
  }
}

/// A decoder that says its picture has an orientation.
private final class OrientedDecoder: Decoder {
  private let decoder: BufferDecoder
  let info: ImageInfo
  var warnings: [Warning] { decoder.warnings }

  init(_ decoder: BufferDecoder, _ orientation: Orientation) {
    self.decoder = decoder
    var info = decoder.info
    info.orientation = orientation
    self.info = info
  }

  func start(_ request: DecodeRequest) throws(ImageError) -> BandLayout { try decoder.start(request) }
  func readBand(into planes: [RowRing]) throws(ImageError) -> Bool { try decoder.readBand(into: planes) }
}
