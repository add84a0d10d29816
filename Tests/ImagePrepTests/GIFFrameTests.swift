import Foundation
import TestSupport
import Testing

@testable import ImagePrep

@Suite("GIF: sizes and codes of frames")
struct GIFFrameTests {
  @Test("A frame larger than the screen of its GIF is held to the limits")
  func largeFrame() throws {
    let small = Size(width: 2, height: 1)
    let bytes = GIFFile.ofTwoPixels(frames: [small, Size(width: 60000, height: 60000)])
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
    let pixels = try Normalizer(options).normalize(GIFFile.ofTwoPixels(frames: [empty, small])).pixels
    #expect(pixels.samples == [10, 20, 30, 40, 50, 60])
    let error = #expect(throws: ImageError.self) {
      try Normalizer(options).normalize(GIFFile.ofTwoPixels(frames: [empty, empty]))
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
    let bytes = GIFFile(screen: frame, frames: [GIFFile.Frame(size: frame, data: [2] + blocks + [0])]).bytes
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
      return GIFFile.ofTwoPixels(frames: [small, empty, small], data: pixels)
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

  @Test("Frames are counted no longer than the limits allow")
  func counting() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/many.gif"
    try Data(GIFFile.ofTwoPixels(frames: Array(repeating: Size(width: 2, height: 1), count: 2000)))
      .write(to: URL(filePath: path))
    #expect(try ImageInfo(contentsOf: path, countingFrames: true).frameCount == 2000)
    var limits = Limits()
    limits.seconds = 1e-9
    let error = #expect(throws: ImageError.self) {
      try ImageInfo(contentsOf: path, countingFrames: true, limits: limits)
    }
    #expect(error?.code == .overLimit && error?.option == .limitSeconds)
  }
}
