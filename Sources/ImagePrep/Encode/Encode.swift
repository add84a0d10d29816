import CLibWebP

extension PixelBuffer {
  /// The image as the bytes of a file.
  public func encoded(as encoding: Encoding) throws(ImageError) -> [UInt8] {
    let sink = try ByteSink()
    try encode(to: sink, encoding)
    return sink.bytes
  }

  /// Writes the image to an open file descriptor (1 is standard output), which stays open. Where it is non-blocking, the
  /// call waits until there is room.
  ///
  /// A process that has not ignored SIGPIPE is ended by the system when it writes to a pipe that nobody reads any more.
  ///
  /// - Parameter seconds: How long the call may wait for whoever reads a pipe. Default: nil, as long as it takes.
  /// - Throws: `ImageError` with the code `unwritable`, or `overLimit` where it took longer.
  public func write(descriptor: Int32, as encoding: Encoding, seconds: Double? = nil) throws(ImageError) {
    var limits = Limits()
    limits.seconds = seconds
    try encode(to: ByteSink(descriptor: descriptor, Deadline(limits)), encoding)
  }

  /// Writes the image to a file, which appears under its name only when it is complete; or to a device or a
  /// pipe of that name, or to standard output as `/dev/stdout`.
  ///
  /// - Parameters:
  ///   - replacing: Whether an existing file is replaced; otherwise it is an error. The new file has the permissions of
  ///     the one it replaces. Default: false.
  ///   - followingLinks: Whether a link at the path is followed, and a device or a pipe there written to. Otherwise that is
  ///     replaced like a file: right for names in a folder that others can write to. Default: true, for a path that
  ///     somebody has named by itself.
  ///   - sync: Whether the file outlives a power failure. Default: `none`.
  public func write(
    to path: some PathConvertible, as encoding: Encoding, replacing: Bool = false,
    followingLinks: Bool = true,
    sync: Durability = .none
  ) throws(ImageError) {
    var output = OutputFile(path, as: encoding)
    (output.replacing, output.followingLinks, output.sync) = (replacing, followingLinks, sync)
    let file = try ImageFile(output)
    try file.check(hasAlpha: format.hasAlpha)
    try file.finish(self)
  }

  func encode(to sink: ByteSink, _ encoding: Encoding) throws(ImageError) {
    let encoder = try encoding.makeEncoder(size: size, format: format, sink: sink)
    try encoder.append(0..<height, of: self)
    try encoder.finish()
  }
}

extension OutputFormat {
  /// The longest side that an image of this format can have; nil where there is no bound.
  public var longestSide: Int? {
    switch self {
    case .ppm: nil
    case .png: Int(Int32.max)
    case .jpeg: 65500
    case .webp: Int(WEBP_MAX_DIMENSION)
    }
  }

  /// - Throws: `ImageError` with the code `unencodable` where an image of that size cannot be written in this format.
  public func check(_ size: Size) throws(ImageError) {
    guard let longestSide, max(size.width, size.height) > longestSide else { return }
    let name = [.png: "PNG", .jpeg: "JPEG", .webp: "WebP"][self] ?? rawValue
    throw ImageError(
      .unencodable, "the result, \(size), is larger than a \(name) can be, \(longestSide) a side",
      advice: "ask for a smaller size, or \(.format) png")
  }
}
