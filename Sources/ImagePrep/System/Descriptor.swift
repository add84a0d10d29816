import CDescriptors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Open file descriptors.
///
/// A process may have closed its standard input, output or error. The next file it opens then gets 0, 1 or 2, and
/// what another part of the process prints ends up in that file. So everything that is opened here is lifted to 3 or
/// more at once, and a program fills the gaps when it starts.
package enum Descriptor {
  private static let lowest: Int32 = 3

  /// Opens the null device on each of the descriptors 0, 1 and 2 that is closed. Reading 0 and writing to 1 and 2 still
  /// fail with EBADF. Called first thing in a program.
  package static func openStandard() { descriptors_open_standard() }

  /// Opens a file that is closed in new programs; -1 with `errno` where that fails.
  package static func open(_ path: SystemPath, _ flags: Int32) -> Int32 {
    descriptors_lift(unsafe systemOpen(path.cString, flags | O_CLOEXEC, 0), lowest)
  }

  /// Opens a new file that is written to; -1 with `errno` where that fails.
  static func create(_ path: SystemPath, _ flags: Int32, mode: mode_t) -> Int32 {
    let first = unsafe systemOpen(path.cString, flags | O_CLOEXEC, mode)
    let descriptor = descriptors_lift(first, lowest)
    if descriptor != first, descriptor >= 0 {
      // What another thread has printed before the file was lifted is not a part of it.
      ftruncate(descriptor, 0)
      lseek(descriptor, 0, SEEK_SET)
    }
    return descriptor
  }

  /// Opens what has a name in a folder; -1 with `errno` where that fails.
  static func open(_ name: SystemPath, in folder: Int32, _ flags: Int32) -> Int32 {
    descriptors_lift(unsafe openat(folder, name.cString, flags | O_CLOEXEC), lowest)
  }

  /// Opens a folder for reading its names; -1 with `errno` where that fails.
  package static func openFolder(_ path: SystemPath) -> Int32 { open(path, O_RDONLY | O_DIRECTORY) }

  /// A copy that is closed by itself; -1 with `errno` where that fails.
  static func copy(_ descriptor: Int32) -> Int32 { fcntl(descriptor, F_DUPFD_CLOEXEC, lowest) }

  /// Waits until a descriptor can be written to, as long as it takes. False where that fails.
  package static func awaitRoom(_ descriptor: Int32) -> Bool {
    descriptors_wait(descriptor, Int16(POLLOUT), 0) == 0
  }
}

private func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
  unsafe open(path, flags, mode)
}
