import ImagePrepPlatform

/// The operating system's text for an error number.
package func systemMessage(_ number: Int32) -> String {
  unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}

/// Questions about paths.
package enum SystemFile {
  /// The type (`S_IFREG`, `S_IFLNK`, …) and permissions of the file at a path; nil if there is none.
  static func mode(_ path: SystemPath) -> mode_t? {
    var status = stat()
    return unsafe lstat(path.cString, &status) == 0 ? status.st_mode : nil
  }

  /// True if there is anything at a path, even a link that leads nowhere.
  package static func exists(_ path: SystemPath) -> Bool { mode(path) != nil }

  /// The target of a link; nil if there is no link.
  static func target(ofLink path: SystemPath) -> SystemPath? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path.cString, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return SystemPath(bytes: bytes[..<count].map(UInt8.init(bitPattern:)))
  }

  /// Writes the names in a folder to the disk.
  ///
  /// - Parameter change: Changes the names. It is not called for a folder that can be written but not read, because
  ///   such a folder cannot be synced.
  package static func syncFolder(
    _ path: SystemPath, after change: () throws(ImageError) -> Void = {}
  ) throws(ImageError) {
    let descriptor = Descriptor.openFolder(path)
    guard descriptor >= 0 else {
      throw ImageError(
        .unwritable, "its folder cannot be opened to be synced", system: errno,
        advice: "allow reading the folder, or do without \(.sync) files")
    }
    defer { close(descriptor) }
    try change()
    // Some file systems cannot sync folders.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw ImageError(.unwritable, "syncing its folder failed", system: errno)
    }
  }

  /// The path with links followed; the path itself if there is nothing yet.
  package static func resolved(_ path: SystemPath) -> SystemPath {
    guard let real = unsafe realpath(path.cString, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe SystemPath(bytes: UnsafeRawBufferPointer(start: real, count: strlen(real)))
  }
}
