import ImagePrep
import Testing

@testable import ImagePrepPresets

/// The text of configuration files.
@Suite struct ConfigTextTests {
  private func parse(_ text: String) throws(ImageError) -> JSONValue {
    try ConfigText.parse(Array(text.utf8))
  }

  @Test func readsEveryKindOfValue() throws {
    let value = try parse(#"{"a": null, "b": [true, 2, -0.5, "x\"{"], "c": {"d": 1e2}}"#)
    #expect(
      value
        == .object([
          "a": .null, "b": .list([.bool(true), .number(2), .number(-0.5), .text("x\"{")]),
          "c": .object(["d": .number(100)]),
        ]))
  }

  @Test func tellsAPointerOfGitLFS() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"
    #expect(throws: ImageError.self) { try parse(pointer) }
    do { _ = try parse(pointer) } catch { #expect(error.reason.contains("Git LFS")) }
  }

  @Test(arguments: ["", "<html>", "{", "{\"a\":1}x"])
  func tellsWhatIsNotJSON(_ text: String) {
    let error = #expect(throws: ImageError.self) { try parse(text) }
    #expect(error?.code == .invalidOptions)
    #expect(error?.reason == "it is not JSON")
  }

  @Test func boundsDepthOutsideOfStrings() throws {
    func nested(_ count: Int) -> String {
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    _ = try parse(nested(ConfigText.mostDepth))
    #expect(throws: ImageError.self) { try parse(nested(ConfigText.mostDepth + 1)) }
    _ = try parse("\"\(String(repeating: "[", count: 100))\\\"[\"")
  }
}
