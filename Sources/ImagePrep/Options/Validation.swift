extension Options {
  /// The largest side and multiple that can be asked for.
  public static let largestSide = 1_000_000

  /// - Throws: `ImageError` with the code `invalidOptions`, naming the option, its value and its range.
  public func validate() throws(ImageError) {
    for (name, side) in [("multiple.width", multiple.width), ("multiple.height", multiple.height)] {
      try Self.check(side, name, option: "--multiple")
    }
    let (width, height): (Int?, Int?) =
      switch geometry.fit {
      case .inside(let width, let height): (width, height)
      case .cover(let width, let height), .pad(let width, let height),
        .stretch(let width, let height):
        (width, height)
      }
    if let width { try Self.check(width, "geometry.fit width", option: "--max or --width") }
    if let height { try Self.check(height, "geometry.fit height", option: "--max or --height") }
    for (side, multiple) in [(width, multiple.width), (height, multiple.height)] {
      guard let side, side < multiple else { continue }
      throw ImageError(
        .invalidOptions,
        "a side of at most \(side) (--max) cannot be a multiple of \(multiple) (--multiple)",
        advice: "raise --max to \(multiple) or more, or lower --multiple")
    }
    guard (0..<(1 << 31)).contains(frame) else {
      throw ImageError(.invalidOptions, "--frame \(frame) is out of range: 0 to \(Int32.max)")
    }
    guard (0...1).contains(minComplete) else {
      throw ImageError(.invalidOptions, "--min-complete \(minComplete) is out of range: 0 to 1")
    }
    guard threads >= 1 else {
      throw ImageError(.invalidOptions, "\(threads) threads (options.threads) is out of range: 1 or more")
    }
    for (option, limit) in [
      ("--limit-pixels", limits.pixels), ("--limit-bytes", limits.bytes),
      ("--limit-memory", limits.memory), ("--limit-width", limits.width), ("--limit-height", limits.height),
      ("--limit-scans", limits.scans), ("--limit-frames", limits.frames),
      ("--limit-frame-pixels", limits.framePixels), ("--limit-chunk-bytes", limits.chunkBytes),
      ("--limit-profile-bytes", limits.profileBytes),
    ] {
      if let limit, limit < 1 {
        throw ImageError(.invalidOptions, "\(option) \(limit) is out of range: 1 or more")
      }
    }
    if let seconds = limits.seconds, !(seconds > 0) {
      throw ImageError(.invalidOptions, "--limit-seconds \(seconds) is out of range: more than 0")
    }
  }

  private static func check(_ value: Int, _ name: String, option: String) throws(ImageError) {
    guard !(1...largestSide).contains(value) else { return }
    throw ImageError(
      .invalidOptions, "\(option) \(value) (\(name)) is out of range: 1 to \(largestSide)")
  }
}
