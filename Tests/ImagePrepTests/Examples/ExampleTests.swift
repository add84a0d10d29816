import Foundation
import ImagePrep
import Testing

@Suite("Examples of the documentation")
struct ExampleTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(
    "They are what is compiled here",
    arguments: [
      ("README.md", "Predictor.swift"), ("README.md", "Planning.swift"),
      ("Sources/ImagePrep/ImagePrep.docc/Concurrency.md", "Uploads.swift"),
      ("Sources/ImagePrep/ImagePrep.docc/ImagePrep.md", "Opening.swift"),
    ])
  func verbatim(_ document: String, _ file: String) throws {
    let text = try String(contentsOf: Self.root.appending(path: document), encoding: .utf8)
    let code = try String(
      contentsOf: Self.root.appending(path: "Tests/ImagePrepTests/Examples/\(file)"), encoding: .utf8)
    let blocks = text.components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
    #expect(blocks.contains { $0.contains("import ") && code.hasPrefix($0) })
  }

  @Test("A predictor's model gets the middle of the picture, with CLIP's numbers")
  func predictor() throws {
    // Blue in the middle, red beside it.
    let row = (0..<64).flatMap { x -> [UInt8] in (20..<44).contains(x) ? [0, 0, 255] : [255, 0, 0] }
    let picture = try PixelBuffer(
      size: Size(width: 64, height: 16), format: .rgb8, samples: Array(repeatElement(row, count: 16).joined())
    )
    let values = try Predictor { tensor in
      #expect(tensor.shape == [1, 3, 224, 224])
      return [0, 224 * 224, 2 * 224 * 224, tensor.count - 1].map { tensor.elements[$0] }
    }.predict(picture.encoded(as: Encoding(.png)))
    let blue = (1 - 0.40821073) / 0.27577711
    let expected = [-0.48145466 / 0.26862954, -0.4578275 / 0.26130258, blue, blue]
    for (value, wanted) in zip(values, expected) { #expect(abs(Double(value) - wanted) < 1e-5) }
  }

  @Test("Memory of the caller's is filled")
  func filled() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    var samples: [UInt8] = []
    let plan = try fill(&samples, from: image.path, Normalizer(Options(max: 24, multiple: 8)))
    #expect(plan.output.width <= 24 && samples.count == 3 * plan.output.width * plan.output.height)
    #expect(samples == (try Normalizer(plan.options).normalize(contentsOf: image.path).pixels.samples))
  }

  @Test("The size of a picture decides the size of its result")
  func planned() throws {
    let image = try #require(TestImage.named("photo.jpg"))
    let pixels = try normalize(image.path, Normalizer())
    #expect(pixels == (try Normalizer().normalize(contentsOf: image.path).pixels))
  }

  @Test("Uploads are normalized, and a cancelled one that waits is not begun")
  func uploads() async throws {
    let bytes = try #require(TestImage.named("photo.jpg")).bytes()
    let uploads = Uploads(Options(max: 64))
    let sizes = try await withThrowingTaskGroup { group in
      for _ in 0..<6 { group.addTask { try await uploads.normalize(bytes).pixels.size } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sizes.count == 6 && Set(sizes).count == 1)
    let cancelled = Task {
      try? await Task.sleep(for: .seconds(100))
      return try await uploads.normalize(bytes)
    }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    await #expect(throws: ImageError.self) { try await uploads.normalize([1, 2, 3]) }
  }
}
