import ArgumentParser
import ImagePrep

/// Limits on what an image may cost.
struct LimitOptions: ParsableArguments {
  @Option(limit: .limitPixels, count) var limitPixels: Limit<Int>?
  @Option(limit: .limitWidth, count) var limitWidth: Limit<Int>?
  @Option(limit: .limitHeight, count) var limitHeight: Limit<Int>?
  @Option(limit: .limitScans, count) var limitScans: Limit<Int>?
  @Option(limit: .limitFrames, count) var limitFrames: Limit<Int>?
  @Option(limit: .limitFramePixels, count) var limitFramePixels: Limit<Int>?
  @Option(limit: .limitChunkBytes, bytes) var limitChunkBytes: Limit<Int>?
  @Option(limit: .limitProfileBytes, bytes) var limitProfileBytes: Limit<Int>?
  @Option(limit: .limitBytes, bytes) var limitBytes: Limit<Int>?
  @Option(limit: .limitMemory, more: "imgprep --dry-run --json says how many it may need.", bytes)
  var limitMemory: Limit<Int>?
  @Option(limit: .limitSeconds, seconds) var limitSeconds: Limit<Double>?

  var limits: Limits {
    var limits = Limits()
    if let limitPixels { limits.pixels = limitPixels.value }
    if let limitWidth { limits.width = limitWidth.value }
    if let limitHeight { limits.height = limitHeight.value }
    if let limitScans { limits.scans = limitScans.value }
    if let limitFramePixels { limits.framePixels = limitFramePixels.value }
    if let limitProfileBytes { limits.profileBytes = limitProfileBytes.value }
    if let limitFrames { limits.frames = limitFrames.value }
    if let limitChunkBytes { limits.chunkBytes = limitChunkBytes.value }
    limits.bytes = limitBytes?.value
    limits.memory = limitMemory?.value
    limits.seconds = limitSeconds?.value
    return limits
  }

  private static func count(_ text: String) throws -> Limit<Int> {
    try Limit(text, "a whole number from 1, such as 500, 10k or 12M") { amount($0, .pixels) }
  }

  private static func bytes(_ text: String) throws -> Limit<Int> {
    try Limit(text, "a whole number from 1, such as 5000000, 1.5GB or 512MiB") { amount($0, .bytes) }
  }

  private static func amount(_ text: String, _ unit: Amount.Unit) -> Int? {
    Amount(text, unit).flatMap { $0.value > 0 ? $0.value : nil }
  }

  private static func seconds(_ text: String) throws -> Limit<Double> {
    try Limit(text, "a number of seconds above 0, up to 1000000000, such as 30, 0.5 or 2m") {
      Seconds($0).flatMap { $0.value > 0 && $0.value <= 1e9 ? $0.value : nil }
    }
  }

  /// A limit as typed.
  struct Limit<Value> {
    /// Nil for the word `none`.
    let value: Value?

    /// - Parameter words: What the option takes, for an error.
    fileprivate init(_ text: String, _ words: String, _ parse: (String) -> Value?) throws {
      value = parse(text)
      guard value != nil || text.lowercased() == "none" else {
        throw ValidationError("it takes \(words), or none.")
      }
    }
  }
}

extension Option {
  /// An option that takes a limit or `none`.
  fileprivate init<Limit>(
    limit key: OptionKey, more: String? = nil, _ transform: @Sendable @escaping (String) throws -> Limit
  ) where Value == Limit? {
    self.init(
      parsing: .unconditional, help: .option(key, "n|none", more: more, statesDefault: true),
      completion: .list(["none"]), transform: transform)
  }
}
