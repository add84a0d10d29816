/// An output for a result, and how it is created.
public struct OutputFile: Sendable, Equatable {
  /// The path of a file, a device or a pipe.
  public var path: SystemPath
  public var encoding: Encoding
  /// The view that is written: 0 for the first, then those of ``Options/otherViews``. Default: 0.
  public var view = 0
  /// True replaces an existing file; the new one keeps its permissions. False makes an existing file an error. Default:
  /// false.
  public var replacing = false
  /// True follows a link at the path, and writes to a device or a pipe there. False replaces it like a file: choose
  /// false for names in a folder that others can write to. Default: true.
  public var followingLinks = true
  /// Whether the file outlives a power failure. Default: `none`.
  public var sync = Durability.none

  public init(_ path: some PathConvertible, as encoding: Encoding) {
    self.path = path.systemPath
    self.encoding = encoding
  }
}
