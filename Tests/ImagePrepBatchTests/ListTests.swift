import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Lists of paths")
struct ListTests {
  private static func read(_ text: [UInt8], _ form: ListForm, piece: Int = .max) throws -> [ListEntry] {
    let reader = form.reader(MemoryStream(text, piece: piece), path: "list")
    var entries: [ListEntry] = []
    while let entry = try reader.next() { entries.append(entry) }
    return entries
  }

  private static func read(_ text: String, _ form: ListForm, piece: Int = .max) throws -> [ListEntry] {
    try read(Array(text.utf8), form, piece: piece)
  }

  private static func error(_ text: String, _ form: ListForm) -> ImageError? {
    do {
      _ = try read(text, form)
      return nil
    } catch {
      return error as? ImageError
    }
  }

  private static func column(_ name: String, _ json: String) -> ListColumn {
    ListColumn(name: name, json: Array(json.utf8))
  }

  @Test("A path a line; ends of lines of all systems; bytes", arguments: [Int.max, 1, 2, 3])
  func paths(_ piece: Int) throws {
    let text =
      [0xEF, 0xBB, 0xBF] + Array("a.jpg\r\n\n\r\nb c\t.jpg \n".utf8) + [0xFF, 0x0D, 0x2E, 0x0A]
      + Array("last".utf8)
    #expect(
      try Self.read(text, .paths, piece: piece) == [
        ListEntry(path: "a.jpg", line: 1), ListEntry(path: "b c\t.jpg ", line: 4),
        ListEntry(path: SystemPath(bytes: [0xFF, 0x0D, 0x2E]), line: 5), ListEntry(path: "last", line: 6),
      ])
    #expect(try Self.read("", .paths, piece: piece) == [])
    #expect(try Self.read("\n", .paths, piece: piece) == [])
  }

  @Test("A line without an end is bounded")
  func longLine() {
    #expect(Self.error("ok\n" + String(repeating: "a", count: 1 << 20), .paths) == nil)
    let error = Self.error("ok\n" + String(repeating: "a", count: 1 << 20 + 1), .paths)
    #expect(error?.code == .overLimit && error?.reason.contains("line 2") == true && error?.path == "list")
  }

  @Test(
    "CSV: quotes, doubled quotes, ends of lines in quotes, CR LF, CR, empty lines",
    arguments: [Int.max, 1, 2, 5])
  func csv(_ piece: Int) throws {
    let text =
      "\u{FEFF}id,path,\"no \"\"te\"\"\"\r\n1,a.jpg,\"x, \"\"y\"\"\r\nz\"\r\n\r\n2,\"b,c.jpg\",\r3,d\"e.jpg,\"\"\n4,,last"
    #expect(
      try Self.read(text, .csv(column: "path"), piece: piece) == [
        ListEntry(
          path: "a.jpg",
          columns: [Self.column("id", "\"1\""), Self.column("no \"te\"", #""x, \"y\"\u000d\nz""#)],
          line: 2),
        ListEntry(
          path: "b,c.jpg", columns: [Self.column("id", "\"2\""), Self.column("no \"te\"", "\"\"")], line: 5),
        ListEntry(
          path: "d\"e.jpg", columns: [Self.column("id", "\"3\""), Self.column("no \"te\"", "\"\"")], line: 6),
        ListEntry(
          path: "", columns: [Self.column("id", "\"4\""), Self.column("no \"te\"", "\"last\"")], line: 7),
      ])
  }

  @Test("CSV of one column, and bytes that are not UTF-8")
  func smallCSV() throws {
    #expect(
      try Self.read("path\n\"\"\n\na\n", .csv(column: "path")) == [
        ListEntry(path: "", line: 2), ListEntry(path: "a", line: 4),
      ])
    #expect(try Self.read("path\n", .csv(column: "path")) == [])
    let bytes = Array("path,note\n".utf8) + [0xFF, 0x2C, 0xFE, 0x0A]
    #expect(
      try Self.read(bytes, .csv(column: "path")) == [
        ListEntry(path: SystemPath(bytes: [0xFF]), columns: [Self.column("note", #""\\xFE""#)], line: 2)
      ])
  }

  @Test("Errors of CSV name the line")
  func faultyCSV() {
    var error = Self.error("id,path\n1,\"a\n\nb\"\n2,c,d\n", .csv(column: "path"))
    #expect(
      error?.code == .corrupt && error?.reason.contains("line 5 has 3 fields") == true
        && error?.path == "list")
    error = Self.error("id,path\n1\n", .csv(column: "path"))
    #expect(error?.reason.contains("line 2 has 1 fields, and the first row has 2") == true)
    error = Self.error("id,path\n1,\"a\n", .csv(column: "path"))
    #expect(error?.reason.contains("line 2 ends inside quotes") == true)
    error = Self.error("id,path\n\"1\"x,a\n", .csv(column: "path"))
    #expect(error?.reason.contains("line 2") == true)
    error = Self.error("id,path\n", .csv(column: "file"))
    #expect(error?.code == .invalidOptions && error?.reason.contains("no column file") == true)
    #expect(Self.error("id,id\n", .csv(column: "id"))?.reason.contains("two columns named id") == true)
    #expect(Self.error("", .csv(column: "id"))?.code == .corrupt)
    let long = "path\n\"" + String(repeating: "a\n", count: 9 << 20)
    #expect(Self.error(long, .csv(column: "path"))?.code == .overLimit)
  }

  @Test("JSON lines: the other members keep their bytes and their order", arguments: [Int.max, 1, 7])
  func jsonLines(_ piece: Int) throws {
    let text =
      #"{"n": 1.50e+00, "path": "a/\u00e9\ud83d\ude00\"\\\/.jpg", "o": {"b" :[1, null,{}],"a":"\ud800"},"t":true }"#
      + "\r\n\n"
      + #" {"path":"\udcff.jpg"}"#
    #expect(
      try Self.read(text, .jsonLines(column: "path"), piece: piece) == [
        ListEntry(
          path: "a/é😀\"\\/.jpg",
          columns: [
            Self.column("n", "1.50e+00"), Self.column("o", #"{"b" :[1, null,{}],"a":"\ud800"}"#),
            Self.column("t", "true"),
          ], line: 1),
        ListEntry(path: SystemPath(bytes: [0xFF] + Array(".jpg".utf8)), line: 3),
      ])
  }

  @Test(
    "What is no object of JSON with a path is an error that names the line",
    arguments: [
      "[1]", "\"a\"", "{", "{}", #"{"path"}"#, #"{"path":1}"#, #"{"path":"a"} x"#, #"{"path":"a",}"#,
      #"{"path":"a" "b":1}"#,
      #"{"path":"a","path":"b"}"#, #"{"path":"a","\u0070ath":"b"}"#, #"{"path":"a","b":01}"#,
      #"{"path":"a","b":1.}"#,
      #"{"path":"a","b":NaN}"#, #"{"path":"a","b":-}"#, #"{"path":"a","b":1e}"#, #"{"path":"a","b":tru}"#,
      #"{"path":"a","b":[1,]}"#, #"{"path":"a","b":[1 2]}"#, #"{"path":"\x"}"#, #"{"path":"\u12g4"}"#,
      #"{"path":"a"#,
      #"{"path":"\ud800"}"#, #"{"path":"\ud800\u0041"}"#, "{\"path\":\"a\tb\"}", #"{"path":"a","\udcff":1}"#,
      #"{"path":"\"#,
      #"{"path":"a",'b':1}"#, "{\"path\":\"a\",\"b\":" + String(repeating: "[", count: 100_000),
    ])
  func faultyJSON(_ line: String) {
    let error = Self.error("{\"path\": \"good\"}\n" + line, .jsonLines(column: "path"))
    #expect(error?.code == .corrupt && error?.reason.hasPrefix("line 2: ") == true && error?.path == "list")
  }

  @Test("The form follows from the name")
  func forms() {
    #expect(ListForm(of: "a.CSV", column: "x") == .csv(column: "x"))
    #expect(ListForm(of: "a.jsonl", column: "x") == .jsonLines(column: "x"))
    #expect(ListForm(of: "a.ndjson", column: "x") == .jsonLines(column: "x"))
    #expect(ListForm(of: "a.parquet", column: "x") == nil)
  }

  @Test("Columns become an object")
  func object() throws {
    let columns = [Self.column("a\"", "1.0"), Self.column("b", "[null]")]
    #expect(String(decoding: ListColumn.object(columns), as: UTF8.self) == #"{"a\"": 1.0, "b": [null]}"#)
    #expect(String(decoding: ListColumn.object([]), as: UTF8.self) == "{}")
  }

  @Test("Random changes never trap, and what is taken for JSON is JSON to Foundation")
  func mutations() throws {
    var generator = SeededGenerator(22)
    // Without surrogates: half of one is JSON by its grammar, but not to Foundation.
    let json = Array(#"{"path": "a\u00e9.jpg", "n": [-1.5e3, true, {"x": null}], "t": "x\ty"}"#.utf8)
    let csv = Array("id,path\r\n1,\"a\"\"b\"\n2,c\n\"3\",\"d\ne\"\n".utf8)
    let characters = Array("{}[]\":,\\u0123eE+-.trufalsn \n\r\u{7F}é".utf8) + [0xFF, 0xC3, 0]
    for _ in 0..<4000 {
      var text = json
      var rows = csv
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        text[Int.random(in: 0..<text.count, using: &generator)] =
          characters.randomElement(using: &generator) ?? 0
        rows[Int.random(in: 0..<rows.count, using: &generator)] =
          characters.randomElement(using: &generator) ?? 0
      }
      if let members = try? JSONText(text).object() {
        let object = try? JSONSerialization.jsonObject(with: Data(text)) as? [String: Any]
        #expect(object?.count == members.count, "\(String(decoding: text, as: UTF8.self))")
      }
      _ = try? Self.read(text, .jsonLines(column: "path"), piece: 9)
      _ = try? Self.read(rows, .csv(column: "path"), piece: 3)
      _ = try? Self.read(generator.bytes(60), .csv(column: "path"))
    }
  }
}
