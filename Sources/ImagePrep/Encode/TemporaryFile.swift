import CDescriptors
import ImagePrepPlatform

/// How a complete file gets its name.
struct Publishing: Equatable {
  /// True replaces an existing file of the final name. False makes such a file an error.
  var replacing = false
  var durability = Durability.none
}

/// A file that is written in the folder of its final place, and gets its name only when it is complete.
///
/// Until then it has no name if the system allows that (Linux, most file systems), so that a killed process leaves
/// nothing behind. Otherwise it has a hidden name, and a lock that tells other processes that it is in use: see
/// `StaleFiles`.
final class TemporaryFile {
  private(set) var descriptor: Int32
  /// A copy of the descriptor. It keeps the lock after the other is closed, while the file still has its hidden name.
  private var lock: Int32 = -1
  private let finalPath: SystemPath
  private let folder: SystemPath
  private let publishing: Publishing
  /// The hidden name, while the file has one.
  private var temporaryPath: SystemPath?
  /// The permissions of the file that will be replaced.
  private let permissions: mode_t?

  /// - Parameters:
  ///   - path: The final name. A link of that name is replaced.
  ///   - allowsNameless: False always gives the file a hidden name.
  init(for path: SystemPath, _ publishing: Publishing, allowsNameless: Bool = true) throws(ImageError) {
    folder = path.folder ?? "."
    finalPath = path
    self.publishing = publishing
    let replaced = publishing.replacing ? SystemFile.mode(path) : nil
    // A link's permissions mean nothing, and setuid bits were not set for this file.
    permissions = replaced.flatMap { $0 & S_IFMT == S_IFREG ? $0 & 0o777 : nil }
    // The unfinished file is no more readable than the finished one.
    let mode = permissions ?? 0o666
    if allowsNameless, let nameless = Self.openNameless(in: folder, mode) {
      descriptor = nameless
    } else {
      (descriptor, temporaryPath) = try Self.openNamed(in: folder, mode)
    }
  }

  deinit {
    // Remove the name before closing: a closed file looks abandoned.
    if let temporaryPath { unsafe unlink(temporaryPath.cString) }
    if descriptor >= 0 { close(descriptor) }
    if lock >= 0 { close(lock) }
  }

  private static func openNameless(in folder: SystemPath, _ mode: mode_t) -> Int32? {
    #if os(Linux)
      // O_TMPFILE is a macro that Swift does not import.
      let nameless = 0o20_000_000 | O_DIRECTORY
      // The file gets its name through this path.
      guard unsafe access("/proc/self/fd", X_OK) == 0 else { return nil }
      let descriptor = Descriptor.create(folder, nameless | O_WRONLY, mode: mode)
      return descriptor >= 0 ? descriptor : nil
    #else
      return nil
    #endif
  }

  private static func openNamed(
    in folder: SystemPath, _ mode: mode_t
  ) throws(ImageError) -> (Int32, SystemPath) {
    StaleFiles.remove(from: folder)
    while true {
      let path = folder.appending(StaleFiles.newName)
      let descriptor = Descriptor.create(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
      guard descriptor >= 0 else {
        if errno == EEXIST || errno == EINTR { continue }
        throw ImageError(
          .uncreatable, "it cannot be created", system: errno,
          advice: "check that its folder exists and may be written to")
      }
      if StaleFiles.claim(descriptor) { return (descriptor, path) }
      // Before the file was locked, another process took it for abandoned.
      close(descriptor)
    }
  }

  /// Gives a nameless file a new name. Returns zero or an error number.
  private func name(_ path: SystemPath) -> Int32 {
    #if os(Linux)
      let status = unsafe linkat(
        AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path.cString, AT_SYMLINK_FOLLOW)
      return status == 0 ? 0 : errno
    #else
      return ENOTSUP
    #endif
  }

  /// Gives the file its name. A name that exists is replaced in one step, or left alone and reported.
  ///
  /// - Throws: `ImageError`. The file then has no name, unless the error is that its folder cannot be synced.
  func publish() throws(ImageError) {
    // Some file systems have no permissions, so failure is ignored.
    if let permissions { _ = fchmod(descriptor, permissions) }
    guard publishing.durability == .files else { return try takeName() }
    try SystemFile.syncFolder(folder) { () throws(ImageError) in
      try sync(descriptor)
      try takeName()
    }
  }

  private func takeName() throws(ImageError) {
    if temporaryPath == nil { try nameNameless() }
    let isPublished = temporaryPath == nil
    // If no descriptor is left, the file has no lock until it gets its name.
    if !isPublished { lock = Descriptor.copy(descriptor) }
    // Some file systems report a full disk only here.
    let status = close(descriptor)
    descriptor = -1
    // Linux has closed the file even if a signal interrupted the call.
    guard status == 0 || errno == EINTR else {
      let error = ImageError(.unwritable, "writing failed", system: errno)
      if isPublished { unsafe unlink(finalPath.cString) }
      throw error
    }
    if let temporaryPath { try rename(from: temporaryPath) }
  }

  private func nameNameless() throws(ImageError) {
    guard publishing.replacing else {
      let number = name(finalPath)
      guard number == 0 else { throw failure(number) }
      return
    }
    // Only a file with a name can replace another.
    StaleFiles.remove(from: folder)
    _ = descriptors_lock(descriptor)
    let path = folder.appending(StaleFiles.newName)
    let number = name(path)
    guard number == 0 else { throw failure(number) }
    temporaryPath = path
  }

  private func rename(from temporaryPath: SystemPath) throws(ImageError) {
    if publishing.replacing {
      guard unsafe systemRename(temporaryPath.cString, finalPath.cString) == 0 else { throw failure(errno) }
      self.temporaryPath = nil
      return
    }
    if unsafe link(temporaryPath.cString, finalPath.cString) == 0 {
      unsafe unlink(temporaryPath.cString)
      self.temporaryPath = nil
      return
    }
    // Some file systems have no hard links. Checking and renaming are two steps there.
    let number = errno
    let isLinkless = [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(number)
    guard isLinkless, !SystemFile.exists(finalPath) else { throw failure(isLinkless ? EEXIST : number) }
    guard unsafe systemRename(temporaryPath.cString, finalPath.cString) == 0 else { throw failure(errno) }
    self.temporaryPath = nil
  }

  private func sync(_ descriptor: Int32) throws(ImageError) {
    #if canImport(Darwin)
      let status = fcntl(descriptor, F_FULLFSYNC)
    #else
      let status = fsync(descriptor)
    #endif
    guard status == 0 else { throw ImageError(.unwritable, "syncing it failed", system: errno) }
  }

  private func failure(_ number: Int32) -> ImageError {
    number == EEXIST
      ? .outputExists
      : ImageError(.uncreatable, "it cannot be created", system: number)
  }
}

private func systemRename(_ path: UnsafePointer<CChar>, _ other: UnsafePointer<CChar>) -> Int32 {
  unsafe rename(path, other)
}

extension ImageError {
  /// The error for an existing output that must not be replaced.
  public static var outputExists: ImageError {
    ImageError(.outputExists, "it exists already", advice: "replace it with \(.replacing)")
  }
}
