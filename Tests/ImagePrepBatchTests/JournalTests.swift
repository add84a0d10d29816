import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("The journal of a batch")
struct JournalTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("state/tmp")
  }

  private func open() throws -> Journal {
    try Journal(in: folder.systemPath("state"), scratch: folder.systemPath("state/tmp"))
  }

  private func entry(_ name: String, modified: Int = 1, tail: String = "\"status\":\"done\"}\n")
    -> JournalEntry
  {
    JournalEntry(
      output: SystemPath(name + ".png"), input: SystemPath(name + ".jpg"),
      identity: InputIdentity(size: 12, modified: modified), options: [1, 2, 3], status: .done,
      outputIdentity: InputIdentity(size: 34, modified: 5), digest: Array(repeating: 7, count: 32),
      tail: Array(tail.utf8))
  }

  private var bytes: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(filePath: folder.place("state/journal")))) }
  }

  @Test("What was appended is found, in this process and in the next")
  func found() throws {
    let journal = try open()
    // More than the index has slots at first.
    for number in 0..<3000 { try journal.append(entry("\(number)")) }
    for journal in [journal, try open()] {
      for number in [0, 1, 1500, 2999] {
        #expect(try journal.find(SystemPath("\(number).png")) == entry("\(number)"))
      }
      #expect(try journal.find("3000.png") == nil)
    }
  }

  @Test("A later entry replaces an earlier one, and a forgotten output has none")
  func replaced() throws {
    let journal = try open()
    for number in 0..<5 { try journal.append(entry("\(number)")) }
    try journal.append(entry("1", modified: 2))
    try journal.forget("2.png")
    try journal.forget("3.png")
    try journal.append(entry("3", modified: 4))
    for journal in [journal, try open()] {
      #expect(try journal.find("1.png")?.identity.modified == 2)
      #expect(try journal.find("2.png") == nil)
      #expect(try journal.find("3.png")?.identity.modified == 4)
      var outputs: [String] = []
      try journal.visit { outputs.append($0.output.description) }
      #expect(outputs == ["0.png", "4.png", "1.png", "3.png"])
    }
  }

  @Test("Whatever a kill has left of the last record, all records before it count")
  func torn() throws {
    let journal = try open()
    try journal.append(entry("a"))
    let whole = try bytes.count
    try journal.append(entry("b"))
    let all = try bytes
    for count in whole..<all.count {
      try folder.write(Array(all[..<count]), to: "state/journal")
      let journal = try open()
      #expect(try journal.find("a.png") == entry("a"))
      #expect(try journal.find("b.png") == nil)
      try journal.append(entry("c"))
      #expect(try open().find("c.png") == entry("c"))
    }
  }

  @Test("A damaged record ends the journal, and does no harm")
  func damaged() throws {
    let journal = try open()
    for name in ["a", "b", "c"] { try journal.append(entry(name)) }
    let all = try bytes
    for index in stride(from: 0, to: all.count, by: 7) {
      var bytes = all
      bytes[index] ^= 0x40
      try folder.write(bytes, to: "state/journal")
      let journal = try open()
      for name in ["a", "b", "c"] {
        let found = try journal.find(SystemPath(name + ".png"))
        #expect(found == nil || found == entry(name))
      }
    }
  }

  @Test("A journal of replaced records is written anew, and says the same")
  func compacted() throws {
    let journal = try open()
    let tail = String(repeating: "x", count: 1000)
    for round in 0..<100 {
      for name in ["a", "b"] { try journal.append(entry(name, modified: round, tail: tail)) }
    }
    try journal.append(entry("gone"))
    try journal.forget("gone.png")
    let before = try bytes.count
    try journal.compact(scratch: folder.systemPath("state/tmp"))
    #expect(try bytes.count < before / 20)
    let again = try open()
    #expect(try again.find("a.png") == entry("a", modified: 99, tail: tail))
    #expect(try again.find("b.png") == entry("b", modified: 99, tail: tail))
    #expect(try again.find("gone.png") == nil)
  }
}

@Suite("The index in a file")
struct DiskIndexTests {
  @Test("Numbers of one hash are told apart, and all survive growth")
  func hashes() throws {
    let folder = try TemporaryFolder()
    let index = try DiskIndex(in: folder.systemPath(""))
    // Every third has the same hash, and zero is a hash like any other.
    func hash(_ number: Int) -> UInt64 { number % 3 == 0 ? 0 : UInt64(number) &* 0x9E37_79B9_7F4A_7C15 }
    let count = 9000
    for number in 0..<count where number % 3 != 0 || number < 300 {
      try index.set(hash(number), to: number) { $0 == number }
    }
    for number in 0..<count where number % 3 != 0 || number < 300 {
      #expect(try index.find(hash(number)) { $0 == number } == number)
    }
    #expect(try index.find(hash(300)) { $0 == 300 } == nil)
    #expect(try index.find(77) { _ in true } == nil)
    try index.set(hash(1), to: 1_000_001) { $0 == 1 }
    #expect(try index.find(hash(1)) { _ in true } == 1_000_001)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}

@Suite("SHA-256")
struct SHA256Tests {
  /// From FIPS 180-2, and of a million letters a.
  static let known = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test("Known texts, whole and in pieces", arguments: known)
  func texts(_ text: String, _ digest: String) {
    #expect(SHA256.digest(of: Array(text.utf8)).hexadecimal == digest)
    for size in [1, 63, 64, 65, 1000] {
      var hash = SHA256()
      let bytes = Array(text.utf8.prefix(20_000))
      for start in stride(from: 0, to: bytes.count, by: size) {
        hash.add(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      if bytes.count == text.utf8.count { #expect(hash.digest().hexadecimal == digest) }
    }
  }

  @Test("The plain code and that of the processor agree")
  func plain() {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* $0) }
    for count in [0, 1, 55, 56, 64, 119, 120, 128, 9999] {
      let one = SHA256.digest(of: Array(bytes.prefix(count)))
      SHA256.usesPlainCode(true)
      let other = SHA256.digest(of: Array(bytes.prefix(count)))
      SHA256.usesPlainCode(false)
      #expect(one == other)
    }
  }
}
