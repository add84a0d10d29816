import ArgumentParser
import ImagePrep

/// The size of the result.
struct SizeOptions: ParsableArguments {
  @Option(
    name: .customLong("max"), parsing: .unconditional,
    help: .option(.max, "n|none", statesDefault: true),
    completion: .list(["none"]), transform: SideLimit.init(argument:))
  var max: SideLimit?

  @Option(
    name: .customLong("multiple"), parsing: .unconditional,
    help: .option(.multiple, "n|WxH", statesDefault: true),
    transform: Multiples.init(argument:))
  var multiple: Multiples?

  @Option(
    name: .customLong("width"), parsing: .unconditional,
    help: .option(.width, "n"),
    transform: { try side($0) })
  var width: Int?

  @Option(
    name: .customLong("height"), parsing: .unconditional,
    help: .option(.height, "n"), transform: { try side($0) })
  var height: Int?

  @Option(
    help: .option(.fit, "fit"))
  var fit: FitName = .inside

  @Option(
    help: .option(.upscale, "when"))
  var upscale: Upscale?

  @Option(
    help: .option(.rounding, "rounding", statesDefault: true))
  var snap: Multiple.Rounding?

  @Option(
    help: .option(.method, "method", statesDefault: true))
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
