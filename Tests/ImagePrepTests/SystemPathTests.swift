import ImagePrep
import TestSupport
import Testing

@Suite("Paths")
struct SystemPathTests {
  @Test(
    "A path has a folder, a name and an extension",
    arguments: [
      ("a.JPG", nil, "a.JPG", "jpg"), ("x/a.b.png", "x", "a.b.png", "png"), ("/a", "/", "a", nil),
      ("x//a", "x", "a", nil),
      ("x.y/a", "x.y", "a", nil), (".png", nil, ".png", nil), ("x/.png", "x", ".png", nil),
      ("a.", nil, "a.", ""),
      ("x/", "x", "", nil), ("/", "/", "", nil), ("", nil, "", nil), ("a.\u{E9}", nil, "a.\u{E9}", nil),
    ] as [(SystemPath, SystemPath?, SystemPath, String?)])
  func parts(_ path: SystemPath, _ folder: SystemPath?, _ name: SystemPath, _ fileExtension: String?) {
    #expect(path.folder == folder)
    #expect(path.name == name)
    #expect(path.fileExtension == fileExtension)
  }

  @Test("A slash is seen before a combining mark, a dot too")
  func combiningMarks() {
    let path: SystemPath = "folder/\u{301}a.\u{301}b"
    #expect(path.folder == "folder")
    #expect(path.stem == "folder/\u{301}a")
    #expect(SystemPath(".\u{301}hidden").hasPrefix("."))
  }

  @Test("Names are equal by their bytes, not by their text")
  func equality() {
    #expect("\u{E9}" == "e\u{301}")
    #expect(SystemPath("\u{E9}") != SystemPath("e\u{301}"))
    #expect(Set<SystemPath>(["\u{E9}", "e\u{301}", "\u{E9}"]).count == 2)
    #expect(SystemPath("B") < "a" && SystemPath("a") < "a-b" && SystemPath("z") < "\u{E9}")
  }

  @Test(
    "Bytes that are no UTF-8 are escaped for people, and the path is no text",
    arguments: [
      ([0x61, 0xFF, 0x62], "a\\xFFb"), ([0xC3, 0xA9], "\u{E9}"), ([0xC3], "\\xC3"),
      ([0xE2, 0x82, 0x2E], "\\xE2\\x82."),
      ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"), ([0xF0, 0x9F, 0x98, 0x80, 0x80], "\u{1F600}\\x80"),
      ([0xC0, 0xAF], "\\xC0\\xAF"),
    ] as [([UInt8], String)])
  func escaped(_ bytes: [UInt8], _ text: String) {
    let path = SystemPath(bytes: bytes)
    #expect(path.description == text)
    #expect((path.text == nil) == text.contains("\\x"))
    #expect(path.bytes == bytes)
  }

  @Test("Paths are put together with one slash")
  func appending() {
    #expect(SystemPath("x").appending("a") == "x/a")
    #expect(SystemPath("x/").appending("a") == "x/a")
    #expect(SystemPath("/").appending("a") == "/a")
    #expect(SystemPath("").appending("a") == "a")
    #expect(SystemPath("x//").withoutSlashes == "x" && SystemPath("//").withoutSlashes == "/")
  }

  #if os(Linux)
    @Test("An image is read and written under a name that is not UTF-8")
    func notUTF8() throws {
      let folder = try TemporaryFolder()
      let path = SystemPath(folder.path).appending(SystemPath(bytes: [0xE9, 0x2E] + "png".utf8))
      try picture().write(to: path, as: Encoding(.png))
      #expect(Format(contentsOf: path) == .png)
      #expect(try ImageInfo(contentsOf: path).storedSize == Size(width: 3, height: 2))
      #expect(try Normalizer().normalize(contentsOf: path).info.storedSize == Size(width: 3, height: 2))
      let error = #expect(throws: ImageError.self) { try picture().write(to: path, as: Encoding(.png)) }
      #expect(error?.code == .outputExists && error?.path == path)
      #expect(error?.description.contains("\\xE9.png: ") == true)
    }
  #endif

  private func picture() throws -> PixelBuffer {
    try PixelBuffer(size: Size(width: 3, height: 2), format: .rgb8)
  }

  @Test("A path with a zero byte is not the part before it")
  func zeroByte() throws {
    let folder = try TemporaryFolder()
    let good = SystemPath(folder.path).appending("a.png")
    try picture().write(to: good, as: Encoding(.png))
    let cut = SystemPath(bytes: good.bytes + [0] + "b".utf8)
    #expect(
      #expect(throws: ImageError.self) { try Normalizer().normalize(contentsOf: cut) }?.code == .missing)
    #expect(
      #expect(throws: ImageError.self) { try picture().write(to: cut, as: Encoding(.png), replacing: true) }?
        .code
        == .uncreatable)
  }
}
