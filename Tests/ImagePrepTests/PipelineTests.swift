import Foundation
import Testing

@testable import ImagePrep

@Suite("Pipeline")
struct PipelineTests {
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
