import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Batch")
struct BatchTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func draw(_ name: String, _ width: Int = 20, as format: OutputFormat = .png) throws {
    let pixels = try PixelBuffer(size: Size(width: width, height: 10), format: .rgb8)
    try folder.write(pixels.encoded(as: Encoding(format)), to: name)
  }

  private var batch: Batch {
    var batch = Batch(Normalizer(Options(max: 16, multiple: 1)), Encoding(.png), version: "1")
    batch.jobs = 2
    return batch
  }

  private struct Row: Decodable {
    var input: String
    var output: String?
    var status: String
    var error: Failure?
    var outputBytes: Int?
    var sha256: String?

    struct Failure: Decodable {
      var kind: String
      var message: String
    }
  }

  private func rows(_ name: String = "out") throws -> [Row] {
    let bytes = try Data(contentsOf: URL(filePath: folder.place("\(name)/manifest.jsonl")))
    return try bytes.split(separator: 0x0A).map { try JSONDecoder().decode(Row.self, from: $0) }
  }

  /// Runs, and returns the inputs that were worked on.
  @discardableResult
  private func run(_ batch: Batch, _ inputs: [String] = ["in"], to output: String = "out") throws -> [String]
  {
    var observer = Batch.Observer()
    var worked: [String] = []
    observer.row = { row in
      if row.isNew { worked.append(row.input.name.description) }
    }
    let summary = try batch.run(
      inputs.map { .path(folder.systemPath(SystemPath($0))) }, to: folder.systemPath(SystemPath(output)),
      stop: StopFlag(), observer: observer)
    #expect(summary.stopped == nil && summary.error == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.place(output + "/.imgprep/tmp")) == [])
    return worked
  }

  private func touch(_ name: String, _ seconds: Int) {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    _ = unsafe times.withUnsafeBufferPointer {
      unsafe utimensat(AT_FDCWD, folder.place(name), $0.baseAddress, 0)
    }
  }

  @Test("Every input has a row, in order, and a second run has nothing to do")
  func twice() throws {
    try draw("in/b.png")
    try draw("in/a/x.jpg", as: .jpeg)
    try folder.write([0x89, 0x50], to: "in/c.png")
    #expect(try run(batch) == ["x.jpg", "b.png", "c.png"])
    #expect(try rows().map(\.output) == ["a/x.png", "b.png", nil])
    #expect(try rows().map(\.status) == ["done", "done", "failed"])
    #expect(try rows().map(\.error?.kind) == [nil, nil, "unsupportedFormat"])
    let bytes = try Data(contentsOf: URL(filePath: folder.place("out/b.png")))
    #expect(try rows()[1].outputBytes == bytes.count)
    #expect(try rows()[1].sha256 == SHA256.digest(of: Array(bytes)).hexadecimal)
    let account = try Data(contentsOf: URL(filePath: folder.place("out/manifest.jsonl")))
    #expect(try run(batch).isEmpty)
    #expect(try Data(contentsOf: URL(filePath: folder.place("out/manifest.jsonl"))) == account)
  }

  @Test("What has changed is done again, and nothing else")
  func changes() throws {
    for name in ["a", "b", "c", "d"] { try draw("in/\(name).png") }
    try run(batch)
    try draw("in/a.png", 18)
    touch("in/b.png", 1000)
    try FileManager.default.removeItem(atPath: folder.place("out/c.png"))
    try draw("in/e.png")
    #expect(try run(batch) == ["a.png", "b.png", "c.png", "e.png"])
    var other = batch
    other.encoding.compressionLevel = 9
    #expect(try run(other).count == 5)
    #expect(try run(other).isEmpty)
    other.version = "2"
    #expect(try run(other).count == 5)
    other.jobs = 1
    other.memory = 1
    #expect(try run(other).isEmpty)
    try FileManager.default.moveItem(atPath: folder.place("in"), toPath: folder.place("moved"))
    #expect(try run(other, ["moved"]).isEmpty)
    #expect(try rows().first?.input == folder.place("moved/a.png"))
  }

  @Test("An output of another time is the same if its bytes are, and is made again if they are not")
  func outputs() throws {
    for name in ["a", "b"] { try draw("in/\(name).png") }
    try run(batch)
    touch("out/a.png", 1000)
    let size = try Data(contentsOf: URL(filePath: folder.place("out/b.png"))).count
    try folder.write(Array(repeating: 0, count: size), to: "out/b.png")
    touch("out/b.png", 1000)
    #expect(try run(batch) == ["b.png"])
    #expect(try run(batch).isEmpty)
    #expect(try Data(contentsOf: URL(filePath: folder.place("out/b.png"))).first == 0x89)
  }

  @Test("Verdicts are remembered until they are asked for again, and take their old output away")
  func failures() throws {
    try draw("in/a.png")
    try draw("in/b.png")
    try run(batch)
    try folder.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], to: "in/a.png")
    #expect(try run(batch) == ["a.png"])
    #expect(!FileManager.default.fileExists(atPath: folder.place("out/a.png")))
    #expect(try run(batch).isEmpty)
    let kind = try #require(try rows().first?.error?.kind)
    var again = batch
    again.retry = .kind("overLimit")
    #expect(try run(again).isEmpty)
    again.retry = .kind(kind)
    #expect(try run(again) == ["a.png"])
    again.retry = .all
    #expect(try run(again) == ["a.png"])
  }

  @Test("The first of two inputs with one output has it, whatever came before")
  func clash() throws {
    try draw("in/a.png", 12)
    try run(batch)
    try draw("in/a.jpg", 14, as: .jpeg)
    try run(batch)
    #expect(try rows().map(\.status) == ["done", "failed"])
    #expect(try rows()[1].error?.kind == "outputExists")
    #expect(try rows()[1].error?.message.contains("in/a.jpg") == true)
    let size = try Normalizer(Options(max: nil, multiple: 1)).normalize(contentsOf: folder.place("out/a.png"))
    #expect(size.pixels.width == 14)
    try FileManager.default.removeItem(atPath: folder.place("in/a.jpg"))
    #expect(try run(batch) == ["a.png"])
    var other = batch
    other.names = .keepExtension
    try draw("in/a.jpg", 14, as: .jpeg)
    try run(other)
    #expect(try rows().map(\.output) == ["a.jpg.png", "a.png.png"])
  }

  @Test("A path named twice is done once and has two rows")
  func repeated() throws {
    try draw("in/a.png")
    #expect(try run(batch, ["in/a.png", "in/a.png"]) == ["a.png"])
    #expect(try rows().map(\.output) == ["a.png", "a.png"])
    #expect(try rows().map(\.sha256)[0] == rows().map(\.sha256)[1])
  }

  @Test("An output never replaces its own input")
  func itself() throws {
    try draw("in/a.png", 30)
    let bytes = try Data(contentsOf: URL(filePath: folder.place("in/a.png")))
    let summary = try batch.run(
      [.path(folder.systemPath("in/a.png"))], to: folder.systemPath("in"), stop: StopFlag())
    #expect(summary.counts.failed == 1)
    #expect(try rows("in").map(\.error?.kind) == ["outputExists"])
    #expect(try Data(contentsOf: URL(filePath: folder.place("in/a.png"))) == bytes)
  }

  @Test("Outputs of inputs that have gone stay until they are pruned")
  func prune() throws {
    for name in ["a", "b"] { try draw("in/\(name).png") }
    try run(batch)
    try FileManager.default.removeItem(atPath: folder.place("in/a.png"))
    try run(batch)
    #expect(try rows().count == 1)
    #expect(FileManager.default.fileExists(atPath: folder.place("out/a.png")))
    var pruning = batch
    pruning.prunes = true
    try run(pruning)
    #expect(!FileManager.default.fileExists(atPath: folder.place("out/a.png")))
    #expect(FileManager.default.fileExists(atPath: folder.place("out/b.png")))
  }

  @Test("A folder that another run is at work in is refused")
  func locked() throws {
    try draw("in/a.png")
    let state = try OutputState(folder.systemPath("out"))
    #expect { try run(batch) } throws: { ($0 as? ImageError)?.code == .uncreatable }
    _ = consume state
    #expect(try run(batch) == ["a.png"])
  }

  @Test("A run that is stopped leaves no account, and the next goes on")
  func stopped() throws {
    for index in 0..<20 { try draw("in/\(index).png") }
    let stop = StopFlag()
    var observer = Batch.Observer()
    observer.row = { _ in stop.set(.signal) }
    var one = batch
    one.jobs = 1
    let summary = try one.run(
      [.path(folder.systemPath("in"))], to: folder.systemPath("out"), stop: stop, observer: observer)
    #expect(summary.stopped == .signal)
    #expect(!FileManager.default.fileExists(atPath: folder.place("out/manifest.jsonl")))
    #expect(try run(batch).count == 20 - summary.counts.rows)
    #expect(try rows().count == 20)
  }

  @Test("Images that are what is asked are copied; broken ones fail; reencoding makes them anew")
  func ready() throws {
    try draw("in/a.png", 16)
    let bytes = try Data(contentsOf: URL(filePath: folder.place("in/a.png")))
    try folder.write(Array(bytes.dropLast(20)), to: "in/b.png")
    try draw("in/c.png", 17)
    try run(batch)
    #expect(try rows().map(\.status) == ["unchanged", "failed", "done"])
    #expect(try Data(contentsOf: URL(filePath: folder.place("out/a.png"))) == bytes)
    var again = batch
    again.reencodes = true
    try run(again)
    #expect(try rows().map(\.status) == ["done", "failed", "done"])
  }

  @Test("Parts share the inputs, and merging proves that they are all there")
  func parts() throws {
    for index in 0..<30 { try draw("in/\(index % 3)/\(index).png") }
    try draw("in/0/0.jpg", as: .jpeg)
    try run(batch, to: "whole")
    func part(_ number: Int, of count: Int, to output: String? = nil) throws {
      var batch = batch
      batch.part = Part(number, of: count)
      try run(batch, to: output ?? "p\(number)")
    }
    func merge(_ names: String...) throws -> Int {
      try Merge(names.map { folder.systemPath(SystemPath($0)) }, to: folder.systemPath("all")).run()
    }
    for number in 1...3 { try part(number, of: 3) }
    #expect(try merge("p1", "p2", "p3") == 31)
    #expect(try rows("all").map(\.input) == rows("whole").map(\.input))
    #expect(try rows("all").map(\.sha256) == rows("whole").map(\.sha256))
    for row in try rows("all") {
      guard let output = row.output else { continue }
      #expect(FileManager.default.fileExists(atPath: folder.place("all/" + output)), "\(output)")
    }
    func refuses(_ names: String..., naming word: String) {
      #expect {
        try Merge(names.map { folder.systemPath(SystemPath($0)) }, to: folder.systemPath("all")).run()
      } throws: {
        ($0 as? ImageError)?.description.contains(word) == true
      }
    }
    refuses("p1", "p2", naming: "3/3")
    refuses("p1", "p2", "p2", naming: "p2")
    refuses("p1", "p2", "in", naming: "in")
    try part(2, of: 2, to: "half")
    refuses("p1", "half", "p3", naming: "half")
    try draw("in/new.png")
    try part(1, of: 3)
    refuses("p1", "p2", "p3", naming: "p2")
    try part(2, of: 3)
    try part(3, of: 3)
    #expect(try merge("p3", "p1", "p2") == 32)
    try FileManager.default.removeItem(atPath: folder.place("p2/.imgprep/run"))
    refuses("p1", "p2", "p3", naming: "p2")
  }

  @Test("An input that is not there, and the folder of outputs among the inputs, are refused before any work")
  func wrong() throws {
    try draw("in/a.png")
    #expect { try run(batch, ["in", "none"]) } throws: { ($0 as? ImageError)?.code == .missing }
    #expect { try run(batch, to: "in") } throws: { ($0 as? ImageError)?.code == .invalidOptions }
    #expect(!FileManager.default.fileExists(atPath: folder.place("out")))
    #expect(!FileManager.default.fileExists(atPath: folder.place("in/.imgprep")))
  }
}
