import Dispatch
import Foundation

/// What a run of the command left behind.
struct Finished: Sendable {
  /// The exit code; 128 and more where a signal ended it.
  var code: Int32
  var output: [UInt8]
  var errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n").map(String.init) }
}

/// The built command, run as a user would.
enum Binary {
  static let secondsAllowed = 60
  /// What a pipe holds on every system before somebody reads it.
  static let mostInput = 16_384

  /// - Parameters:
  ///   - input: The bytes on standard input, at most `mostInput`.
  ///   - environment: Variables added to those of the test.
  ///   - output: Where standard output goes instead of into `Finished.output`.
  ///   - program: Another program's path.
  static func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:], in folder: String,
    output: FileHandle? = nil, program: String? = nil
  ) async throws -> Finished {
    let process = Process()
    process.executableURL = URL(filePath: try program ?? path())
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    if let output { process.standardOutput = output } else { process.standardOutput = stdout }
    process.standardError = stderr

    // All of it fits into the pipe, so that nothing need be written while the command runs.
    guard input.count <= mostInput else { throw CocoaError(.fileWriteOutOfSpace) }
    try stdin.fileHandleForWriting.write(contentsOf: input)
    try stdin.fileHandleForWriting.close()

    let (exits, exit) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { process in
      let signalled = process.terminationReason == .uncaughtSignal
      exit.yield(process.terminationStatus + (signalled ? 128 : 0))
      exit.finish()
    }
    try process.run()
    let identifier = process.processIdentifier
    let limit = DispatchWorkItem { kill(identifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(secondsAllowed), execute: limit)

    if output != nil { try stdout.fileHandleForWriting.close() }
    async let printed = everything(in: stdout.fileHandleForReading)
    async let complaints = everything(in: stderr.fileHandleForReading)
    let code = await exits.first { _ in true }
    limit.cancel()
    return Finished(
      code: code ?? -1, output: await printed, errors: String(decoding: await complaints, as: UTF8.self))
  }

  /// Reads on a thread of its own, so that a full pipe never holds the command up.
  private static func everything(in pipe: FileHandle) async -> [UInt8] {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: [UInt8]((try? pipe.readToEnd()) ?? Data()))
      }
    }
  }

  /// Looks in the folders above the test bundle, whose path is among the arguments of the running test.
  static func path(of name: String = "imgprep") throws -> String {
    for argument in CommandLine.arguments where argument.contains("/") {
      var folder = URL(filePath: argument).standardizedFileURL
      while folder.pathComponents.count > 1 {
        folder.deleteLastPathComponent()
        let candidate = folder.appending(path: name)
        if isProgram(candidate) { return candidate.path }
      }
    }
    throw CocoaError(.executableNotLoadable)
  }

  private static func isProgram(_ url: URL) -> Bool {
    let values = try? url.resourceValues(forKeys: [.isRegularFileKey, .isExecutableKey])
    return values?.isRegularFile == true && values?.isExecutable == true
  }
}
