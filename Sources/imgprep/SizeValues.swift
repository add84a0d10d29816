import ArgumentParser
import ImagePrep

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
  case inside, cover, pad, stretch, closest
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

extension AreaBudget.Order: NamedChoice {}
extension SideFormula: NamedChoice {}
extension ServiceRule: NamedChoice {}
extension Buckets.Metric: NamedChoice {}

extension Size {
  /// For example `224x224`.
  init(argument: String) throws {
    guard let size = Size(argument) else {
      throw ValidationError(
        "it takes a width and a height, each from 1 to \(Options.largestSide), as in 224x224.")
    }
    self = size
  }

  fileprivate init?(_ text: some StringProtocol) {
    let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard sides.count == 2, let width = try? wholeNumber(String(sides[0])),
      let height = try? wholeNumber(String(sides[1]))
    else { return nil }
    self.init(width: width, height: height)
  }
}

/// The value of `--buckets`: sizes, or the name of a list.
enum BucketNames {
  static let all = ["sdxl", "kontext", "novelai", "kohya:1024x1024", "diffusers:1024", "grid:448x448:1-12"]

  static func buckets(_ text: String) throws -> Buckets {
    let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("sdxl", 1): return .sdxl
    case ("kontext", 1): return .kontext
    case ("novelai", 1): return .novelAI
    case ("kohya", 2...3):
      guard let resolution = Size(parts[1]) else { break }
      guard parts.count == 3 else { return .kohya(resolution) }
      let numbers = parts[2].split(separator: "-").compactMap { try? wholeNumber(String($0)) }
      guard numbers.count == 2, numbers[0] <= numbers[1] else { break }
      return .kohya(resolution, least: numbers[0], most: numbers[1])
    case ("grid", 3):
      guard let tile = Size(parts[1]) else { break }
      let numbers = parts[2].split(separator: "-").compactMap { try? wholeNumber(String($0)) }
      guard numbers.count == 2, numbers[0] <= numbers[1], numbers[1] <= 1024 else { break }
      return .grid(tile, tiles: numbers[0]...numbers[1])
    case ("diffusers", 2):
      guard let side = try? wholeNumber(String(parts[1])), side <= 65_536 else { break }
      return .diffusers(side)
    case (_, 1):
      let sizes = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { Size($0) }
      if sizes.count == text.split(separator: ",", omittingEmptySubsequences: false).count {
        return Buckets(sizes)
      }
    default: break
    }
    throw ValidationError(
      "it takes sizes, as 1024x1024,1152x896, or a list: sdxl, kontext, novelai, kohya:512x512, kohya:1024x1024:256-2048, diffusers:1024, grid:448x448:1-12."
    )
  }
}

extension PatchBudget {
  /// For example `16384 rule=shrink merge=2`; commas may stand for spaces.
  init(argument: String) throws {
    let words = argument.split { $0 == " " || $0 == "," }
    guard let first = words.first, let most = try? wholeNumber(String(first)) else { throw Self.fault }
    self.init(atMost: most)
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw Self.fault }
      if parts[0] == "rule", let rule = Rule(rawValue: parts[1].lowercased()) {
        self.rule = rule
        continue
      }
      guard let number = try? wholeNumber(parts[1]) else { throw Self.fault }
      switch parts[0] {
      case "least": least = number
      case "side": side = number
      case "merge": merge = number
      default: throw Self.fault
      }
    }
  }

  private static let fault = ValidationError(
    """
    it takes a number of patches, and rule=\(Rule.allCases.map(\.rawValue).joined(separator: "|")), least=N, side=N \
    or merge=N, as "4096 rule=shape".
    """)
}

extension TextLine {
  /// For example `48x320 widest=3200`.
  init(argument: String) throws {
    let words = argument.lowercased().split { $0 == " " || $0 == "," }
    let sides = (words.first ?? "").split(separator: "x", omittingEmptySubsequences: false)
      .compactMap { try? wholeNumber(String($0)) }
    let rest = words.dropFirst().map { $0.split(separator: "=", omittingEmptySubsequences: false) }
    guard sides.count == 2, rest.allSatisfy({ $0.count == 2 && $0[0] == "widest" }) else {
      throw ValidationError("it takes a height and a width, and widest=N, as \"48x320 widest=3200\".")
    }
    self.init(height: sides[0], width: sides[1])
    if let last = rest.last { widest = try wholeNumber(String(last[1])) }
  }
}

extension CropBox {
  /// `X,Y,WIDTH,HEIGHT`, each in pixels or with a percent sign.
  init(argument: String) throws {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let lengths = parts.compactMap { Length(String($0)) }
    guard parts.count == 4, lengths.count == 4 else {
      throw ValidationError(
        "it takes X,Y,WIDTH,HEIGHT in pixels, in parts as 25%,0%,50%,100%, or of the shorter side as center,center,0.875short,0.875short."
      )
    }
    self.init(x: lengths[0], y: lengths[1], width: lengths[2], height: lengths[3])
  }
}

extension CropBox.Length {
  fileprivate init?(_ text: String) {
    if text.lowercased() == "center" {
      self = .centered
    } else if text.hasSuffix("short"), let part = Double(text.dropLast(5)), (0...1).contains(part) {
      self = .partOfShorter(part)
    } else if text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) {
      self = .fraction(percent / 100)
    } else if let count = Int(text), count >= 0 {
      self = .pixels(count)
    } else {
      return nil
    }
  }
}

extension Gravity {
  init(argument: String) throws {
    let name = argument.lowercased().filter { $0 != "-" && $0 != "_" }
    guard
      let found = Self.compass.first(where: { $0.name == name || name == "centre" && $0.name == "center" })
    else {
      throw ValidationError(
        "it takes center or a compass point: \(Self.compass.dropFirst().map(\.name).joined(separator: ", "))."
      )
    }
    self = found.gravity
  }

  init(focus argument: String) throws {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
    guard parts.count == 2, parts.allSatisfy((0...1).contains) else {
      throw ValidationError(
        "it takes two numbers from 0 to 1 with a comma, from the left and the top, as 0.5,0.33.")
    }
    self = .focus(x: parts[0], y: parts[1])
  }
}
