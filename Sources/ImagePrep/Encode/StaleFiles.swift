import CDescriptors
import ImagePrepPlatform

/// Hidden files that a killed process has left in its output folder.
///
/// The writer of such a file holds a lock on it until it is complete. The system releases the lock when the process
/// ends, so a file that can be locked is abandoned. This works across containers, where process numbers mean nothing.
enum StaleFiles {
  private static let prefix = ".imgprep-"
  private static let suffix = ".tmp"

  /// The folders checked last: once in a process is enough.
  private static let visited = LRUCache<FolderKey, Bool>(mostEntries: 256)

  /// Path and file number together identify a folder: each alone may be used again for another folder.
  private struct FolderKey: Hashable, Sendable {
    let path: SystemPath
    let device: UInt64
    let number: UInt64
  }

  /// A new hidden name.
  static var newName: SystemPath {
    SystemPath(prefix + String(UInt64.random(in: 0...UInt64.max), radix: 36) + suffix)
  }

  /// Locks a new file. Returns false if another process has removed it meanwhile. If the file system has no locks, the
  /// file stays unlocked, and nobody removes it.
  static func claim(_ descriptor: Int32) -> Bool {
    if descriptors_lock(descriptor) == EWOULDBLOCK { return false }
    var status = stat()
    return unsafe fstat(descriptor, &status) != 0 || status.st_nlink > 0
  }

  /// Removes the abandoned files of a folder, on the first call for it.
  static func remove(from folder: SystemPath) {
    let descriptor = Descriptor.openFolder(folder)
    guard descriptor >= 0 else { return }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, isNew(folder, status),
      let stream = unsafe fdopendir(descriptor)
    else {
      close(descriptor)
      return
    }
    defer { unsafe closedir(stream) }
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe SystemPath(bytes: $0.prefix { $0 != 0 })
      }
      if name.hasPrefix(prefix), name.hasSuffix(suffix) { removeStale(name, in: descriptor) }
    }
  }

  private static func isNew(_ path: SystemPath, _ folder: stat) -> Bool {
    let key = FolderKey(
      path: path, device: UInt64(truncatingIfNeeded: folder.st_dev), number: UInt64(folder.st_ino))
    if visited.find(key) != nil { return false }
    visited.insert(true, for: key)
    return true
  }

  private static func removeStale(_ name: SystemPath, in folder: Int32) {
    let flags = O_NONBLOCK | O_NOFOLLOW
    // Some file systems lock only files that are open for writing.
    var descriptor = Descriptor.open(name, in: folder, O_WRONLY | flags)
    // The file's permissions may forbid writing.
    if descriptor < 0, errno == EACCES { descriptor = Descriptor.open(name, in: folder, O_RDONLY | flags) }
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var (opened, named) = (stat(), stat())
    guard unsafe fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG,
      descriptors_lock(descriptor) == 0,
      // Before it was locked, the file may have got its final name and lost the hidden one.
      unsafe fstatat(folder, name.cString, &named, AT_SYMLINK_NOFOLLOW) == 0,
      named.st_dev == opened.st_dev, named.st_ino == opened.st_ino
    else { return }
    unsafe unlinkat(folder, name.cString, 0)
  }
}
