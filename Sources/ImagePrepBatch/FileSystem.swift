import ImagePrep

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Questions about paths.
enum FileSystem {
  /// The names in a folder, sorted.
  ///
  /// - Throws: `ImageError` with the code `unreadable`; also where a name is not UTF-8, since an image of that name could
  ///   not be opened, and must not be lost without a word.
  static func names(in folder: String) throws(ImageError) -> [String] {
    guard let stream = unsafe opendir(folder) else {
      throw ImageError(.unreadable, "the folder cannot be read", path: folder)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw ImageError(
          .unreadable, "the name \(String(decoding: bytes, as: UTF8.self)) in it is not UTF-8",
          advice: "rename it (convmv converts the names of whole folders)", path: folder)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else {
      throw ImageError(.unreadable, "the folder cannot be read to its end", path: folder)
    }
    return names.sorted()
  }

  /// What is at a path, links followed; nil where there is nothing.
  private static func status(_ path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
  }

  private static func kind(_ path: String) -> mode_t? { status(path).map { $0.st_mode & S_IFMT } }

  static func isFolder(_ path: String) -> Bool { kind(path) == S_IFDIR }

  /// Pipes and devices are no files: reading one may wait for ever.
  static func isRegularFile(_ path: String) -> Bool { kind(path) == S_IFREG }

  static func isSymbolicLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether two paths lead to the same existing file or folder.
  static func isSame(_ path: String, as other: String) -> Bool {
    guard let one = status(path), let two = status(other) else { return false }
    return one.st_dev == two.st_dev && one.st_ino == two.st_ino
  }

  /// The path with links and dots resolved as far as it exists; the same text for all spellings of a path.
  static func resolved(_ path: String) -> String {
    if let real = unsafe realpath(path, nil) {
      defer { unsafe free(real) }
      return unsafe String(cString: real)
    }
    guard let slash = path.lastIndex(of: "/") else { return resolved(".") + "/" + path }
    let folder = slash == path.startIndex ? "/" : resolved(String(path[..<slash]))
    let name = path[path.index(after: slash)...]
    return name.isEmpty || name == "." ? folder : folder + "/" + name
  }
}
