import ImagePrepPlatform

/// The kind of output that a path leads to.
package enum OutputPlace: Equatable {
  /// A file, which is created or replaced as a whole. A link of that name is not followed.
  case file(SystemPath)
  /// An existing pipe or device, which is written to.
  case device(SystemPath)
  /// A descriptor of this process, by a name such as `/dev/stdout`. (Opening that name would start at the beginning of
  /// the file behind it.)
  case descriptor(Int32)

  /// - Parameters:
  ///   - followsLinks: True if the user named this very path. A link there is then followed, even if nothing is at its
  ///     end, and a pipe or a device is written to. If false, whatever is there is replaced: in a folder that others
  ///     can write to, they choose what that is.
  /// - Throws: `ImageError` with the code `uncreatable` if links lead in a circle.
  package init(_ path: SystemPath, followingLinks followsLinks: Bool) throws(ImageError) {
    guard followsLinks else {
      self = .file(path)
      return
    }
    var path = path
    for _ in 0..<Self.mostLinks {
      if let number = Self.descriptor(named: path) {
        self = .descriptor(number)
        return
      }
      guard let target = SystemFile.target(ofLink: path) else {
        let kind = SystemFile.mode(path).map { $0 & S_IFMT }
        let isDevice = kind.map { [S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK].contains($0) } ?? false
        self = isDevice ? .device(path) : .file(path)
        return
      }
      path = target.hasPrefix("/") ? target : (path.folder ?? "").appending(target)
    }
    throw ImageError(.uncreatable, "it cannot be created", system: ELOOP)
  }

  /// The most links followed, as in Linux.
  private static let mostLinks = 40

  /// True if there is a file that would be replaced.
  package var isTaken: Bool {
    if case .file(let path) = self { SystemFile.exists(path) } else { false }
  }

  private static func descriptor(named path: SystemPath) -> Int32? {
    let standard = ["stdin", "stdout", "stderr"].firstIndex { path.name == SystemPath($0) }
    if let standard { return folder(of: path) == "/dev" ? Int32(standard) : nil }
    guard let number = path.name.text.flatMap({ Int32($0) }) else { return nil }
    let folder = folder(of: path)
    return folder == "/dev/fd" || folder == SystemFile.resolved("/proc/self/fd") ? number : nil
  }

  private static func folder(of path: SystemPath) -> SystemPath { SystemFile.resolved(path.folder ?? ".") }
}
