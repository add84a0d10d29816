import ImagePrep

/// Chooses inputs by their relative paths, with patterns to include and to exclude.
public struct PathFilter: Sendable, Equatable {
  /// A file must match one of these, if there are any.
  public var include: [Glob]
  /// A file that matches one of these is left out. So is all in a folder that matches.
  public var exclude: [Glob]

  public init(include: [Glob] = [], exclude: [Glob] = []) {
    self.include = include
    self.exclude = exclude
  }

  /// True if a file is chosen.
  ///
  /// - Parameter file: Its relative path.
  public func allows(_ file: SystemPath) -> Bool {
    if include.isEmpty, exclude.isEmpty { return true }
    let names = file.bytes.split(separator: UInt8(ascii: "/"))
    guard include.isEmpty || include.contains(where: { !$0.isForFolders && $0.matches(names[...]) }) else {
      return false
    }
    return !exclude.contains { glob in
      names.indices.contains { index in
        let isFile = index == names.endIndex - 1
        return !(isFile && glob.isForFolders) && glob.matches(names[...index])
      }
    }
  }

  /// True if files in a folder may be chosen, so that it must be walked.
  ///
  /// - Parameter folder: Its relative path. The folders around it have been walked.
  public func allowsFolder(_ folder: SystemPath) -> Bool {
    let names = folder.bytes.split(separator: UInt8(ascii: "/"))
    return !exclude.contains { $0.matches(names[...]) }
  }
}
