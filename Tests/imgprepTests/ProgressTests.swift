import Foundation
import TestSupport
import Testing

@Suite("Progress on a terminal")
struct ProgressTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for index in 1...30 { try folder.draw("in/\(index).png") }
  }

  @Test(
    "What is drawn fits the terminal's width, so that it can be erased", arguments: [10, 25, 40, 66, 100])
  func width(_ columns: Int) async throws {
    let shown = try await onTerminal(columns: columns, type: "xterm")
    let drawn = shown.components(separatedBy: "\r\u{1B}[J").filter { !$0.contains("\n") && !$0.isEmpty }
    #expect(drawn.contains { $0.contains("/30") })
    for line in drawn { #expect(line.count < columns, "\(line)") }
    #expect(drawn.contains { $0.contains("█") || $0.contains("░") } == (columns > 15))
  }

  @Test("A dumb terminal gets words only")
  func dumb() async throws {
    try folder.write("words", to: "in/bad.png")
    let shown = try await onTerminal(columns: 80, type: "dumb")
    #expect(shown.contains("error: in/bad.png") && shown.contains("30 done"))
    #expect(!shown.contains("\u{1B}") && !shown.contains("█"))
  }

  /// What the command writes to a terminal, its standard error.
  private func onTerminal(columns: Int, type: String) async throws -> String {
    var (master, slave): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    try #require(unsafe openpty(&master, &slave, nil, nil, &size) == 0)
    let process = Process()
    process.executableURL = URL(filePath: try Binary.path())
    process.arguments = ["in", "-o", "out/", "--jobs", "1"]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(["TERM": type]) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: slave)
    try process.run()
    close(slave)
    let terminal = master
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
          // A terminal that nobody writes to any more is an error, not an end.
          let count = unsafe read(terminal, &buffer, buffer.count)
          guard count > 0 else { break }
          bytes += buffer[..<count]
        }
        close(terminal)
        continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
      }
    }
  }
}
