import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Rows of the account")
struct BatchRowTests {
  @Test("A row is JSON, whatever its names are, and milliseconds come last")
  func text() throws {
    let name = SystemPath(bytes: Array("in/a\"\\\n\u{1}é".utf8) + [0xFF])
    let head = BatchRowText.head(input: name, output: "a.png", columns: Array(#"{"id":"1"}"#.utf8))
    let tail = BatchRowText.tail(ImageResult(status: .done, milliseconds: 1.23456)) { $0.rawValue }
    let row = head + tail
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(row)) as? [String: Any])
    #expect(object["input"] as? String == "in/a\"\\\n\u{1}é\\xFF")
    #expect((object["inputBase64"] as? String).flatMap { Data(base64Encoded: $0) } == Data(name.bytes))
    #expect(object["schema"] as? Int == 1 && object["output"] as? String == "a.png")
    #expect(object["columns"] as? [String: String] == ["id": "1"])
    #expect(String(decoding: row, as: UTF8.self).hasSuffix(#""milliseconds":1.235}"# + "\n"))
  }

  @Test("A failure names what went wrong, and not the input, which its row names")
  func failure() throws {
    let input = BatchInput(
      name: "in/a.png", relativePath: "a.png",
      content: .file("in/a.png", InputIdentity(size: 5, modified: 1)))
    let result = ImageResult(ImageError(.corrupt, "broken", path: "in/a.png"), of: input)
    let tail = String(decoding: BatchRowText.tail(result) { $0.rawValue }, as: UTF8.self)
    #expect(tail.contains(#""error":{"kind":"corrupt","message":"broken"}"#))
    #expect(tail.contains(#""inputBytes":5"#) && !tail.contains("sha256") && !tail.contains("outputBytes"))
  }

  @Test("A row moves to another folder, and all else keeps its bytes")
  func moved() throws {
    let row =
      #"{"schema":1,"input":"x\u00e9","output":"a/b.png","status":"done","transform":[1.50,0],"milliseconds":2}"#
    let moved = try MovedRow(Array(row.utf8) + [0x0A], of: "p").text(behind: "../p1")
    #expect(String(decoding: moved, as: UTF8.self) == row.replacing("a/b.png", with: "../p1/a/b.png") + "\n")
    let shard = #"{"output":"m.png","shard":"0.tar","status":"done"}"#
    #expect(
      String(decoding: try MovedRow(Array(shard.utf8), of: "p").text(behind: "../p1"), as: UTF8.self)
        == #"{"output":"m.png","shard":"../p1/0.tar","status":"done"}"# + "\n")
    let bytes = SystemPath(bytes: [0x61, 0xFF])
    var other = JSONWriter()
    other.add("output", bytes)
    let binary = String(decoding: try MovedRow(other.object, of: "p").text(behind: "q"), as: UTF8.self)
    #expect(binary.contains(Data(Array("q/a".utf8) + [0xFF]).base64EncodedString()))
  }

  @Test("The way from one folder to another")
  func ways() throws {
    let folder = try TemporaryFolder()
    for name in ["a/b", "a/c/d"] { try folder.makeFolder(name) }
    func way(_ one: String, _ other: String) -> SystemPath {
      RelativePath.from(folder.systemPath(SystemPath(one)), to: folder.systemPath(SystemPath(other)))
    }
    #expect(way("a/b", "a/c/d") == "../c/d")
    #expect(way("a/c/d", "a/b") == "../../b")
    #expect(way("a", "a/b") == "b")
    #expect(way("a/b", "a/b") == "")
  }

  @Test("A part has the inputs that the path's SHA-256 says")
  func parts() throws {
    // Of 1000 names, each of 3 parts has about a third.
    let names = (0..<1000).map { SystemPath("a/\($0)") }
    let counts = try (1...3).map { number in
      let part = try #require(Part(number, of: 3))
      return names.count(where: part.contains)
    }
    #expect(counts.reduce(0, +) == 1000 && counts.allSatisfy { $0 > 270 })
    #expect(Part.hash("abc") == 0xBA78_16BF_8F01_CFEA)
    #expect(Part(0, of: 3) == nil && Part(4, of: 3) == nil && Part(1, of: 0) == nil)
  }
}
