import Foundation

/// A folder for one test, gone when the test is.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "imgprep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func place(_ name: String) -> String { "\(path)/\(name)" }

  package func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: place(name), withIntermediateDirectories: true)
  }

  /// Writes a file, and makes the folders it lies in.
  package func write(_ bytes: [UInt8] = [], to name: String) throws {
    let url = URL(filePath: place(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }
}
