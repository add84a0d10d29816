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

extension ImageError {
  static func tooLarge(_ size: Size, _ limit: Int, _ format: String) -> ImageError {
    ImageError(
      .invalidOptions, "\(size) is larger than a \(format) can be, \(limit) a side",
      advice: "choose a smaller --max, or --format png")
  }
}
