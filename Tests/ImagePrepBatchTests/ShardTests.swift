import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Tars in and out")
struct ShardTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func picture(_ width: Int) throws -> [UInt8] {
    try PixelBuffer(size: Size(width: width, height: 10), format: .rgb8).encoded(as: Encoding(.png))
  }

  /// Writes an archive of these members.
  private func pack(_ members: [(String, [UInt8])], to name: String) throws {
    try folder.write([], to: name)
    let file = try RandomAccessFile(folder.systemPath(SystemPath(name)))
    let writer = TarWriter(descriptor: file.descriptor)
    for (name, bytes) in members { try writer.append(SystemPath(name), bytes) }
    try writer.finish()
  }

  private func unpack(_ name: String) throws -> [(name: String, bytes: [UInt8])] {
    let path = folder.systemPath(SystemPath(name))
    let reader = TarReader(try DescriptorStream(contentsOf: path), path: path)
    var members: [(String, [UInt8])] = []
    while let member = try reader.next() {
      members.append((member.name.description, try reader.read(atMost: 1 << 24)))
    }
    return members
  }

  private var batch: Batch {
    var batch = Batch(Normalizer(Options(max: 16, multiple: 1)), Encoding(.png), version: "1")
    batch.jobs = 2
    return batch
  }

  private func names(_ name: String) throws -> [String] { try unpack(name).map(\.name) }

  /// Runs into shards, and returns the inputs that were worked on.
  @discardableResult
  private func run(_ input: String, samples: Int = 2) throws -> [String] {
    let pattern = try #require(ShardPattern(folder.systemPath("out/%03d.tar")))
    var observer = Batch.Observer()
    var worked: [String] = []
    observer.row = { row in
      if row.isNew { worked.append(row.input.name.description) }
    }
    let summary = try batch.run(
      [.path(folder.systemPath(SystemPath(input)))], to: pattern, samples: samples, stop: StopFlag(),
      observer: observer)
    #expect(summary.stopped == nil && summary.error == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.place("out/.imgprep/tmp")) == [])
    return worked
  }

  private func attributes(_ name: String) throws -> [FileAttributeKey: AnyHashable] {
    let all = try FileManager.default.attributesOfItem(atPath: folder.place(name))
    return [
      .modificationDate: all[.modificationDate] as? Date ?? .distantPast,
      .systemFileNumber: all[.systemFileNumber] as? Int ?? 0,
    ]
  }

  /// Five samples of an image and a text.
  private func members(_ numbers: [Int]) throws -> [(String, [UInt8])] {
    try numbers.flatMap { number in
      [("s/\(number).png", try picture(20 + number)), ("s/\(number).txt", Array("text \(number)".utf8))]
    }
  }

  @Test("Samples keep their order and their companions, and a failed one is left out whole")
  func samples() throws {
    var all = try members([0, 1, 2, 3, 4])
    all[2].1 = Array(all[2].1.prefix(40))
    try pack(all, to: "in.tar")
    #expect(try run("in.tar") == ["0.png", "1.png", "2.png", "3.png", "4.png"])
    #expect(try names("out/000.tar") == ["s/0.png", "s/0.txt", "s/2.png", "s/2.txt"])
    #expect(try names("out/001.tar") == ["s/3.png", "s/3.txt", "s/4.png", "s/4.txt"])
    #expect(try unpack("out/001.tar")[3].bytes == Array("text 4".utf8))
    #expect(!FileManager.default.fileExists(atPath: folder.place("out/002.tar")))
    struct Index: Decodable {
      var files: [String: Place]
      struct Place: Decodable {
        var offset: Int
        var length: Int
        var width: Int?
      }
    }
    let index = try JSONDecoder().decode(
      Index.self, from: Data(contentsOf: URL(filePath: folder.place("out/000.json"))))
    let bytes = try Data(contentsOf: URL(filePath: folder.place("out/000.tar")))
    for (name, data) in try unpack("out/000.tar") {
      let place = try #require(index.files[name])
      #expect([UInt8](bytes[place.offset..<place.offset + place.length]) == data)
      #expect((place.width == nil) == name.hasSuffix(".txt"))
    }
  }

  @Test("Shards that are as they would be are left alone, and others take over what is known")
  func again() throws {
    try pack(members([0, 1, 2, 3, 4]), to: "in.tar")
    try run("in.tar")
    let before = try ["out/000.tar", "out/001.tar", "out/002.tar"].map(attributes)
    #expect(try run("in.tar").isEmpty)
    #expect(try ["out/000.tar", "out/001.tar", "out/002.tar"].map(attributes) == before)
    // A new sample in front of the fourth moves the later ones.
    try pack(members([0, 1, 2, 9, 3, 4]), to: "in.tar")
    #expect(try run("in.tar") == ["9.png"])
    #expect(try attributes("out/000.tar") == before[0])
    let moved = try ["out/001.tar", "out/002.tar"].map { try names($0).filter { $0.hasSuffix("png") } }
    #expect(moved == [["s/2.png", "s/9.png"], ["s/3.png", "s/4.png"]])
    let bytes = try [0, 1, 2].map { try Data(contentsOf: URL(filePath: folder.place("out/00\($0).tar"))) }
    // The same bytes as of a run that knows nothing.
    try FileManager.default.removeItem(atPath: folder.place("out"))
    try run("in.tar")
    #expect(
      try [0, 1, 2].map { try Data(contentsOf: URL(filePath: folder.place("out/00\($0).tar"))) } == bytes)
    // Fewer samples: the last shard goes, with its index.
    try pack(members([0, 1, 2, 9]), to: "in.tar")
    #expect(try run("in.tar").isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.place("out/002.tar")))
    #expect(!FileManager.default.fileExists(atPath: folder.place("out/002.json")))
    #expect(try run("in.tar", samples: 3).isEmpty)
    #expect(try names("out/000.tar").count == 6 && names("out/001.tar").count == 2)
  }

  @Test("A shard that somebody has changed is made again")
  func damaged() throws {
    try pack(members([0, 1]), to: "in.tar")
    try run("in.tar")
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: folder.place("out/000.tar"))))
    try folder.write(Array(bytes.dropLast(100)), to: "out/000.tar")
    #expect(try run("in.tar").count == 2)
    #expect(try [UInt8](Data(contentsOf: URL(filePath: folder.place("out/000.tar")))) == bytes)
  }

  @Test("A tar becomes a tree, and companions go where their image goes")
  func tree() throws {
    var all = try members([0, 1])
    all[2].1 = Array(all[2].1.prefix(40))
    try pack(all + [("./../t/note.txt", [1])], to: "in.tar")
    let summary = try batch.run(
      [.path(folder.systemPath("in.tar"))], to: folder.systemPath("out"), stop: StopFlag())
    #expect(summary.counts.done == 1 && summary.counts.failed == 1)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.place("out")).sorted()
      .filter { !$0.hasPrefix(".imgprep") }
    #expect(files == ["manifest.jsonl", "s", "s/0.png", "s/0.txt", "t", "t/note.txt"])
  }

  @Test("An archive that ends early has a failed row, after those of its members")
  func cut() throws {
    try pack(members([0, 1]), to: "in.tar")
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: folder.place("in.tar"))))
    try folder.write(Array(bytes.prefix(2048 + 300)), to: "in.tar")
    let summary = try batch.run(
      [.path(folder.systemPath("in.tar"))], to: folder.systemPath("out"), stop: StopFlag())
    #expect(summary.counts.failed == 1 && summary.stopped == nil)
  }

  @Test("The names of shards have one number")
  func patterns() {
    #expect(ShardPattern("out/%06d.tar")?.name(12) == "000012.tar")
    #expect(ShardPattern("out/a-%d-b.tar")?.name(12) == "a-12-b.tar")
    #expect(ShardPattern("%03d.tar")?.folder == ".")
    #expect(ShardPattern("a-%03d.tar")?.number(of: "a-012.tar") == 12)
    #expect(ShardPattern("a-%03d.tar")?.number(of: "a-12.tar") == nil)
    #expect(ShardPattern("a-%03d.tar")?.number(of: "b-012.tar") == nil)
    for name in [
      "out/a.tar", "out/%06d.zip", "out/%x.tar", "out/%06d-%d.tar", "out/%99999999999d.tar", "%06d/a.tar",
    ] {
      #expect(ShardPattern(SystemPath(name)) == nil, "\(name)")
    }
    #expect(SystemPath("/../a/./b//c.png").confined == "a/b/c.png")
  }
}
