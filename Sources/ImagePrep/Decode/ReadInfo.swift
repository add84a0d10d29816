extension ImageInfo {
  /// Reads the header of the image in a file.
  ///
  /// - Parameters:
  ///   - countingFrames: Whether a GIF is read to its end, without being decoded, to count its frames.
  ///   - limits: Of these, those that a header can break, and frames where they are counted. Default: see `Limits`.
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
    let source = try ByteSource(descriptor: descriptor, limits: limits)
    let decoder = try Format.openDecoder(source)
    self = decoder.info
    do {
      try limits.check(decoder.info)
      if countingFrames, let gif = decoder as? GIFDecoder {
        let frames = try gif.countFrames()
        (frameCount, frameEnding) = (frames.count, frames.ending)
      }
    } catch {
      throw error.about(decoder.info)
    }
  }
}
