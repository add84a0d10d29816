import ArgumentParser
import ImagePrep

/// The size of the result.
struct SizeOptions: ParsableArguments {
  @Option(
    name: .customLong("max"), parsing: .unconditional,
    help: ArgumentHelp(
      "Longest side allowed, in pixels, or none: 1 to 1000000; models like 224 to 2048. (default: 1024)",
      valueName: "n|none"),
    completion: .list(["none"]), transform: SideLimit.init(argument:))
  var max: SideLimit?

  @Option(
    name: .customLong("multiple"), parsing: .unconditional,
    help: ArgumentHelp(
      "Make both sides multiples of this: 1 (leave them) to 1000000; 8 to 64 is usual. (default: 8)",
      valueName: "n|WxH"),
    transform: Multiples.init(argument:))
  var multiple: Multiples?

  @Option(
    name: .customLong("width"), parsing: .unconditional,
    help: ArgumentHelp(
      "Width of the result, 1 to 1000000; replaces the default --max and --multiple.", valueName: "n"),
    transform: { try side($0) })
  var width: Int?

  @Option(
    name: .customLong("height"), parsing: .unconditional,
    help: ArgumentHelp("Height of the result, likewise.", valueName: "n"), transform: { try side($0) })
  var height: Int?

  @Option(
    help: ArgumentHelp(
      """
      How the picture goes into --width and --height (or --max, square): inside (keeps its shape, no side \
      longer), cover (cropped), pad (letterbox) or stretch.
      """, valueName: "fit"))
  var fit: FitName = .inside

  @Option(
    help: ArgumentHelp(
      """
      Whether small images are enlarged. Unless told, cover and stretch do, inside and pad do not.
      """, valueName: "when"))
  var upscale: Upscale?

  @Option(
    help: ArgumentHelp(
      "Which multiple a side becomes. (default: nearest; down to crop, up to pad)",
      valueName: "rounding"))
  var snap: Multiple.Rounding?

  @Option(
    help: ArgumentHelp(
      "How sides become multiples: the picture is scaled, cropped or padded. (default: scale)",
      valueName: "method"))
  var snapBy: SnapMethod?

  private static func side(_ text: String) throws -> Int { try wholeNumber(text) }

  private var hasExplicitSize: Bool { width != nil || height != nil }

  func geometry() throws -> Geometry {
    let limit = max == nil ? (hasExplicitSize ? nil : 1024) : max?.side
    let fit = try fit(within: limit)
    return .fit(fit, upscale: upscale ?? .automatic)
  }

  private func fit(within limit: Int?) throws -> Fit {
    if fit == .inside, !hasExplicitSize { return .max(limit) }
    let (width, height) = (smaller(width, limit), smaller(height, limit))
    if fit == .inside { return .inside(width: width, height: height) }
    guard let width, let height, hasExplicitSize || max != nil else {
      throw ValidationError("--fit \(fit.rawValue) needs --width and --height, or --max for a square")
    }
    switch fit {
    case .cover: return .cover(width: width, height: height)
    case .pad: return .pad(width: width, height: height)
    default: return .stretch(width: width, height: height)
    }
  }

  private func smaller(_ side: Int?, _ limit: Int?) -> Int? {
    guard let side, let limit else { return side ?? limit }
    return min(side, limit)
  }

  /// Nil if no option sets it.
  func multiple(for fit: Fit) -> Multiple? {
    guard multiple != nil || snap != nil || snapBy != nil else { return nil }
    let automatic = Multiple.automatic(for: fit)
    return Multiple(
      width: multiple?.width ?? automatic.width, height: multiple?.height ?? automatic.height,
      rounding: snap, by: (snapBy ?? .scale).method)
  }

  /// Warnings about options that change nothing, or not what their name says.
  func warnings(_ options: Options) -> [String] {
    loweredSide + uselessSnap(options)
  }

  /// A warning if `--max` is below a side that is asked for.
  private var loweredSide: [String] {
    guard let limit = max?.side else { return [] }
    let sides = [("--width", width), ("--height", height)].compactMap { name, side in
      side.flatMap { $0 > limit ? "\(name) \($0)" : nil }
    }
    return sides.isEmpty ? [] : ["--max \(limit) makes it smaller than \(sides.joined(separator: " and "))"]
  }

  private func uselessSnap(_ options: Options) -> [String] {
    guard let multiple = options.multiple, multiple.width == 1, multiple.height == 1 else { return [] }
    return [(snap != nil, "--snap"), (snapBy != nil, "--snap-by")].compactMap { isGiven, name in
      isGiven ? "\(name) does nothing where any side is allowed: add --multiple" : nil
    }
  }
}

/// The value of `--max`.
struct SideLimit {
  let side: Int?

  init(argument: String) throws {
    guard argument.lowercased() != "none" else {
      side = nil
      return
    }
    guard let value = try? wholeNumber(argument) else {
      throw ValidationError("it takes a whole number from 1 to \(Options.largestSide), or none.")
    }
    side = value
  }
}

/// The value of `--multiple`: one number, or one for each side.
struct Multiples {
  var width: Int
  var height: Int

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  init(argument: String) throws {
    let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    let sides = parts.compactMap { try? wholeNumber(String($0)) }
    guard sides.count == parts.count, (1...2).contains(sides.count) else {
      throw ValidationError(
        "it takes a whole number from 1 to \(Options.largestSide), or two, as in 16x8.")
    }
    (width, height) = (sides[0], sides[sides.count - 1])
  }
}

enum FitName: String, NamedChoice {
  case inside, cover, pad, stretch
}

enum SnapMethod: String, NamedChoice {
  case scale, crop, pad

  var method: Multiple.Method {
    switch self {
    case .scale: .scaling
    case .crop: .cropping
    case .pad: .padding
    }
  }
}

extension Multiple.Rounding: NamedChoice {}

extension Upscale: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(rawValue: argument.lowercased())
    if self == .automatic { return nil }
  }

  public static var allValueStrings: [String] { ["never", "allow"] }
}
