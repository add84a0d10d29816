import ArgumentParser
import ImagePrep

/// How the pixels are made.
struct PictureOptions: ParsableArguments {
  @Option(
    help: .option(.background, "color", statesDefault: true),
    completion: .list(["white", "black", "gray"]), transform: color)
  var background: Color = .white

  @Option(help: .option(.padding, "color"), completion: .list(["black", "gray"]), transform: color)
  var padding: Color?

  @Option(
    help: .option(.alpha, "policy", statesDefault: true))
  var alpha: AlphaName?

  @Option(
    help: .option(.filter, "filter", statesDefault: true))
  var filter: Filter?

  @Option(
    help: .option(.decode, "grade", statesDefault: true))
  var decode: DecodeGrade?

  @Option(
    help: .option(.arithmetic, "library", statesDefault: true))
  var like: Arithmetic?

  @Option(
    help: .option(.antialiasing, "how", statesDefault: true))
  var antialias: Antialiasing?

  @Option(
    help: .option(.orientation, "policy", statesDefault: true))
  var orient: OrientationPolicy?

  @Option(
    name: [.customLong("color"), .customLong("colour")],
    help: .option(.color, "policy", statesDefault: true))
  var color: ColorPolicy?

  @Option(
    help: .option(.keepMetadata, "kinds", statesDefault: true),
    completion: .list(["icc", "exif", "icc,exif"]), transform: metadataKinds)
  var keepMetadata: MetadataKinds = []

  @Option(
    parsing: .unconditional,
    help: .option(.frame, "n", statesDefault: true),
    transform: frameNumber)
  var frame = 0

  @Option(
    help: .option(.frames, "frames", statesDefault: true), completion: .list(["all"]),
    transform: frameSelection)
  var frames: FrameSelection?

  @Flag(help: .option(.lenient))
  var lenient = false

  @Option(
    parsing: .unconditional,
    help: .option(.minComplete, "0…1", statesDefault: true))
  var minComplete: Double?

  /// Warnings about options that change nothing.
  var warnings: [String] {
    uselessLike + uselessMetadata
  }

  private var uselessLike: [String] {
    let decode = decode ?? Options().decode
    guard let like, like != .pillow, decode != .exact else { return [] }
    return ["--like \(like.rawValue) does nothing with --decode \(decode.rawValue): add --decode exact"]
  }

  private var uselessMetadata: [String] {
    guard keepMetadata.contains(.icc), color != .keep else { return [] }
    return ["--keep-metadata icc does nothing where colors become sRGB: add --color keep"]
  }

  static func color(_ text: String) throws -> Color {
    guard let color = Color(text) else {
      throw ValidationError(
        "it takes a CSS color name, #rgb, #rrggbb or three numbers, such as gray, #7f7f7f or 114,114,114.")
    }
    return color
  }

  private static func metadataKinds(_ text: String) throws -> MetadataKinds {
    var kinds: MetadataKinds = []
    for name in text.lowercased().split(separator: ",") {
      switch name {
      case "icc": kinds.insert(.icc)
      case "exif": kinds.insert(.exif)
      default: throw ValidationError("it takes icc, exif, or both with a comma between them.")
      }
    }
    return kinds
  }

  private static func frameSelection(_ text: String) throws -> FrameSelection {
    let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    let number = parts.count == 2 ? try? wholeNumber(String(parts[1])) : nil
    switch (parts[0], number) {
    case ("all", nil) where parts.count == 1: return .all
    case ("every", let number?): return .every(number)
    case ("count", let number?): return .count(number)
    default: throw ValidationError("it takes all, every:N or count:N, such as every:5.")
    }
  }

  private static func frameNumber(_ text: String) throws -> Int {
    guard let value = Int(text), value >= 0 else {
      throw ValidationError("it takes a whole number from 0.")
    }
    return value
  }
}

enum AlphaName: String, NamedChoice {
  case flatten, keep
}

extension Filter: NamedChoice {}
extension DecodeGrade: NamedChoice {}
extension Arithmetic: NamedChoice {}
extension Antialiasing: NamedChoice {}
extension OrientationPolicy: NamedChoice {}
extension ColorPolicy: NamedChoice {}
