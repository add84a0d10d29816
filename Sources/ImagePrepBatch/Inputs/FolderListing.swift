import ImagePrep
import ImagePrepPlatform

/// The names in a folder, sorted by their bytes. All are in one array: a folder may have a million.
struct FolderListing {
  /// Each name with a zero after it.
  private var bytes: [CChar] = []
  private var starts: [Int] = []
  /// Why there may be more names; nil if these are all.
  private(set) var problem: ImageError?

  var count: Int { starts.count }

  /// Reads a folder. Hidden files are left out.
  init(_ folder: SystemPath) {
    let descriptor = Descriptor.openFolder(folder)
    guard descriptor >= 0, let stream = unsafe fdopendir(descriptor) else {
      problem = Self.unreadable(folder, errno)
      if descriptor >= 0 { close(descriptor) }
      return
    }
    defer { unsafe closedir(stream) }
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
        guard unsafe name.first != UInt8(ascii: ".") else { return }
        starts.append(bytes.count)
        unsafe bytes.append(contentsOf: name.prefix { $0 != 0 }.map { CChar(bitPattern: $0) })
        bytes.append(0)
      }
    }
    if errno != 0 { problem = Self.unreadable(folder, errno) }
    unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      starts.sort { unsafe strcmp(base + $0, base + $1) < 0 }
    }
  }

  subscript(index: Int) -> SystemPath {
    SystemPath(bytes: bytes[starts[index]...].prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
  }

  private static func unreadable(_ folder: SystemPath, _ number: Int32) -> ImageError {
    ImageError(.unreadable, "the folder cannot be read", system: number, path: folder)
  }
}
