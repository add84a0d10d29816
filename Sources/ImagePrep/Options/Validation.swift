extension Options {
  /// The largest side and the largest multiple allowed.
  public static let largestSide = 1_000_000

  /// - Throws: `ImageError` with the code `invalidOptions`, naming the option, its value and its range.
  public func validate() throws(ImageError) {
    try checkSize()
    guard (0..<(1 << 31)).contains(frame) else {
      throw ImageError(.invalidOptions, "\(.frame) \(frame) is out of range: 0 to \(Int32.max)")
    }
    guard (0...1).contains(minComplete) else {
      throw ImageError(.invalidOptions, "\(.minComplete) \(minComplete) is out of range: 0 to 1")
    }
    guard threads >= 1 else {
      throw ImageError(.invalidOptions, "\(.threads) \(threads) is out of range: 1 or more")
    }
    try limits.validate()
  }
}

extension Limits {
  /// The largest limit on seconds: 31 years.
  static let mostSeconds = 1e9

  /// - Throws: `ImageError` with the code `invalidOptions`, naming the limit, its value and its range.
  func validate() throws(ImageError) {
    for (option, limit) in [
      (OptionKey.limitPixels, pixels), (.limitBytes, bytes), (.limitMemory, memory), (.limitWidth, width),
      (.limitHeight, height), (.limitScans, scans), (.limitFrames, frames), (.limitFramePixels, framePixels),
      (.limitChunkBytes, chunkBytes), (.limitProfileBytes, profileBytes),
    ] {
      if let limit, limit < 1 {
        throw ImageError(.invalidOptions, "\(option) \(limit) is out of range: 1 or more")
      }
    }
    // Infinity and NaN do not pass.
    if let seconds, !(seconds > 0 && seconds <= Self.mostSeconds) {
      throw ImageError(
        .invalidOptions, "\(.limitSeconds) \(seconds) is out of range: more than 0, to 1000000000")
    }
  }
}
