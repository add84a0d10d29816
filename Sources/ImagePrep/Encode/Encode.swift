import CLibWebP

extension PixelBuffer {
  /// The image as the bytes of a file.
  public func encoded(as encoding: Encoding) throws(ImageError) -> [UInt8] {
    let sink = try ByteSink()
    try encode(to: sink, encoding)
    return sink.bytes
  }

  /// Writes the image to an open file descriptor (1 is standard output), which stays open. If it is non-blocking, the
  /// call waits until there is room.
  ///
  /// Ignore SIGPIPE to get an error if a pipe's reader is gone. Otherwise the system ends the process.
  ///
  /// - Parameter seconds: The longest wait for the reader of a pipe. Default: nil, no limit.
  /// - Throws: `ImageError` with the code `unwritable`, or `overLimit` after that wait.
  public func write(descriptor: Int32, as encoding: Encoding, seconds: Double? = nil) throws(ImageError) {
    var limits = Limits()
    limits.seconds = seconds
    try encode(to: ByteSink(descriptor: descriptor, Deadline(limits)), encoding)
  }

  /// Writes the image to a file, which appears under its name only when it is complete. The path may also be that of a
  /// device or a pipe, or `/dev/stdout` for standard output.
  ///
  /// - Parameters:
  ///   - replacing: True to replace an existing file, whose permissions the new file keeps. If false, an existing file
  ///     is an error. Default: false.
  ///   - followingLinks: True to follow a link at the path, and to write to a device or a pipe there. If false, it is
  ///     replaced like a file. Choose false for names in a folder that others can write to. Default: true.
  ///   - sync: Whether the file outlives a power failure. Default: `none`.
  public func write(
    to path: some PathConvertible, as encoding: Encoding, replacing: Bool = false,
    followingLinks: Bool = true,
    sync: Durability = .none
  ) throws(ImageError) {
    var output = OutputFile(path, as: encoding)
    (output.replacing, output.followingLinks, output.sync) = (replacing, followingLinks, sync)
    let file = try OutputWriter(output)
    try file.check(hasAlpha: format.hasAlpha)
    try file.finish(self)
  }

  /// Writes pictures of one size, such as the frames of an animation, to a file as one tensor. Its shape is
  /// ``TensorFormat/shape(of:pictures:)``.
  ///
  /// - Parameters:
  ///   - file: Its format is npy or safetensors. See ``Encoding/describing(_:view:)`` for what is written beside pixels.
  ///   - seconds: The longest wait for the reader of a pipe. Default: nil, no limit.
  public static func write(
    _ pictures: [PixelBuffer], to file: OutputFile, seconds: Double? = nil
  ) throws(ImageError) {
    guard file.encoding.format.isTensor else {
      throw ImageError(
        .invalidOptions, "\(file.encoding.format.rawValue) holds one picture",
        advice: "use npy or safetensors",
        path: file.path)
    }
    var limits = Limits()
    limits.seconds = seconds
    try OutputWriter(file, limits).write(pictures)
  }

  func encode(to sink: ByteSink, _ encoding: Encoding) throws(ImageError) {
    let encoder = try encoding.makeEncoder(size: size, format: format, sink: sink)
    try encoder.append(0..<height, of: self)
    try encoder.finish()
  }
}

extension OutputFormat {
  /// The longest side that this format can hold; nil if there is no bound.
  public var longestSide: Int? {
    switch self {
    case .ppm, .npy, .safetensors: nil
    case .png: Int(Int32.max)
    case .jpeg: 65500
    case .webp: Int(WEBP_MAX_DIMENSION)
    }
  }

  /// - Throws: `ImageError` with the code `unencodable` if this format cannot hold an image of that size.
  public func check(_ size: Size) throws(ImageError) {
    guard let longestSide, max(size.width, size.height) > longestSide else { return }
    let name = [.png: "PNG", .jpeg: "JPEG", .webp: "WebP"][self] ?? rawValue
    throw ImageError(
      .unencodable, "the result, \(size), is larger than a \(name) can be, \(longestSide) a side",
      advice: "ask for a smaller size, or \(.format) png")
  }
}
