extension ImageInfo {
  /// Reads the header of the image in a file.
  ///
  /// - Parameters:
  ///   - countingFrames: True to read a GIF to its end and count its frames, without decoding them. Default: false.
  ///   - limits: Those that a header can break are checked, and the number of counted frames. Default: see `Limits`.
  /// - Throws: `ImageError`, with `path` in it.
  public init(
    contentsOf path: some PathConvertible, countingFrames: Bool = false, limits: Limits = Limits()
  ) throws(ImageError) {
    self = try InputFile.read(path.systemPath, limits) { (descriptor) throws(ImageError) in
      try ImageInfo(descriptor: descriptor, countingFrames: countingFrames, limits: limits)
    }
  }

  /// Reads the header of an image from an open file descriptor, which stays open.
  public init(
    descriptor: Int32, countingFrames: Bool = false, limits: Limits = Limits()
  ) throws(ImageError) {
    try limits.validate()
    try self.init(ByteSource(descriptor: descriptor, limits: limits), countingFrames: countingFrames)
  }

  /// Reads the header of the image in memory, without copying its bytes.
  public init(
    _ bytes: Span<UInt8>, countingFrames: Bool = false, limits: Limits = Limits()
  ) throws(ImageError) {
    try limits.validate()
    self = unsafe try bytes.withBytes { (buffer: UnsafeRawBufferPointer) throws(ImageError) in
      try ImageInfo(
        unsafe ByteSource(borrowing: buffer, limits: limits), countingFrames: countingFrames)
    }
  }

  /// Reads the header of the image in memory.
  public init(
    _ bytes: [UInt8], countingFrames: Bool = false, limits: Limits = Limits()
  ) throws(ImageError) {
    try self.init(bytes.span, countingFrames: countingFrames, limits: limits)
  }

  private init(_ source: ByteSource, countingFrames: Bool) throws(ImageError) {
    let decoder = try Format.openDecoder(source)
    self = decoder.info
    do {
      try source.clock.check()
      try source.limits.check(decoder.info)
      if countingFrames, let gif = decoder as? GIFDecoder {
        let frames = try gif.countFrames()
        (frameCount, frameEnding) = (frames.count, frames.ending)
      }
    } catch {
      throw error.about(decoder.info)
    }
  }
}
