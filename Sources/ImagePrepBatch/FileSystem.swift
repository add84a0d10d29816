import ImagePrep
import ImagePrepPlatform

/// Questions about paths.
enum FileSystem {
  /// The names in a folder, in the order of their bytes, and an error if there may be more.
  static func names(in folder: SystemPath) -> (names: [SystemPath], problem: ImageError?) {
    let descriptor = Descriptor.openFolder(folder)
    guard descriptor >= 0, let stream = unsafe fdopendir(descriptor) else {
      let problem = unreadable(folder, errno)
      if descriptor >= 0 { close(descriptor) }
      return ([], problem)
    }
    defer { unsafe closedir(stream) }
    var names: [SystemPath] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe SystemPath(bytes: $0.prefix { $0 != 0 })
      }
      if name != ".", name != ".." { names.append(name) }
    }
    let problem = errno == 0 ? nil : unreadable(folder, errno)
    return (names.sorted(), problem)
  }

  private static func unreadable(_ folder: SystemPath, _ number: Int32) -> ImageError {
    ImageError(.unreadable, "the folder cannot be read: \(systemMessage(number))", path: folder)
  }

  static func isFolder(_ path: SystemPath) -> Bool { FileKind(of: path) == .folder }

  static func isSymbolicLink(_ path: SystemPath) -> Bool {
    var status = stat()
    return unsafe lstat(path.cString, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Identifies a file or folder, whatever path leads to it.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  /// Nil if nothing is there.
  static func identity(of path: SystemPath, followingLinks: Bool = true) -> Identity? {
    var status = stat()
    let found = unsafe followingLinks ? stat(path.cString, &status) : lstat(path.cString, &status)
    guard found == 0 else { return nil }
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
  }

  /// True if two paths lead to the same existing file or folder.
  static func isSame(_ path: SystemPath, as other: SystemPath) -> Bool {
    guard let one = identity(of: path) else { return false }
    return one == identity(of: other)
  }

  /// The path of a folder with links and dots resolved, as far as it exists. All spellings of a path give the same.
  static func resolved(_ folder: SystemPath) -> SystemPath {
    let path = folder.withoutSlashes
    guard FileKind(of: path) == .nothing else { return SystemFile.resolved(path) }
    let parent = resolved(path.folder ?? ".")
    return path.name == "." ? parent : parent.appending(path.name)
  }

  /// Makes a folder inside another, and the folders between. None of them may be a link, because others who can write
  /// there would choose its target. (Walking a folder does not follow links either.)
  static func makeFolder(
    _ path: SystemPath, inside root: SystemPath, sync: Durability = .none
  ) throws(ImageError) {
    guard path.bytes.count > root.bytes.count, let parent = path.folder else {
      return try makeFolder(path, sync: sync)
    }
    try makeFolder(parent, inside: root, sync: sync)
    guard !isSymbolicLink(path) else {
      throw ImageError(
        .uncreatable, "its folder \(path) is a link, which is not followed",
        advice: "remove the link, or name the folder that it leads to with \(.output)")
    }
    try makeFolder(path, sync: sync)
  }

  /// Gives a file another name, in one step. What has that name is replaced.
  static func rename(_ path: SystemPath, to other: SystemPath) throws(ImageError) {
    guard unsafe systemRename(path.cString, other.cString) == 0 else {
      throw ImageError(.uncreatable, "it cannot be created", system: errno, path: other)
    }
  }

  /// Removes a file, if that is possible.
  static func remove(_ path: SystemPath) { unsafe unlink(path.cString) }

  /// Makes the folder of an output, and the folders around it, unless they exist.
  ///
  /// - Parameter sync: Whether the names of new folders survive a power failure.
  static func makeFolder(_ path: SystemPath, sync: Durability = .none) throws(ImageError) {
    if isFolder(path) { return }
    var status = unsafe mkdir(path.cString, 0o777)
    if status != 0, errno == ENOENT, let folder = path.withoutSlashes.folder, folder != path {
      try makeFolder(folder, sync: sync)
      status = unsafe mkdir(path.cString, 0o777)
    }
    // Another thread may have been faster.
    guard status == 0 || errno == EEXIST && isFolder(path) else {
      let advice: Message = "name another with \(.output)"
      throw errno == EEXIST
        ? ImageError(
          .uncreatable, "its folder cannot be created: it exists and is no folder", advice: advice)
        : ImageError(.uncreatable, "its folder cannot be created", system: errno, advice: advice)
    }
    if status == 0, sync == .files { try SystemFile.syncFolder(path.withoutSlashes.folder ?? ".") }
  }
}

private func systemRename(_ path: UnsafePointer<CChar>, _ other: UnsafePointer<CChar>) -> Int32 {
  unsafe rename(path, other)
}
