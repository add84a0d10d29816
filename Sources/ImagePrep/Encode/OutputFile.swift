/// A file that a result is written to.
public struct OutputFile: Sendable, Equatable {
  /// A file's name, or that of a device or a pipe.
  public var path: SystemPath
  public var encoding: Encoding
  /// True replaces an existing file; the new one has its permissions. False makes it an error. Default: false.
  public var replacing = false
  /// True follows a link at the path, and writes to a device or a pipe there. False replaces what is there as a file: right
  /// for names in a folder that others can write to. Default: true, for a path that somebody has named by itself.
  public var followingLinks = true
  /// Whether the file outlives a power failure. Default: `none`.
  public var sync = Durability.none

  public init(_ path: some PathConvertible, as encoding: Encoding) {
    self.path = path.systemPath
    self.encoding = encoding
  }
}
