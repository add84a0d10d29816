import Testing

@testable import ImagePrep

@Suite("Errors")
struct ImageErrorTests {
  @Test("Errors name the file, the matter and the way out")
  func errors() {
    let error = ImageError(.corrupt, "it is bent", advice: "unbend it", path: "a.png")
    #expect(error.description == "a.png: it is bent; unbend it")
    #expect(ImageError(.corrupt, "it is bent").description == "it is bent")
  }

  @Test("A missing file, a folder")
  func paths() throws {
    let missing = #expect(throws: ImageError.self) { try Normalizer().normalize(contentsOf: "/no/such.png") }
    #expect(missing?.code == .missing && missing?.path == "/no/such.png")
    let folder = #expect(throws: ImageError.self) { try Normalizer().normalize(contentsOf: TestImage.folder) }
    #expect(folder?.code == .unreadable)
  }

  @Test("The warning of a changed aspect ratio names options that help, if there are any")
  func aspectAdvice() throws {
    let info = ImageInfo(
      format: .png, storedSize: Size(width: 9, height: 100), colorModel: .rgb, isLossless: true)
    for (multiple, isAdvised) in [(8, true), (1, false)] {
      let options = Options(max: 40, multiple: multiple)
      let warnings = try Plan(info: info, options: options).warnings(options)
      #expect(warnings.map(\.code) == [.aspectChanged])
      #expect(warnings.first?.option == (isAdvised ? .multiple : nil))
    }
  }
}
