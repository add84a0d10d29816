import CImageCodecs

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
    to path: String, as encoding: Encoding, replacing: Bool = false
  ) throws(ImageError) {
    do {
      if let device = try OutputDevice(path: path) {
        return try write(descriptor: device.descriptor, as: encoding)
      }
      let file = try TemporaryFile(for: path)
      try write(descriptor: file.descriptor, as: encoding)
      try file.publish(replacing: replacing)
    } catch {
      throw error.at(path)
    }
  }

  private func encode(to sink: ByteSink, _ encoding: Encoding) throws(ImageError) {
    try encoding.validate()
    guard !format.hasAlpha || encoding.format.holdsAlpha else {
      throw ImageError(
        .invalidOptions, "--format \(encoding.format.rawValue) cannot hold alpha (--alpha keep)",
        advice: "use --format png or webp, or --alpha flatten")
    }
    switch encoding.format {
    case .png: try writePNG(to: sink, level: encoding.compressionLevel)
    case .jpeg: try writeJPEG(to: sink, encoding)
    case .webp: try writeWebP(to: sink, encoding)
    case .ppm: try writePPM(to: sink)
    }
  }

  private func writePNG(to sink: ByteSink, level: Int) throws(ImageError) {
    let status = unsafe png_write(
      sink.handle, row(0), bytesPerRow, UInt32(width), UInt32(height), Int32(format.channels), Int32(level))
    try sink.check(status, codec_messages())
  }

  private func writeJPEG(to sink: ByteSink, _ encoding: Encoding) throws(ImageError) {
    let limit = 65500
    guard max(width, height) <= limit else { throw .tooLarge(size, limit, "JPEG") }
    var messages = codec_messages()
    let status = unsafe jpeg_write(
      sink.handle, row(0), bytesPerRow, UInt32(width), UInt32(height), Int32(format.channels),
      Int32(encoding.quality), encoding.subsampling == .full, &messages)
    try sink.check(status, messages)
  }

  private func writePPM(to sink: ByteSink) throws(ImageError) {
    let colour = try expandedToColour()
    try sink.write(Array("P6\n\(width) \(height)\n255\n".utf8))
    for y in 0..<height { unsafe try sink.write(colour.row(y), count: colour.rowBytes) }
    try sink.flush()
  }
}

extension ImageError {
  static func tooLarge(_ size: Size, _ limit: Int, _ format: String) -> ImageError {
    ImageError(
      .invalidOptions, "\(size) is larger than a \(format) can be, \(limit) a side",
      advice: "choose a smaller --max, or --format png")
  }
}
