import Foundation
import TestSupport

extension TemporaryFolder {
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

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: place(name)) }

  func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: place(name))))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: place(name), withDestinationPath: target)
  }
}
