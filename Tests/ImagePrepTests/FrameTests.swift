import Foundation
import TestSupport
import Testing

@testable import ImagePrep

@Suite("Several frames of an animation")
struct FrameTests {
  /// Every frame by itself, each from the first on: those runs are compared with Pillow's pictures elsewhere.
  private static func alone(_ bytes: [UInt8], _ options: Options) throws -> [PixelBuffer] {
    var pictures: [PixelBuffer] = []
    for frame in 0... {
      var options = options
      (options.frame, options.frames) = (frame, nil)
      do throws(ImageError) {
        pictures.append(try Normalizer(options).normalize(bytes).pixels)
      } catch {
        // A GIF without an end mark may have lost frames.
        #expect(error.code == .noSuchFrame || error.code == .truncated)
        break
      }
    }
    return pictures
  }

  private static func frames(
    _ bytes: [UInt8], _ options: Options, isolated: Bool = false, count: Int? = nil
  ) throws -> [(Int, PixelBuffer, Int?)] {
    let image = try Normalizer(isolation: isolated ? Workers.isolation() : nil).open(bytes)
    var frames: [(Int, PixelBuffer, Int?)] = []
    try image.renderFrames(image.plan(options), count: count) { number, result in
      frames.append((number, result.pixels, result.report.frameMilliseconds))
    }
    let error = #expect(throws: ImageError.self) { try image.renderFrames(image.plan(options)) { _, _ in } }
    #expect(error?.code == .invalidOptions)
    return frames
  }

  @Test(
    "All frames are those of runs of their own, isolated or not",
    arguments: TestImage.all.filter { $0.name.hasSuffix(".gif") || $0.name.hasSuffix(".webp") },
    [false, true])
  func all(_ image: TestImage, _ isolated: Bool) throws {
    let bytes = try image.bytes()
    for (grade, alpha) in [(DecodeGrade.exact, AlphaPolicy.keep), (.balanced, .flatten(onto: .white))] {
      var options = Options(max: 30, multiple: 1)
      (options.decode, options.alpha, options.frames) = (grade, alpha, .all)
      let frames = try Self.frames(bytes, options, isolated: isolated)
      let expected = try Self.alone(bytes, options)
      #expect(frames.map(\.0) == Array(expected.indices))
      #expect(frames.map(\.1) == expected)
    }
  }

  @Test("A choice of frames, their durations and the end", arguments: [false, true])
  func choices(_ isolated: Bool) throws {
    let bytes = try #require(TestImage.named("animation.gif")).bytes()
    var options = Options(max: nil, multiple: 1)
    options.frames = .all
    let all = try Self.frames(bytes, options, isolated: isolated)
    #expect(all.count > 2 && all.allSatisfy { ($0.2 ?? -1) >= 0 })
    options.frames = .every(2)
    #expect(
      try Self.frames(bytes, options, isolated: isolated).map(\.0)
        == Array(stride(from: 0, to: all.count, by: 2)))
    options.frames = .count(2)
    let ends = try Self.frames(bytes, options, isolated: isolated, count: all.count)
    #expect(ends.map(\.0) == [0, all.count - 1] && ends.map(\.1) == [all[0].1, all[all.count - 1].1])
    let error = #expect(throws: ImageError.self) { try Self.frames(bytes, options, isolated: isolated) }
    #expect(error?.code == .invalidOptions && error?.option == .frames)
    options.frames = .every(9999)
    #expect(try Self.frames(bytes, options, isolated: isolated).map(\.0) == [0])
    options.frames = .all
    options.limits.frames = 2
    #expect(throws: ImageError.self) { try Self.frames(bytes, options, isolated: isolated) }
  }

  @Test("Frames that a count chooses are those of numpy.linspace")
  func spread() {
    func chosen(_ count: Int, of total: Int) -> [Int] {
      var (frames, frame): ([Int], Int?) = ([], nil)
      while let next = FrameSelection.count(count).frame(after: frame, of: total) {
        frames.append(next)
        frame = next
      }
      return frames
    }
    // numpy.linspace(0, total - 1, count).astype(int)
    #expect(chosen(8, of: 44) == [0, 6, 12, 18, 24, 30, 36, 43])
    #expect(chosen(4, of: 10) == [0, 3, 6, 9])
    #expect(chosen(1, of: 10) == [0])
    #expect(chosen(5, of: 3) == [0, 1, 2])
  }

  @Test("A still image has one frame")
  func still() throws {
    var options = Options(max: 16, multiple: 1)
    options.frames = .all
    let frames = try Self.frames(try #require(TestImage.named("photo.jpg")).bytes(), options)
    #expect(frames.count == 1 && frames[0].2 == nil)
  }

  @Test(
    "One result of a plan with several frames is refused, and a worker keeps nothing open",
    arguments: [false, true])
  func severalForOne(_ isolated: Bool) throws {
    let normalizer = Normalizer(isolation: isolated ? try Workers.isolation() : nil)
    let bytes = try #require(TestImage.named("animation.gif")).bytes()
    var options = Options(max: 16, multiple: 1)
    options.frames = .all
    for _ in 0..<3 {
      let image = try normalizer.open(bytes)
      let error = #expect(throws: ImageError.self) { try image.render(image.plan(options)) }
      #expect(error?.code == .invalidOptions && error?.option == .frames)
      #expect(throws: ImageError.self) { try normalizer.with(options).normalize(bytes) }
    }
    options.frames = nil
    #expect(try normalizer.with(options).normalize(bytes).pixels.width == 16)
  }

  @Test("A limit of frames is that of frames that are there", arguments: [false, true])
  func limitOfFrames(_ isolated: Bool) throws {
    let bytes = try #require(TestImage.named("animation.gif")).bytes()
    var options = Options(max: 16, multiple: 1)
    options.frames = .all
    let count = try Self.frames(bytes, options, isolated: isolated).count
    options.limits.frames = count
    #expect(try Self.frames(bytes, options, isolated: isolated).count == count)
    options.limits.frames = count - 1
    #expect(throws: ImageError.self) { try Self.frames(bytes, options, isolated: isolated) }
    options.frames = .every(100_000)
    #expect(try Self.frames(bytes, options, isolated: isolated).count == 1)
  }
}
