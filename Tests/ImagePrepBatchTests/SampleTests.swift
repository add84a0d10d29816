import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Samples in archives")
struct SampleTests {
  @Test(
    "A key ends at the first dot of the name",
    arguments: [
      ("s/1.jpg", "s/1", "jpg"), ("s/1.meta.json", "s/1", "meta.json"), ("a.b/c.d", "a.b/c", "d"),
      ("1.", "1", ""),
      ("readme", "readme", ""), ("a.b/readme", "a.b/readme", ""), ("./1.jpg", "./1", "jpg"),
      ("/x/1.jpg", "/x/1", "jpg"),
    ] as [(SystemPath, SystemPath, SystemPath)])
  func names(_ member: SystemPath, _ key: SystemPath, _ suffix: SystemPath) {
    #expect(SampleName(member)?.key == key)
    #expect(SampleName(member)?.suffix == suffix)
  }

  @Test("Hidden files belong to no sample", arguments: [".DS_Store", "s/._1.jpg", "s/..jpg"] as [SystemPath])
  func hidden(_ member: SystemPath) {
    #expect(SampleName(member) == nil)
  }

  @Test("Names are bytes")
  func bytes() {
    let name = SampleName(SystemPath(bytes: [0x73, 0x2F, 0xFF, 0x2E, 0xFE]))
    #expect(name?.key.bytes == [0x73, 0x2F, 0xFF] && name?.suffix.bytes == [0xFE])
  }

  private static func samples(_ members: [(SystemPath, [UInt8])], most: Int = 1 << 30) throws -> [Sample] {
    let bytes = try TarWriterTests.written { writer in
      for (name, data) in members { try writer.append(name, data) }
      try writer.finish()
    }
    let reader = SampleReader(MemoryStream(bytes), path: "in.tar", mostBytes: most)
    var samples: [Sample] = []
    do {
      while let sample = try reader.next() { samples.append(sample) }
    } catch {
      // What came before the error was handed out.
      throw Stopped(samples: samples, error: error)
    }
    return samples
  }

  private struct Stopped: Error {
    let samples: [Sample]
    let error: ImageError
  }

  @Test("Members of a sample come together, in their order")
  func reading() throws {
    let found = try Self.samples([
      ("s/1.jpg", [1]), ("s/1.txt", [2]), (".hidden", [9]), ("s/1.meta.json", []), ("s/2.txt", [3]),
      ("s/2", [4]),
      ("t/1.jpg", [5]),
    ])
    #expect(found.map(\.key) == ["s/1", "s/2", "t/1"])
    #expect(
      found.map { $0.members.map(\.name) } == [
        ["s/1.jpg", "s/1.txt", "s/1.meta.json"], ["s/2.txt", "s/2"], ["t/1.jpg"],
      ])
    #expect(found.map { $0.members.map(\.data) } == [[[1], [2], []], [[3], [4]], [[5]]])
    #expect(try Self.samples([]) == [])
  }

  @Test("Images are known by their name or by their first bytes")
  func images() {
    func isImage(_ name: SystemPath, _ data: [UInt8]) -> Bool {
      Sample.Member(name: name, data: data).isImage
    }
    #expect(isImage("1.jpg", []) && isImage("1.thumb.PNG", [1]))
    #expect(isImage("1.img", [0xFF, 0xD8, 0xFF, 0xE0]) && isImage("1", Array("GIF89a".utf8)))
    #expect(!isImage("1.txt", Array("caption".utf8)) && !isImage("1.jpg.txt", []))
  }

  @Test(
    "A sample that returns, or a member that is there twice, is an error that names it, after the samples before"
  )
  func faults() throws {
    var stopped = #expect(throws: Stopped.self) {
      try Self.samples([("1.jpg", []), ("2.jpg", []), ("1.txt", [])])
    }
    #expect(stopped?.samples.map(\.key) == ["1", "2"] && stopped?.error.code == .corrupt)
    #expect(stopped?.error.reason.contains("1.txt") == true && stopped?.error.path == "in.tar")
    stopped = #expect(throws: Stopped.self) {
      try Self.samples([("0.jpg", []), ("1.jpg", []), ("1.jpg", [])])
    }
    #expect(
      stopped?.samples.map(\.key) == ["0"] && stopped?.error.reason.contains("1.jpg is there twice") == true)
  }

  @Test("A sample may have so many bytes, and no more")
  func limit() throws {
    let members: [(SystemPath, [UInt8])] = [("1.jpg", [1, 2]), ("1.txt", [3])]
    #expect(try Self.samples(members, most: 3).count == 1)
    let stopped = #expect(throws: Stopped.self) { try Self.samples(members, most: 2) }
    #expect(stopped?.error.code == .overLimit && stopped?.error.reason.contains("1.txt") == true)
  }

  @Test("Samples in any order are sorted by their keys, and what cannot be sorted is an error")
  func sorted() throws {
    let folder = try TemporaryFolder()
    let path = folder.systemPath("in.tar")
    func write(_ names: [SystemPath]) throws {
      let bytes = try TarWriterTests.written { writer in
        for name in names { try writer.append(name, name.bytes) }
        try writer.finish()
      }
      try folder.write(bytes, to: "in.tar")
    }
    try write(["s/2.txt", "s/1.jpg", ".hidden", "s/2.jpg", "a.b.c", "s/1.cls", "s/10.x"])
    let reader = try SortedSampleReader(contentsOf: path)
    var samples: [Sample] = []
    while let sample = try reader.next() { samples.append(sample) }
    #expect(samples.map(\.key) == ["a", "s/1", "s/10", "s/2"] && reader.hidden == 1)
    #expect(
      samples.map { $0.members.map(\.name) } == [
        ["a.b.c"], ["s/1.jpg", "s/1.cls"], ["s/10.x"], ["s/2.txt", "s/2.jpg"],
      ])
    #expect(samples.allSatisfy { $0.members.allSatisfy { $0.data == $0.name.bytes } })

    try write(["1.a", "2.a", "1.a"])
    let doubled = try SortedSampleReader(contentsOf: path)
    var error = #expect(throws: ImageError.self) { try doubled.next() }
    #expect(error?.reason == "member 1.a is there twice" && error?.path == path)
    let small = try SortedSampleReader(contentsOf: path, mostBytes: 2)
    error = #expect(throws: ImageError.self) { try small.next() }
    #expect(error?.code == .overLimit)
    let shrinking = try SortedSampleReader(contentsOf: path)
    try folder.write([1], to: "in.tar")
    error = #expect(throws: ImageError.self) { try shrinking.next() }
    #expect(error?.code == .truncated && error?.reason.contains("member 1.a") == true)

    try folder.write([0x1F, 0x8B] + [UInt8](repeating: 0, count: 600), to: "in.tar.gz")
    error = #expect(throws: ImageError.self) {
      try SortedSampleReader(contentsOf: folder.systemPath("in.tar.gz"))
    }
    #expect(error?.code == .invalidOptions)
    let pipe = try folder.pipe("pipe")
    error = #expect(throws: ImageError.self) { try SortedSampleReader(contentsOf: folder.systemPath("pipe")) }
    #expect(error?.code == .invalidOptions)
    try pipe.close()
    error = #expect(throws: ImageError.self) { try SortedSampleReader(contentsOf: folder.systemPath("none")) }
    #expect(error?.code == .missing)
  }

  @Test("The index is JSON that tells where every member is")
  func index() throws {
    var index = ShardIndex()
    #expect(String(decoding: index.text, as: UTF8.self) == "{\"files\": {}}\n")
    index.add("s/1.jpg", offset: 512, length: 5, size: Size(width: 300, height: 200))
    index.add("s/\"1\"\n\\é.txt", offset: 1536, length: 0)
    index.add(SystemPath(bytes: [0xFF, 0x2E, 0x01]), offset: 2048, length: 7)
    struct Index: Decodable, Equatable {
      struct File: Decodable, Equatable {
        var offset: Int
        var length: Int
        var width: Int?
        var height: Int?
        var aspect: Double?
      }
      var files: [String: File]
    }
    #expect(
      try JSONDecoder().decode(Index.self, from: Data(index.text)).files == [
        "s/1.jpg": Index.File(offset: 512, length: 5, width: 300, height: 200, aspect: 1.5),
        "s/\"1\"\n\\é.txt": Index.File(offset: 1536, length: 0),
        "\\xFF.\u{1}": Index.File(offset: 2048, length: 7),
      ])
    #expect(
      String(decoding: index.text, as: UTF8.self).hasPrefix(
        "{\"files\": {\n\"s/1.jpg\": {\"offset\": 512, \"length\": 5, \"width\": 300, \"height\": 200, \"aspect\": 1.5},\n"
      ))
  }
}
