import CDescriptors
import ImagePrep
import ImagePrepPlatform

/// The folder of outputs, and `.imgprep/` in it: the lock, the journal, and `tmp/` with all that is not finished.
final class OutputState: Sendable {
  /// The folder of outputs.
  let root: SystemPath
  let journal: Journal
  /// Its identity, so that it is not walked where it lies among the inputs.
  let identity: FileSystem.Identity?
  private let lock: Int32

  static let folderName: SystemPath = ".imgprep"

  var folder: SystemPath { root.appending(Self.folderName) }
  var temporary: SystemPath { folder.appending("tmp") }

  /// Makes the folder where it is missing, and keeps other processes out until this object is released.
  ///
  /// - Throws: `ImageError` with the code `uncreatable`.
  init(_ root: SystemPath) throws(ImageError) {
    self.root = root
    let folder = root.appending(Self.folderName)
    do throws(ImageError) {
      try OutputFolder.prepare(root)
      try FileSystem.makeFolder(folder.appending("tmp"), inside: root)
      lock = try Self.lock(folder)
    } catch {
      throw error.at(root)
    }
    identity = FileSystem.identity(of: root)
    do throws(ImageError) {
      try Self.empty(folder.appending("tmp"))
      journal = try Journal(in: folder, scratch: folder.appending("tmp"))
    } catch {
      Self.unlock(lock)
      throw error
    }
  }

  deinit { Self.unlock(lock) }

  private static func unlock(_ descriptor: Int32) {
    descriptors_unlock(descriptor)
    close(descriptor)
  }

  private static func lock(_ folder: SystemPath) throws(ImageError) -> Int32 {
    let path = folder.appending("lock")
    let descriptor = Descriptor.create(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o666)
    guard descriptor >= 0 else {
      throw ImageError(.uncreatable, "nothing can be created in this folder", system: errno)
    }
    let number = descriptors_lock(descriptor)
    // Some file systems have no locks.
    guard number != 0, ![ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL].contains(number) else { return descriptor }
    close(descriptor)
    throw ImageError(
      .uncreatable, "another process is at work in this folder",
      advice: "wait for its end, or name another folder with \(.output)")
  }

  /// Removes what an interrupted run has left.
  func emptyTemporary() throws(ImageError) { try Self.empty(temporary) }

  /// Removes a file of `.imgprep/`, if it is there.
  func remove(_ name: SystemPath) throws(ImageError) {
    let path = folder.appending(name)
    guard unsafe unlink(path.cString) == 0 || errno == ENOENT else {
      throw ImageError(.uncreatable, "it cannot be removed", system: errno, path: path)
    }
  }

  private static func empty(_ folder: SystemPath) throws(ImageError) {
    for name in FileSystem.names(in: folder).names {
      let path = folder.appending(name)
      guard unsafe unlink(path.cString) == 0 || errno == ENOENT else {
        throw ImageError(.uncreatable, "an unfinished file cannot be removed", system: errno, path: path)
      }
    }
  }
}
