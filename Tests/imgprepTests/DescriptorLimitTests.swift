import TestSupport
import Testing

@Suite("Few descriptors")
struct DescriptorLimitTests {
  /// Runs the command where a process may have so many descriptors; `$IMGPREP` is the command.
  private static func run(_ limit: Int, _ command: String, in folder: TemporaryFolder) async throws
    -> Finished
  {
    try await Binary.run(
      ["-c", "ulimit -n \(limit); \(command)"], environment: ["IMGPREP": try Binary.path()], in: folder.path,
      program: "/bin/sh")
  }

  @Test(
    "As many images at once as there are descriptors for",
    arguments: [
      (20, "--jobs 8 --isolate"), (16, "--jobs 1024 --isolate"), (16, "--jobs 64"), (12, "--jobs 8"),
    ])
  func few(_ limit: Int, _ options: String) async throws {
    let folder = try TemporaryFolder()
    for index in 1...40 { try folder.draw("photos/\(index).png", 30, 20) }
    let run = try await Self.run(limit, "\"$IMGPREP\" photos -o out/ \(options)", in: folder)
    #expect(run.code == 0 && run.lines.count == 40, "\(run.errors)")
  }

  @Test("Too few for a worker are said to be so")
  func none() async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", 30, 20)
    for limit in [6, 7, 8, 10] {
      let run = try await Self.run(limit, "\"$IMGPREP\" in.png --isolate", in: folder)
      #expect(run.code == 69 && run.errors.contains("ulimit -n"), "\(limit): \(run.errors)")
    }
  }

  @Test("A closed standard input is unreadable, and no concern of files", arguments: ["", "--isolate"])
  func noInput(_ option: String) async throws {
    let folder = try TemporaryFolder()
    try folder.draw("in.png", 30, 20)
    let piped = try await Self.run(64, "\"$IMGPREP\" - -o out.png \(option) <&-", in: folder)
    if !option.isEmpty { #expect(piped.code == 74 && !piped.errors.contains("attack"), "\(piped.errors)") }
    let named = try await Self.run(64, "\"$IMGPREP\" in.png -o named.png \(option) <&-", in: folder)
    #expect(named.code == 0, "\(named.errors)")
  }
}
