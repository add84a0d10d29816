import ArgumentParser
import ImagePrep

/// What is refused before it costs anything.
struct LimitOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Refuse an image whose frame, or result, has more pixels. (default: 268402689)", valueName: "n|none"),
    transform: { try Limit($0) })
  var limitPixels: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Refuse a wider image. (default: 1000000)", valueName: "n|none"),
    transform: { try Limit($0) })
  var limitWidth: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Refuse a higher image. (default: 1000000)", valueName: "n|none"),
    transform: { try Limit($0) })
  var limitHeight: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Refuse a progressive JPEG with more scans. (default: 100)", valueName: "n|none"),
    transform: { try Limit($0) })
  var limitScans: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Refuse an animation with more frames; of a GIF those count that are needed for --frame, or counted by \
      inspect. (default: 1000000)
      """,
      valueName: "n|none"),
    transform: { try Limit($0) })
  var limitFrames: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Refuse a --frame for which frames with more pixels must be composed. (default: 4294967296)",
      valueName: "n|none"),
    transform: { try Limit($0) })
  var limitFramePixels: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pass over a larger chunk of a PNG, besides its image data, with a warning. (default: 8000000)",
      valueName: "n|none"),
    transform: { try Limit($0) })
  var limitChunkBytes: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pass over a larger colour profile, with a warning. (default: 4194304)", valueName: "n"),
    transform: { try Limit($0) })
  var limitProfileBytes: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Refuse a larger file, in bytes.", valueName: "n|none"), transform: { try Limit($0) })
  var limitBytes: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Refuse an image that may need more bytes of memory; imgprep inspect tells.", valueName: "n|none"),
    transform: { try Limit($0) })
  var limitMemory: Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Give an image up after so many seconds; of one that a pipe is slow to deliver, only with --isolate.",
      valueName: "n|none"), transform: seconds)
  var limitSeconds: Double?

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
    limits.seconds = limitSeconds == .infinity ? nil : limitSeconds
    return limits
  }

  private static func seconds(_ text: String) throws -> Double {
    if text == "none" { return .infinity }
    guard let value = Double(text), value > 0, value <= 1e9 else {
      throw ValidationError("it takes a number above 0, up to 1000000000, or none.")
    }
    return value
  }

  struct Limit {
    let value: Int?

    init(_ text: String) throws {
      value = text == "none" ? nil : Int(text)
      guard text == "none" || (value ?? 0) > 0 else {
        throw ValidationError("it takes a whole number from 1, or none.")
      }
    }
  }
}
