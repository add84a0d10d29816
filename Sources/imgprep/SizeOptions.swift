import ArgumentParser
import ImagePrep

/// The size of the result.
struct SizeOptions: ParsableArguments {
  @Option(
    name: .customLong("max"), parsing: .unconditional,
    help: ArgumentHelp(
      "Longest side allowed, in pixels, or none: 1 to 1000000; models like 224 to 2048. (default: 1024)",
      valueName: "n|none"),
    transform: SideLimit.init(argument:))
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
      "How sides become multiples: the picture is scaled, cropped or padded.",
      valueName: "method"))
  var snapBy: SnapMethod = .scale

  private static func side(_ text: String) throws -> Int { try wholeNumber(text) }

  private var hasExplicitSize: Bool { width != nil || height != nil }

  func geometry() throws -> Geometry {
    let limit = max == nil ? (hasExplicitSize ? nil : 1024) : max?.side
    let fit = try fit(within: limit)
    return .fit(fit, upscale: upscale ?? .automatic)
  }

  private func fit(within limit: Int?) throws -> Fit {
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

  func multiples() throws -> Multiple {
    if let multiple {
      try check(width, "--width", multiple.width)
      try check(height, "--height", multiple.height)
    }
    let sides =
      multiple ?? (hasExplicitSize ? Multiples(width: 1, height: 1) : Multiples(width: 8, height: 8))
    return Multiple(
      width: sides.width, height: sides.height, rounding: snap, by: snapBy.method)
  }

  private func check(_ side: Int?, _ name: String, _ multiple: Int) throws {
    guard let side, !side.isMultiple(of: multiple) else { return }
    throw ValidationError(
      "\(name) \(side) is not a multiple of \(multiple) (--multiple): change one of them")
  }
}

/// A whole number from 1 to the largest side.
func wholeNumber(_ text: String) throws -> Int {
  guard let value = Int(text), (1...Options.largestSide).contains(value) else {
    throw ValidationError("it takes a whole number from 1 to \(Options.largestSide).")
  }
  return value
}

/// The value of `--max`.
struct SideLimit {
  let side: Int?

  init(argument: String) throws {
    guard argument != "none" else {
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

enum FitName: String, ExpressibleByArgument, CaseIterable {
  case inside, cover, pad, stretch
}

enum SnapMethod: String, ExpressibleByArgument, CaseIterable {
  case scale, crop, pad

  var method: Multiple.Method {
    switch self {
    case .scale: .scaling
    case .crop: .cropping
    case .pad: .padding
    }
  }
}

extension Multiple.Rounding: ExpressibleByArgument {}

extension Upscale: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(rawValue: argument)
    if self == .automatic { return nil }
  }

  public static var allValueStrings: [String] { ["never", "allow"] }
}
