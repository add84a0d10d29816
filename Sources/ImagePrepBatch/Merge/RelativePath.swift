import ImagePrep

/// The way from one folder to another.
enum RelativePath {
  /// For example `../part1`; empty if both are the same. Both folders exist.
  static func from(_ folder: SystemPath, to other: SystemPath) -> SystemPath {
    let (start, end) = (names(folder), names(other))
    let common = zip(start, end).prefix { $0 == $1 }.count
    let up = start.dropFirst(common).map { _ in SystemPath("..") }
    return (up + end.dropFirst(common)).reduce(SystemPath("")) { $0.appending($1) }
  }

  private static func names(_ folder: SystemPath) -> [SystemPath] {
    FileSystem.resolved(folder).bytes.split(separator: UInt8(ascii: "/")).map { SystemPath(bytes: $0) }
  }
}
