import TestSupport
import Testing

@testable import ImagePrep

@Suite("GIF: frames that are damaged, empty or without colors")
struct GIFTests {
  private static let size = Size(width: 6, height: 8)
  private static let indices = (0..<48).map { UInt8($0 * 7 % 4) }
  private static let other = (0..<48).map { UInt8(($0 / 6 + 1) % 4) }

  private static func pixels(_ indices: [UInt8], _ palette: [UInt8] = GIFFile.colors) -> [UInt8] {
    indices.flatMap { palette[3 * Int($0)..<3 * Int($0) + 3] }
  }

  private static func frame(
    _ indices: [UInt8] = indices, lacking: Int = 0, damagedFrom: Int? = nil, isInterlaced: Bool = false,
    disposal: UInt8 = 0
  ) -> GIFFile.Frame {
    GIFFile.frame(
      size, indices, disposal: disposal, isInterlaced: isInterlaced, lacking: lacking,
      damagedFrom: damagedFrom)
  }

  private static func file(_ frames: [GIFFile.Frame]) -> GIFFile { GIFFile(screen: size, frames: frames) }

  @Test(
    "A frame whose data break off is an error, and in lenient decoding the rows there are",
    arguments: [(1, nil), (20, nil), (0, 20)] as [(Int, Int?)])
  func brokenOff(lacking: Int, damagedFrom: Int?) throws {
    let bytes = Self.file([Self.frame(lacking: lacking, damagedFrom: damagedFrom)]).bytes
    let rows = (damagedFrom ?? (48 - lacking)) / 6
    var options = Options.asStored
    options.alpha = .flatten(onto: Color(red: 1, green: 2, blue: 3))
    for grade in DecodeGrade.allCases {
      options.decode = grade
      options.lenient = false
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
      #expect(error?.code == .corrupt && error?.fractionDecoded == Double(rows) / 8)
      #expect(error?.option == .lenient)
      options.lenient = true
      let image = try Normalizer(options).normalize(bytes)
      #expect(image.fractionDecoded == Double(rows) / 8 && image.warnings.count == 1)
      #expect(image.pixels.samples.prefix(rows * 18) == Self.pixels(Self.indices)[..<(rows * 18)])
      #expect(
        image.pixels.samples.dropFirst(rows * 18).elementsEqual((rows * 6..<48).flatMap { _ in [1, 2, 3] }))
      options.minComplete = image.fractionDecoded + 0.01
      let tooLittle = #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
      #expect(tooLittle?.description.contains("lenient") == false)
      options.minComplete = 0
    }
  }

  @Test(
    "An interlaced frame that breaks off has rows all over", arguments: [(1, nil), (0, 30)] as [(Int, Int?)])
  func interlaced(lacking: Int, damagedFrom: Int?) throws {
    let bytes = Self.file([Self.frame(lacking: lacking, damagedFrom: damagedFrom, isInterlaced: true)]).bytes
    var options = Options.asStored
    options.decode = .balanced
    #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
    options.lenient = true
    let image = try Normalizer(options).normalize(bytes)
    let stored = [0, 4, 2, 6, 1, 3, 5, 7]
    let there = stored.prefix((damagedFrom ?? (48 - lacking)) / 6)
    #expect(image.fractionDecoded == Double(there.count) / 8)
    for y in 0..<8 {
      let isThere = there.contains(y)
      #expect(image.pixels[3, y].last == (isThere ? 255 : 0))
      if isThere { #expect(image.pixels[3, y].prefix(3) == Self.pixels([Self.indices[y * 6 + 3]])[...]) }
    }
  }

  @Test("A frame of an animation that breaks off leaves what was there, and others are drawn over it")
  func brokenAnimation() throws {
    let bytes = Self.file([Self.frame(), Self.frame(Self.other, damagedFrom: 24), Self.frame(Self.other)])
      .bytes
    var options = Options.asStored
    for frame in 0...2 {
      options.frame = frame
      options.lenient = false
      let strict = Result { try Normalizer(options).normalize(bytes) }
      if frame == 0 {
        #expect(try strict.get().pixels.samples == Self.pixels(Self.indices))
      } else {
        #expect(throws: ImageError.self) { try strict.get() }
      }
      options.lenient = true
      let image = try Normalizer(options).normalize(bytes)
      let drawn = [0, 24, 48][frame]
      #expect(image.pixels.samples == Self.pixels(Array(Self.other[..<drawn]) + Self.indices[drawn...]))
      #expect(image.fractionDecoded == (frame == 0 ? 1 : 0.5) && image.warnings.isEmpty == (frame == 0))
    }
  }

  @Test("A frame of no size is passed over, wherever it stands")
  func emptyFrames() throws {
    let plain = try Normalizer(.asStored).normalize(Self.file([Self.frame()]).bytes)
    for frames in [
      [GIFFile.empty(), Self.frame()], [GIFFile.empty(), GIFFile.empty(), Self.frame()],
      [Self.frame(disposal: 2), GIFFile.empty()],
    ] {
      let bytes = Self.file(frames).bytes
      for grade in DecodeGrade.allCases {
        var options = Options.asStored
        options.decode = grade
        for frame in frames.indices {
          options.frame = frame
          let image = try Normalizer(options).normalize(bytes)
          #expect(image.pixels == plain.pixels && image.warnings.isEmpty && image.info.hasAlpha == false)
        }
        options.frame = frames.count
        let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
        #expect(error?.code == .noSuchFrame && error?.reason.contains("has \(frames.count)") == true)
      }
    }
    let error = #expect(throws: ImageError.self) {
      try Normalizer().normalize(Self.file([GIFFile.empty(), GIFFile.empty()]).bytes)
    }
    #expect(error?.code == .corrupt)
  }

  @Test("Without a palette, colors are shades of gray, and that is a warning")
  func noPalette() throws {
    let grays = (0..<4).flatMap { [UInt8](repeating: UInt8($0), count: 3) }
    var file = Self.file([Self.frame(), Self.frame(Self.other)])
    file.palette = nil
    for (frame, indices) in [Self.indices, Self.other].enumerated() {
      var options = Options.asStored
      options.frame = frame
      let image = try Normalizer(options).normalize(file.bytes)
      #expect(image.pixels.samples == Self.pixels(indices, grays))
      #expect(image.warnings.count == 1 && image.warnings.first?.message.contains("no palette") == true)
    }
    file.frames[0].palette = GIFFile.colors
    var options = Options.asStored
    #expect(try Normalizer(options).normalize(file.bytes).warnings.isEmpty)
    options.frame = 1
    #expect(try Normalizer(options).normalize(file.bytes).warnings.count == 1)
  }

  @Test("Counting frames ends as asking for one too many does")
  func missingFrames() throws {
    let whole = Self.file([Self.frame(), Self.frame()])
    var cut = whole
    cut.trailer = []
    var damaged = whole
    damaged.trailer = [0x99, 0x3B]
    let folder = try TemporaryFolder()
    for (file, code) in [
      (whole, ImageError.Code.noSuchFrame), (cut, .truncated), (damaged, .corrupt),
    ] {
      try folder.write(file.bytes, to: "a.gif")
      let info = try ImageInfo(contentsOf: folder.path + "/a.gif", countingFrames: true)
      #expect(info.frameCount == 2)
      var options = Options.asStored
      options.frame = 2
      let planned = #expect(throws: ImageError.self) { try Normalizer(options).plan(for: info) }
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(file.bytes) }
      #expect(planned?.code == code && error?.code == code)
    }
  }
}
