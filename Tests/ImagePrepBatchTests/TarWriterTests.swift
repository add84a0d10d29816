import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Tar archives that are written")
struct TarWriterTests {
  /// The bytes that a body writes to a file.
  static func written(_ body: (TarWriter) throws -> Void) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try folder.write(to: "a.tar")
    let file = try #require(FileHandle(forWritingAtPath: folder.place("a.tar")))
    try body(TarWriter(descriptor: file.fileDescriptor))
    try file.close()
    return Array(try Data(contentsOf: URL(filePath: folder.place("a.tar"))))
  }

  /// A field, padded with zero bytes.
  private static func field(_ text: String, _ width: Int) -> [UInt8] {
    Array(text.utf8) + [UInt8](repeating: 0, count: width - text.utf8.count)
  }

  /// A header put together field by field, as POSIX describes it.
  static func header(
    _ name: [UInt8], size: String, kind: String = "0", prefix: String = ""
  ) -> [UInt8] {
    let before =
      name + [UInt8](repeating: 0, count: 100 - name.count) + field("0000644", 8) + field("0000000", 8)
      + field("0000000", 8) + field(size, 12) + field("00000000000", 12)
    let after =
      Array(kind.utf8) + field("", 100) + field("ustar", 6) + Array("00".utf8) + field("", 32) + field("", 32)
      + field("0000000", 8) + field("0000000", 8) + field(prefix, 155) + field("", 12)
    let sum = (before + Array("        ".utf8) + after).reduce(0) { $0 + Int($1) }
    return before + Array(String(format: "%06o", sum).utf8) + [0, 0x20] + after
  }

  static func padded(_ data: [UInt8]) -> [UInt8] {
    data + [UInt8](repeating: 0, count: (512 - data.count % 512) % 512)
  }

  private static let hello = Array("hello".utf8)

  @Test("A small archive has the bytes that POSIX says")
  func small() throws {
    var offsets: [Int] = []
    let bytes = try Self.written { writer in
      offsets.append(try writer.append("s/1.txt", Self.hello))
      offsets.append(try writer.append("s/1.cls", []))
      offsets.append(try writer.append("b", Self.hello))
      #expect(try writer.finish() == 10_240)
    }
    let expected =
      Self.header(Array("s/1.txt".utf8), size: "00000000005") + Self.padded(Self.hello)
      + Self.header(Array("s/1.cls".utf8), size: "00000000000")
      + Self.header(Array("b".utf8), size: "00000000005") + Self.padded(Self.hello)
    #expect(offsets == [512, 1536, 2048])
    #expect(bytes == expected + [UInt8](repeating: 0, count: 10_240 - expected.count))
  }

  @Test("Headers and data with pieces and large members stay whole blocks, and the end a whole record")
  func large() throws {
    let data = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let bytes = try Self.written { writer in
      #expect(try writer.begin("large", size: data.count) == 512)
      for start in stride(from: 0, to: data.count, by: 90_000) {
        try writer.write(Array(data[start..<min(start + 90_000, data.count)]))
      }
      try writer.end()
      #expect(try writer.append("next", data) == 512 + 700_416 + 512)
      try writer.finish()
    }
    // 700,001 bytes are 1,368 blocks.
    #expect(bytes.count % 10_240 == 0 && bytes.count >= 2 * (512 + 700_416) + 1024)
    #expect(Array(bytes[512..<(512 + data.count)]) == data)
    #expect(Array(bytes[(700_416 + 1024)...].prefix(data.count)) == data)
  }

  @Test("An end that fills a record adds no other")
  func fullRecord() throws {
    // A header, 17 blocks of data and two of the end are 20 blocks.
    let full = try Self.written { writer in
      try writer.append("a", [UInt8](repeating: 1, count: 17 * 512))
      #expect(try writer.finish() == 10_240)
    }
    #expect(full.count == 10_240)
    let more = try Self.written { writer in
      try writer.append("a", [UInt8](repeating: 1, count: 17 * 512 + 1))
      try writer.finish()
    }
    #expect(more.count == 20_480)
  }

  @Test("Names up to 100 bytes, and up to 256 with a slash in the right place, need no extended header")
  func longNames() throws {
    let name = String(repeating: "n", count: 100)
    let prefix = String(repeating: "p", count: 155)
    let bytes = try Self.written { writer in
      try writer.append(SystemPath(name), [])
      try writer.append(SystemPath(prefix + "/" + name), [])
    }
    // `finish` was not called, so nothing is flushed; the whole archive is.
    #expect(bytes.isEmpty)
    let whole = try Self.written { writer in
      try writer.append(SystemPath(name), [])
      #expect(try writer.append(SystemPath(prefix + "/" + name), []) == 1024)
      try writer.finish()
    }
    #expect(Array(whole.prefix(512)) == Self.header(Array(name.utf8), size: "00000000000"))
    #expect(
      Array(whole[512..<1024]) == Self.header(Array(name.utf8), size: "00000000000", prefix: prefix))
  }

  @Test("Longer names have an extended header with their bytes")
  func extendedNames() throws {
    let name = [UInt8](repeating: 0xFF, count: 101)
    let bytes = try Self.written { writer in
      #expect(try writer.append(SystemPath(bytes: name), Self.hello) == 1536)
      try writer.finish()
    }
    // 3 digits, a space, `path=`, 101 bytes and a newline are 111.
    let records = Array("21 hdrcharset=BINARY\n111 path=".utf8) + name + [0x0A]
    #expect(
      Array(bytes.prefix(1024))
        == Self.header(Array("././@PaxHeader".utf8), size: "00000000204", kind: "x") + Self.padded(records))
    #expect(Array(bytes[1024..<1536]) == Self.header(Array(name.prefix(100)), size: "00000000005"))
  }

  @Test("Sizes of 8 GiB and more have an extended header", arguments: [1 << 33 - 1, 1 << 33])
  func sizes(_ size: Int) throws {
    let blocks = try TarHeaderText.blocks("a", size: size)
    if size < 1 << 33 {
      #expect(blocks == Self.header([0x61], size: "77777777777"))
    } else {
      let records = Array("19 size=8589934592\n".utf8)
      #expect(
        blocks == Self.header(Array("././@PaxHeader".utf8), size: "00000000023", kind: "x")
          + Self.padded(records) + Self.header([0x61], size: "00000000000"))
    }
  }

  @Test("A name that no member can have is refused", arguments: ["", "a/", "a\0b"])
  func badNames(_ name: String) {
    #expect(throws: ImageError.self) { try TarHeaderText.blocks(SystemPath(name), size: 0) }
  }

  @Test("Pieces that do not make the announced size are refused")
  func wrongPieces() throws {
    _ = try Self.written { writer in
      _ = try writer.begin("a", size: 3)
      #expect(throws: ImageError.self) { try writer.write(Self.hello) }
      try writer.write([1, 2])
      #expect(throws: ImageError.self) { try writer.end() }
      #expect(throws: ImageError.self) { try writer.append("b", []) }
    }
  }

  @Test("A disk that is full is an error with the system's number")
  func fullDisk() throws {
    guard let full = FileHandle(forWritingAtPath: "/dev/full") else { return }
    let writer = TarWriter(descriptor: full.fileDescriptor)
    try writer.append("a", Self.hello)
    let error = #expect(throws: ImageError.self) { try writer.finish() }
    #expect(error?.systemError == ENOSPC && error?.code == .unwritable)
  }
}
