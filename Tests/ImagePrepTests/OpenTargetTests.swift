import Foundation
import TestSupport
import Testing

@testable import ImagePrep

@Suite("A target that does not fit is refused before anything is decoded or written")
struct OpenTargetTests {
  private static func open(_ name: String, _ isolated: Int) throws -> OpenImage {
    try Normalizer(isolation: isolated == 0 ? nil : Workers.isolation())
      .open(try #require(TestImage.named(name)).bytes())
  }

  /// Renders into memory that does not fit, then into memory that does. Returns the code of the error.
  private static func refused(
    _ image: OpenImage, _ plan: Plan, _ format: PixelFormat = .rgb8, missing: Int = 0, bytesPerRow: Int? = nil
  ) throws -> ImageError.Code? {
    let folder = try TemporaryFolder()
    let file = OutputFile(folder.place("out.png"), as: Encoding(.png))
    var memory = [UInt8](repeating: 99, count: 4 * plan.output.area)
    var small = [UInt8](repeating: 99, count: format.channels * plan.output.area - missing)
    var span = small.mutableSpan
    let error = #expect(throws: ImageError.self) {
      try image.render(plan, into: &span, format: format, bytesPerRow: bytesPerRow, to: [file])
    }
    #expect(small.allSatisfy { $0 == 99 })
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    span = memory.mutableSpan
    _ = try image.render(plan, into: &span, format: .rgba8, to: [file])
    let expected = try Normalizer(.asStored).normalize(contentsOf: folder.place("out.png")).pixels
    #expect(
      (0..<plan.output.width).allSatisfy { x in
        Array(memory[4 * x..<4 * x + 3]) == Array(expected[x, 0][..<3])
      })
    return error?.code
  }

  @Test("Memory that is too small", arguments: [0, 1])
  func small(_ isolated: Int) throws {
    let image = try Self.open("photo.jpg", isolated)
    #expect(try Self.refused(image, image.plan(Options(max: 16)), missing: 1) == .invalidOptions)
  }

  @Test("Rows that are too short, or of no sense", arguments: [0, 1], [0, -48, 47, Int.max])
  func stride(_ isolated: Int, _ bytesPerRow: Int) throws {
    let image = try Self.open("photo.jpg", isolated)
    let plan = try image.plan(Options(geometry: .fit(.stretch(width: 16, height: 16))))
    #expect(try Self.refused(image, plan, bytesPerRow: bytesPerRow) == .invalidOptions)
  }

  @Test("Memory of gray, and memory without alpha for a result with alpha", arguments: [0, 1])
  func format(_ isolated: Int) throws {
    var image = try Self.open("photo.jpg", isolated)
    #expect(try Self.refused(image, image.plan(Options(max: 16)), .gray8) == .invalidOptions)
    var options = Options.asStored
    options.alpha = .keep
    image = try Self.open("rgba-8.png", isolated)
    #expect(try Self.refused(image, image.plan(options), .rgb8) == .invalidOptions)
  }

  @Test(
    "One of two files that cannot hold alpha, or that exists", arguments: [0, 1], [OutputFormat.ppm, .png])
  func files(_ isolated: Int, _ format: OutputFormat) throws {
    let folder = try TemporaryFolder()
    let image = try Self.open("rgba-8.png", isolated)
    var options = Options.asStored
    options.alpha = .keep
    let plan = try image.plan(options)
    if format == .png { try folder.write(to: "second") }
    let files = [
      OutputFile(folder.place("first.png"), as: Encoding(.png)),
      OutputFile(folder.place("second"), as: Encoding(format)),
    ]
    let error = #expect(throws: ImageError.self) { try image.render(plan, to: files) }
    #expect(error?.code == (format == .ppm ? .invalidOptions : .outputExists))
    #expect(!FileManager.default.fileExists(atPath: folder.place("first.png")))
    #expect(try image.render(plan, to: [files[0]]).pixels.format == .rgba8)
  }
}
