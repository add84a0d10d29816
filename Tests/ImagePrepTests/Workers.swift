import Foundation

@testable import ImagePrep

/// Workers that the tests start.
enum Workers {
  /// A program that is built with the tests: beside the test bundle, whose path is among the arguments.
  static func program(_ name: String) throws -> String {
    for argument in CommandLine.arguments where argument.contains("/") {
      var folder = URL(filePath: argument).standardizedFileURL
      while folder.pathComponents.count > 1 {
        folder.deleteLastPathComponent()
        let candidate = folder.appending(path: name).path
        if FileManager.default.isExecutableFile(atPath: candidate), !isFolder(candidate) { return candidate }
      }
    }
    throw CocoaError(.executableNotLoadable)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Where the tests run under a sanitizer, which needs more memory than a worker may have, a worker without it is named.
  static func isolation() throws -> Isolation {
    var isolation = Isolation.process
    let named = ProcessInfo.processInfo.environment["IMGPREP_WORKER"].map { URL(filePath: $0).path }
    isolation.worker = try named ?? program("imgprep-worker")
    return isolation
  }

  #if os(Linux)
    static let level = Isolation.Level.sandbox
  #else
    static let level = Isolation.Level.process
  #endif

  /// A worker that misbehaves, under the name that tells it how.
  static func misbehaving(_ how: String, in folder: String) throws -> Isolation {
    let link = "\(folder)/worker-\(how)"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: try program("misbehaving-worker"))
    var isolation = Isolation.process
    isolation.worker = link
    // Anything else ends by itself, however slow the machine is.
    isolation.seconds = how == "hang" ? 2 : 120
    isolation.memory = 256 << 20
    return isolation
  }
}
