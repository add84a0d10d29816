import Foundation

/// A folder for one test, gone when the test is.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "imgprep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Runs the command in the folder, so that names in it need no path.
  func run(
    _ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:],
    output: FileHandle? = nil
  ) async throws -> Finished {
    try await run(arguments, input: input, environment: environment, output: output)
  }

  func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
    output: FileHandle? = nil
  ) async throws -> Finished {
    try await Binary.run(arguments, input: input, environment: environment, in: path, output: output)
  }

  /// The paths of all files in it, hidden ones too, sorted.
  var files: [String] {
    get throws {
      try FileManager.default.subpathsOfDirectory(atPath: path).filter { name in
        var isFolder: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(atPath: place(name), isDirectory: &isFolder)
        return exists && !isFolder.boolValue
      }.sorted()
    }
  }

  func place(_ name: String) -> String { "\(path)/\(name)" }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: place(name)) }

  func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: place(name))))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: place(name), withIntermediateDirectories: true)
  }

  /// Writes a file, and the folders it lies in.
  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(filePath: place(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: place(name), withDestinationPath: target)
  }
}
