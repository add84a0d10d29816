import Foundation
import Testing

@Suite("Test images")
struct TestImageTests {
  @Test("The manifest can be read, and lists every image once")
  func manifest() throws {
    let listed = try TestImage.manifest().map(\.name)
    let images = try FileManager.default.contentsOfDirectory(atPath: TestImage.folder + "/images")
    #expect(!listed.isEmpty)
    #expect(listed.sorted() == images.sorted())
  }
}
