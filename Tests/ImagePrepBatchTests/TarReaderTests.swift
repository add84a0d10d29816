import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Tar archives that are read")
struct TarReaderTests {
  struct Found: Equatable {
    var name: SystemPath
    var data: [UInt8]
    var offset: Int

    init(_ name: SystemPath, _ data: [UInt8], at offset: Int) {
      self.name = name
      self.data = data
      self.offset = offset
    }
  }

  static func read(_ bytes: [UInt8], piece: Int = .max) throws -> [Found] {
    let reader = TarReader(MemoryStream(bytes, piece: piece), path: "in.tar")
    var found: [Found] = []
    while let member = try reader.next() {
      let data = try reader.read(atMost: 1 << 20)
      #expect(data.count == member.size)
      found.append(Found(member.name, data, at: member.offset))
    }
    return found
  }

  private static let end = [UInt8](repeating: 0, count: 1024)
  private static let hello = Array("hello".utf8)
  private static let data = TarWriterTests.padded(hello)

  private static func header(_ name: String, _ size: String, kind: String = "0", prefix: String = "")
    -> [UInt8]
  {
    TarWriterTests.header(Array(name.utf8), size: size, kind: kind, prefix: prefix)
  }

  /// Changes a header, and its checksum to match.
  private static func changed(_ header: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var block = header
    change(&block)
    block.replaceSubrange(148..<156, with: Array("        ".utf8))
    let sum = block.reduce(0) { $0 + Int($1) }
    block.replaceSubrange(148..<156, with: Array(String(format: "%06o", sum).utf8) + [0, 0x20])
    return block
  }

  private static func error(_ bytes: [UInt8]) -> ImageError? {
    do {
      _ = try read(bytes)
      return nil
    } catch {
      return error as? ImageError
    }
  }

  @Test(
    "ustar, with a prefix; folders, links and devices are passed over", arguments: [Int.max, 1, 511, 513])
  func ustar(_ piece: Int) throws {
    let bytes =
      Self.header("s/", "00000000000", kind: "5") + Self.header("s/1.txt", "00000000005") + Self.data
      + Self.header("link", "00000000005", kind: "1") + Self.header("link", "00000000000", kind: "2")
      + Self.header("pipe", "00000000000", kind: "6") + Self.header("2", "5 ", prefix: "long") + Self.data
      + Self.header("empty", "00000000000") + Self.end
    #expect(
      try Self.read(bytes, piece: piece) == [
        Found("s/1.txt", Self.hello, at: 1024), Found("long/2", Self.hello, at: 512 * 7),
        Found("empty", [], at: 512 * 9),
      ])
    let reader = TarReader(MemoryStream(bytes), path: "in.tar")
    while try reader.next() != nil {}
    #expect(reader.passedOver == 4)
  }

  @Test("The format of old Unix: no magic, no kind, folders by a slash, the sum of signed bytes")
  func old() throws {
    var block = [UInt8](repeating: 0, count: 512)
    let name = [UInt8](repeating: 0xFF, count: 100)
    block.replaceSubrange(0..<100, with: name)
    block.replaceSubrange(124..<136, with: Array("          5\0".utf8))
    // 100 bytes of -1, ten spaces, a five, and eight spaces for the sum itself.
    let sum = -100 + 10 * 32 + 53 + 8 * 32
    block.replaceSubrange(148..<156, with: Array(String(format: "%6o", sum).utf8) + [0, 0x20])
    let folder = Self.changed([UInt8](repeating: 0, count: 512)) {
      $0[0] = 0x61
      $0[1] = 0x2F
    }
    #expect(
      try Self.read(folder + block + Self.data + Self.end) == [
        Found(SystemPath(bytes: name), Self.hello, at: 1024)
      ])
  }

  @Test("GNU's long names, and its magic without a prefix")
  func gnu() throws {
    let long = String(repeating: "n", count: 600)
    let gnuMagic = Self.changed(Self.header("cut", "00000000005", prefix: "12345")) {
      $0.replaceSubrange(257..<265, with: Array("ustar  \0".utf8))
    }
    let bytes =
      Self.header("././@LongLink", "00000001131", kind: "L") + TarWriterTests.padded(Array(long.utf8) + [0])
      + Self.header("././@LongLink", "00000000005", kind: "K") + Self.data + gnuMagic + Self.data + gnuMagic
      + Self.data
      + Self.end
    #expect(
      try Self.read(bytes) == [
        Found(SystemPath(long), Self.hello, at: 512 * 6), Found("cut", Self.hello, at: 512 * 8),
      ])
  }

  @Test("Extended headers: of the next member, and of all that follow")
  func extended() throws {
    func pax(_ kind: String, _ text: String) -> [UInt8] {
      Self.header("x", String(format: "%011o", text.utf8.count), kind: kind)
        + TarWriterTests.padded(Array(text.utf8))
    }
    let bytes =
      pax("g", "15 path=common\n20 comment=a=b path\n")
      + pax("x", "30 mtime=1350244992.023960108\n12 path=own\n10 size=5\n") + Self.header("a", "00000000000")
      + Self.data
      + Self.header("b", "00000000005") + Self.data + pax("g", "8 path=\n") + Self.header("c", "00000000005")
      + Self.data
      + Self.end
    #expect(try Self.read(bytes).map(\.name) == ["own", "common", "c"])
    #expect(try Self.read(bytes).map(\.data) == [Self.hello, Self.hello, Self.hello])
  }

  @Test("Sizes in bytes instead of digits")
  func bytesForNumbers() throws {
    let block = Self.changed(Self.header("a", "00000000000")) {
      $0.replaceSubrange(124..<136, with: [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5])
    }
    #expect(try Self.read(block + Self.data + Self.end) == [Found("a", Self.hello, at: 512)])
    #expect(TarHeader.number([0x80, 0, 0, 0, 0x7F, 255, 255, 255, 255, 255, 255, 255]) == Int.max)
    #expect(TarHeader.number([0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]) == nil)
    #expect(TarHeader.number(ArraySlice([UInt8](repeating: 0xFF, count: 12))) == nil)
  }

  @Test("A name is bytes")
  func nameBytes() throws {
    let name: [UInt8] = [0x61, 0xFF, 0x0A, 0xC3]
    #expect(
      try Self.read(TarWriterTests.header(name, size: "00000000000") + Self.end).map(\.name) == [
        SystemPath(bytes: name)
      ])
  }

  @Test("What TarWriter writes, with names of all lengths")
  func roundTrip() throws {
    let names = [1, 99, 100, 101, 155, 156, 255, 256, 257, 300, 4000].flatMap { count in
      [
        SystemPath(String(repeating: "n", count: count)),
        SystemPath(String(repeating: "d/", count: count) + "n"),
      ]
    }
    let bytes = try TarWriterTests.written { writer in
      for name in names { try writer.append(name, name.bytes) }
      try writer.finish()
    }
    let found = try Self.read(bytes, piece: 777)
    #expect(found.map(\.name) == names && found.map(\.data) == names.map(\.bytes))
    for member in found { #expect(Array(bytes[member.offset...].prefix(member.data.count)) == member.data) }
  }

  @Test("A file that is passed over, peeked at, or read in pieces")
  func pieces() throws {
    let folder = try TemporaryFolder()
    let data = (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let bytes = try TarWriterTests.written { writer in
      for name in ["a", "b", "c"] { try writer.append(SystemPath(name), data) }
      try writer.finish()
    }
    try folder.write(bytes, to: "in.tar")
    let path = folder.systemPath("in.tar")
    let reader = TarReader(try DescriptorStream(contentsOf: path), path: path)
    #expect(try reader.next()?.name == "a")
    #expect(try reader.next()?.name == "b")
    #expect(try reader.peek(12) == Array(data.prefix(12)))
    var read: [UInt8] = []
    while case let piece = try reader.readPiece(atMost: 100_000), !piece.isEmpty { read += piece }
    #expect(read == data)
    #expect(try reader.next()?.name == "c")
    #expect(throws: ImageError.self) { try reader.read(atMost: 899_999) }
    #expect(try reader.next() == nil)
    #expect(try reader.next() == nil)
  }

  @Test("An archive that ends early names the member that is cut")
  func truncated() throws {
    let whole =
      Self.header("a", "00000000005") + Self.data + Self.header("b", "00000000005") + Self.data + Self.end
    for count in 0..<(2048 + 512) {
      let error = try #require(Self.error(Array(whole.prefix(count))))
      #expect(error.code == .truncated && error.path == "in.tar")
      if (1536..<2048).contains(count) { #expect(error.reason.contains("member b")) }
    }
    // One block of zeros is enough.
    #expect(Self.error(Array(whole.prefix(2560))) == nil)
  }

  @Test("A file that ends early is noticed, though members are passed over by seeking")
  func truncatedFile() throws {
    let folder = try TemporaryFolder()
    let bytes = Self.header("a", "00004000000") + [UInt8](repeating: 1, count: 1 << 19)
    try folder.write(bytes, to: "in.tar")
    let path = folder.systemPath("in.tar")
    let reader = TarReader(try DescriptorStream(contentsOf: path), path: path)
    #expect(try reader.next()?.size == 1 << 20)
    let error = #expect(throws: ImageError.self) { try reader.next() }
    #expect(error?.code == .truncated && error?.reason.contains("member a") == true)
  }

  @Test("What would lose a file is an error")
  func faults() throws {
    let member = Self.header("a", "00000000005") + Self.data
    var damaged = member
    damaged[0] = 0x62
    #expect(Self.error(damaged + Self.end)?.code == .unsupportedFormat)
    #expect(Self.error(member + damaged + Self.end)?.reason.contains("checksum") == true)
    #expect(Self.error(member + Self.end + member + Self.end)?.reason.contains("another archive") == true)
    #expect(Self.error(member + Self.end + [UInt8](repeating: 7, count: 700)) == nil)
    #expect(
      Self.error(member + Array(Self.end.prefix(512)) + member + Self.end)?.reason.contains("zeros") == true)
    let sparse = Self.error(Self.header("s", "00000000005", kind: "S") + Self.data + Self.end)
    #expect(sparse?.code == .unsupportedVariant && sparse?.reason.contains("member s") == true)
    let records =
      Self.header("x", "00000000026", kind: "x")
      + TarWriterTests.padded(Array("22 GNU.sparse.major=1\n".utf8))
    #expect(Self.error(records + member + Self.end)?.code == .unsupportedVariant)
    #expect(
      Self.error(Self.header("m", "00000000005", kind: "M") + Self.data + Self.end)?.code
        == .unsupportedVariant)
    #expect(Self.error(Self.header("", "00000000000") + Self.end)?.code == .corrupt)
    #expect(Self.error(records + Self.end)?.code == .corrupt)
  }

  @Test("Impossible sizes are errors, and take no memory")
  func sizes() throws {
    func sized(_ bytes: [UInt8], kind: String = "0") -> [UInt8] {
      Self.changed(Self.header("a", "00000000000", kind: kind)) { $0.replaceSubrange(124..<136, with: bytes) }
    }
    let most: [UInt8] = [0x80, 0, 0, 0, 0x7F, 255, 255, 255, 255, 255, 255, 255]
    #expect(Self.error(sized(most))?.reason.contains("impossible size") == true)
    #expect(Self.error(sized(most, kind: "D"))?.reason.contains("impossible size") == true)
    #expect(Self.error(sized(most, kind: "x"))?.code == .overLimit)
    #expect(Self.error(sized(most, kind: "L"))?.code == .overLimit)
    #expect(Self.error(sized(Array("00000000009\0".utf8)))?.reason.contains("size is no number") == true)
    let reader = TarReader(
      MemoryStream(sized([0x80, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]) + Self.data), path: "in.tar")
    #expect(try reader.next()?.size == 1 << 40)
    // Nothing of that size is allocated: only five blocks came.
    let error = #expect(throws: ImageError.self) { try reader.read(atMost: .max) }
    #expect(error?.code == .truncated)
  }

  @Test(
    "Records that are none are errors",
    arguments: [
      "5 a=b\n", "7 a=b\n", "0 a=b\n", "a=b\n", " 6 a=b\n", "6 aab\n", "999999999 a=b\n", "99999999 a=b\n",
      "6 a=b ",
      "12 size=12a\n", "29 size=99999999999999999999\n", "12 path=a\0b\n", "2 \n", "3 \n", "1",
    ])
  func records(_ text: String) {
    var records = PaxRecords()
    #expect(throws: (any Error).self) { try records.read(Array(text.utf8)) }
  }

  @Test("An error of the stream is an error about the archive")
  func readingFails() throws {
    let failure = ImageError(.unreadable, "reading failed")
    let reader = TarReader(MemoryStream(Self.header("a", "00000000005"), failure: failure), path: "in.tar")
    _ = try reader.next()
    let error = #expect(throws: ImageError.self) { try reader.read(atMost: 5) }
    #expect(error == failure.at("in.tar"))
    #expect(throws: ImageError.self) { try reader.next() }
  }

  @Test("Random changes of archives never trap, and never lose a member in silence")
  func mutations() throws {
    var generator = SeededGenerator(20)
    let whole = try TarWriterTests.written { writer in
      for index in 0..<4 {
        let long = String(repeating: "x", count: 120)
        try writer.append(SystemPath("s/\(index)\(index == 2 ? long : "").jpg"), generator.bytes(200 * index))
      }
      try writer.finish()
    }
    let members = try Self.read(whole).count
    for _ in 0..<3000 {
      var bytes = Array(whole.prefix(Int.random(in: 0...whole.count, using: &generator)))
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<min(bytes.count, 6000), using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      if let found = try? Self.read(bytes, piece: 600) { #expect(found.count == members) }
    }
    for _ in 0..<1000 {
      let count = Int.random(in: 0...2000, using: &generator)
      #expect(throws: ImageError.self) { try Self.read(generator.bytes(count)) }
    }
    // With a right checksum, random headers reach the code behind it.
    for _ in 0..<3000 {
      let header = Self.changed(generator.bytes(512)) {
        $0[156] = Array("0LKxgSMDV1".utf8).randomElement(using: &generator) ?? 0
        if generator.next() % 2 == 0 { $0.replaceSubrange(124..<136, with: Array("00000000700\0".utf8)) }
      }
      _ = try? Self.read(header + generator.bytes(1024) + header + Self.end)
    }
  }
}
