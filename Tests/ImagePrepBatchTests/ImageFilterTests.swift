import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Images that are chosen by their headers")
struct ImageFilterTests {
  /// The header of an animated or still image of the test images.
  private static func info(_ name: String, _ size: Size, frames: Int?) throws -> ImageInfo {
    var info = try Normalizer().readInfo(contentsOf: testImage(name))
    info.storedSize = size
    info.frameCount = frames
    return info
  }

  @Test(
    "Sides, pixels and shape, at their limits",
    arguments: [
      (ImageFilter(minSide: 100), nil), (ImageFilter(minSide: 101), .tooNarrow(side: 100, least: 101)),
      (ImageFilter(minPixels: 30_000), nil),
      (ImageFilter(minPixels: 30_001), .tooFewPixels(Size(width: 300, height: 100), least: 30_001)),
      (ImageFilter(maxAspect: 3), nil),
      (ImageFilter(maxAspect: 2.99), .tooLong(Size(width: 300, height: 100), most: 2.99)),
      (ImageFilter(motion: .still), nil), (ImageFilter(motion: .animated), .still), (ImageFilter(), nil),
    ] as [(ImageFilter, SkipReason?)])
  func sizes(_ filter: ImageFilter, _ reason: SkipReason?) throws {
    var info = try Self.info("420.jpg", Size(width: 300, height: 100), frames: 1)
    #expect(filter.reasonToSkip(info) == reason)
    info.storedSize = Size(width: 100, height: 300)
    #expect((filter.reasonToSkip(info) == nil) == (reason == nil))
  }

  @Test("Frames")
  func frames() throws {
    let size = Size(width: 10, height: 10)
    let several = try Self.info("animated.png", size, frames: 3)
    #expect(ImageFilter(motion: .still).reasonToSkip(several) == .animated(frames: 3))
    #expect(ImageFilter(motion: .animated).reasonToSkip(several) == nil)
    #expect(ImageFilter(motion: .animated).needsFrameCount && !ImageFilter(minSide: 1).needsFrameCount)
  }

  @Test("Upright sides count")
  func upright() throws {
    let info = try Normalizer().readInfo(contentsOf: testImage("orientation-6.jpg"))
    #expect(
      ImageFilter(maxAspect: 1).reasonToSkip(info) == .tooLong(Size(width: 29, height: 37), most: 1))
  }

  @Test("Enormous sides do not trap")
  func enormous() throws {
    let info = try Self.info("420.jpg", Size(width: .max, height: .max), frames: 1)
    #expect(ImageFilter(minSide: 1, minPixels: 1, maxAspect: 1).reasonToSkip(info) == nil)
  }

  @Test("Numbers out of range are errors")
  func ranges() {
    #expect(throws: Never.self) { try ImageFilter(minSide: 1, minPixels: 1, maxAspect: 1).validate() }
    for filter in [
      ImageFilter(minSide: 0), ImageFilter(minPixels: -1), ImageFilter(maxAspect: 0.5),
      ImageFilter(maxAspect: .nan),
    ] {
      #expect(throws: ImageError.self) { try filter.validate() }
    }
  }

  @Test("Each reason has a word and a sentence")
  func words() {
    let size = Size(width: 300, height: 100)
    let reasons: [(SkipReason, String, String)] = [
      (.tooNarrow(side: 5, least: 6), "minSide", "its shorter side has 5 pixels, less than 6"),
      (.tooFewPixels(size, least: 6), "minPixels", "300×100 pixels are less than 6"),
      (.tooLong(size, most: 2), "maxAspect", "300×100 is longer than 2.0 to 1"),
      (.still, "onlyAnimated", "it has one frame"), (.animated(frames: 2), "onlyStill", "it has 2 frames"),
    ]
    for (reason, code, text) in reasons { #expect(reason.code == code && reason.description == text) }
  }
}

func testImage(_ name: String) -> SystemPath {
  SystemPath(
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../TestImages/images/\(name)").standardizedFileURL.path)
}
