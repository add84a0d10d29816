import CDescriptors
import ImagePrepPlatform

/// Open file descriptors.
///
/// A process may have closed its standard input, output or error. The next file that it opens then gets the number 0, 1
/// or 2, and text that the process prints ends up in that file. So every descriptor opened here is moved to 3 or above
/// at once, and a program fills the gaps when it starts.
package enum Descriptor {
  private static let lowest: Int32 = 3

  /// Opens the null device on each closed descriptor of 0, 1 and 2. Reading 0 and writing to 1 and 2 still fail with
  /// EBADF. A program calls it first of all.
  package static func openStandard() { descriptors_open_standard() }

  /// Opens a file with close-on-exec. Returns -1 with `errno` on failure.
  package static func open(_ path: SystemPath, _ flags: Int32) -> Int32 {
    descriptors_lift(unsafe systemOpen(path.cString, flags | O_CLOEXEC, 0), lowest)
  }

  /// Opens a new file for writing. Returns -1 with `errno` on failure.
  package static func create(_ path: SystemPath, _ flags: Int32, mode: mode_t) -> Int32 {
    let first = unsafe systemOpen(path.cString, flags | O_CLOEXEC, mode)
    let descriptor = descriptors_lift(first, lowest)
    if descriptor != first, descriptor >= 0 {
      // Remove text that another thread may have printed before the descriptor was moved.
      ftruncate(descriptor, 0)
      lseek(descriptor, 0, SEEK_SET)
    }
    return descriptor
  }

  /// Opens a file by its name in a folder. Returns -1 with `errno` on failure.
  static func open(_ name: SystemPath, in folder: Int32, _ flags: Int32) -> Int32 {
    descriptors_lift(unsafe openat(folder, name.cString, flags | O_CLOEXEC), lowest)
  }

  /// Opens a folder to read its names. Returns -1 with `errno` on failure.
  package static func openFolder(_ path: SystemPath) -> Int32 { open(path, O_RDONLY | O_DIRECTORY) }

  /// Makes a copy that must be closed separately. Returns -1 with `errno` on failure.
  static func copy(_ descriptor: Int32) -> Int32 { fcntl(descriptor, F_DUPFD_CLOEXEC, lowest) }

  /// Waits without limit until a descriptor can be written to. Returns false on failure.
  package static func awaitRoom(_ descriptor: Int32) -> Bool {
    descriptors_wait(descriptor, Int16(POLLOUT), 0) == 0
  }
}

private func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
  unsafe open(path, flags, mode)
}
