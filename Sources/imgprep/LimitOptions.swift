import ArgumentParser
import ImagePrep

/// Limits on what an image may cost.
struct LimitOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .option(.limitPixels, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: Limit.count)
  var limitPixels: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitWidth, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: Limit.count)
  var limitWidth: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitHeight, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: Limit.count)
  var limitHeight: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitScans, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: Limit.count)
  var limitScans: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitFrames, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: Limit.count)
  var limitFrames: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitFramePixels, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: Limit.count)
  var limitFramePixels: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitChunkBytes, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: Limit.bytes)
  var limitChunkBytes: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitProfileBytes, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: Limit.bytes)
  var limitProfileBytes: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitBytes, "n|none"), completion: .list(["none"]),
    transform: Limit.bytes)
  var limitBytes: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitMemory, "n|none", more: "imgprep --dry-run --json says how many it may need."),
    completion: .list(["none"]), transform: Limit.bytes)
  var limitMemory: Limit?

  @Option(
    parsing: .unconditional,
    help: .option(.limitSeconds, "n|none"),
    completion: .list(["none"]), transform: TimeLimit.init)
  var limitSeconds: TimeLimit?

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
    limits.seconds = limitSeconds?.seconds
    return limits
  }

  struct Limit {
    let value: Int?

    static func count(_ text: String) throws -> Limit {
      try Limit(text, .pixels, examples: "500, 10k or 12M")
    }

    static func bytes(_ text: String) throws -> Limit {
      try Limit(text, .bytes, examples: "5000000, 1.5GB or 512MiB")
    }

    private init(_ text: String, _ unit: Amount.Unit, examples: String) throws {
      if text.lowercased() == "none" {
        value = nil
        return
      }
      guard let amount = Amount(text, unit), amount.value > 0 else {
        throw ValidationError("it takes a whole number from 1, such as \(examples), or none.")
      }
      value = amount.value
    }
  }

  struct TimeLimit {
    let seconds: Double?

    init(_ text: String) throws {
      if text.lowercased() == "none" {
        seconds = nil
        return
      }
      guard let time = Seconds(text), time.value > 0, time.value <= 1e9 else {
        throw ValidationError(
          "it takes a number of seconds above 0, up to 1000000000, such as 30, 0.5 or 2m, or none.")
      }
      seconds = time.value
    }
  }
}
