import CDescriptors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Hidden files that a killed process has left where it was writing.
///
/// Whoever writes such a file holds a lock on it until it is complete. The system lets go of the lock when the process
/// ends, so a file that can be locked is nobody's. That holds across containers, where process numbers say nothing.
enum StaleFiles {
  private static let prefix = ".imgprep-"
  private static let suffix = ".tmp"

  /// The folders that were looked at last: once in a process is enough.
  private static let visited = LRUCache<FolderKey, Bool>(mostEntries: 256)

  /// A path may come to be that of another folder, and the number of a folder that is gone another's.
  private struct FolderKey: Hashable, Sendable {
    let path: SystemPath
    let device: UInt64
    let number: UInt64
  }

  /// A hidden name that nothing else has.
  static var newName: SystemPath {
    SystemPath(prefix + String(UInt64.random(in: 0...UInt64.max), radix: 36) + suffix)
  }

  /// Locks a file that was just made. False where somebody has removed it meanwhile. Where the file system has no locks,
  /// it goes without, and nobody can remove it either.
  static func claim(_ descriptor: Int32) -> Bool {
    if descriptors_lock(descriptor) == EWOULDBLOCK { return false }
    var status = stat()
    return unsafe fstat(descriptor, &status) != 0 || status.st_nlink > 0
  }

  /// Removes those of a folder, the first time it is asked to.
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
    // Some file systems lock only what is open for writing.
    var descriptor = Descriptor.open(name, in: folder, O_WRONLY | flags)
    // It may have the permissions of a file that nobody may write to.
    if descriptor < 0, errno == EACCES { descriptor = Descriptor.open(name, in: folder, O_RDONLY | flags) }
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var (opened, named) = (stat(), stat())
    guard unsafe fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG,
      descriptors_lock(descriptor) == 0,
      // It may have got its final name, and the hidden one gone, before it was locked.
      unsafe fstatat(folder, name.cString, &named, AT_SYMLINK_NOFOLLOW) == 0,
      named.st_dev == opened.st_dev, named.st_ino == opened.st_ino
    else { return }
    unsafe unlinkat(folder, name.cString, 0)
  }
}
