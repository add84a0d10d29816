import Foundation
import ImagePrep
import TestSupport

extension TemporaryFolder {
  func systemPath(_ name: SystemPath) -> SystemPath { SystemPath(path).appending(name) }

  func isFolder(_ name: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: place(name))) != nil
  }

  /// Makes a file in an existing folder, of a name that need not be text.
  func write(_ bytes: [UInt8] = [], toBytes folder: SystemPath, _ name: SystemPath) throws {
    let path = systemPath(folder).appending(name).bytes.map { CChar(bitPattern: $0) } + [0]
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT, 0o600)
    guard descriptor >= 0, unsafe Foundation.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw CocoaError(.fileWriteUnknown)
    }
    close(descriptor)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: place(name), withDestinationPath: place(target))
  }

  /// Makes a named pipe, and holds both ends of it so that nobody who opens it waits.
  func pipe(_ name: String) throws -> FileHandle {
    guard unsafe mkfifo(place(name), 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
    let descriptor = unsafe open(place(name), O_RDWR)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }
}
