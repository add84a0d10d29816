import CLibWebP

extension PixelBuffer {
  /// The image as the bytes of a file.
  public func encoded(as encoding: Encoding) throws(ImageError) -> [UInt8] {
    let sink = try ByteSink(descriptor: nil)
    try encode(to: sink, encoding)
    return sink.bytes
  }

  /// Writes the image to an open file descriptor (1 is standard output), which stays open.
  public func write(descriptor: Int32, as encoding: Encoding) throws(ImageError) {
    try encode(to: ByteSink(descriptor: descriptor), encoding)
  }

  /// Writes the image to a file, which appears under its name only when it is complete; or to a device or a
  /// pipe of that name.
  ///
  /// - Parameter replacing: Whether an existing file is replaced; otherwise it is an error. Default: false.
  public func write(
    to path: some PathConvertible, as encoding: Encoding, replacing: Bool = false
  ) throws(ImageError) {
    let file = ImageFile(path: path.systemPath, encoding: encoding, replacing: replacing)
    try file.finish(self)
  }

  private func encode(to sink: ByteSink, _ encoding: Encoding) throws(ImageError) {
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
      advice: "choose a smaller --max, or --format png")
  }
}
