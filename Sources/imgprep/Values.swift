import ArgumentParser
import ImagePrep

/// A choice among names, in upper or lower case.
protocol NamedChoice: ExpressibleByArgument, CaseIterable, RawRepresentable where RawValue == String {}

extension NamedChoice {
  public init?(argument: String) { self.init(rawValue: argument.lowercased()) }

  /// The parser asks for the names of every option several times at each start. Its own way takes ten times as long.
  public static var allValueStrings: [String] { allCases.map { $0.rawValue } }
}

/// A whole number from 1 to the largest side.
func wholeNumber(_ text: String) throws -> Int {
  guard let value = Int(text), (1...Options.largestSide).contains(value) else {
    throw ValidationError("it takes a whole number from 1 to \(Options.largestSide).")
  }
  return value
}

/// A number as people write it, followed by a unit: `10k`, `1.5GB`, `2m`.
private struct Measure {
  let number: Double
  /// In lower case.
  let unit: String

  init?(_ text: String) {
    let text = text.lowercased()
    // Take everything that can be part of a number, so that `1e3` is a number and `1mb` is not.
    var end = text.startIndex
    for index in text.indices where Double(text[...index]) != nil { end = text.index(after: index) }
    guard let number = Double(text[..<end]), number.isFinite else { return nil }
    self.number = number
    unit = text[end...].drop { $0 == " " }.description
  }
}

/// A number of bytes, pixels or other things: `1000000`, `10k`, `12MP`, `1.5GB`, `512MiB`. Without `i`, k is 1,000.
struct Amount {
  let value: Int

  /// The things that are counted.
  enum Unit {
    case bytes
    /// Pixels, or things without a unit.
    case pixels

    /// The longest first.
    fileprivate var names: [String] {
      switch self {
      case .bytes: ["bytes", "b"]
      case .pixels: ["pixels", "px", "p"]
      }
    }
  }

  init?(_ text: String, _ unit: Unit) {
    if let value = Int(text) {
      self.value = value
      return
    }
    guard let measure = Measure(text), let factor = Self.factor(measure.unit, unit) else { return nil }
    let product = (measure.number * factor).rounded()
    guard let value = Int(exactly: product) else { return nil }
    self.value = value
  }

  private static func factor(_ text: String, _ unit: Unit) -> Double? {
    let name = unit.names.first { text.hasSuffix($0) } ?? ""
    switch text.dropLast(name.count) {
    case "": return 1
    case "k": return 1e3
    case "m": return 1e6
    case "g": return 1e9
    case "t": return 1e12
    case "ki": return 1024
    case "mi": return 1_048_576
    case "gi": return 1_073_741_824
    case "ti": return 1_099_511_627_776
    default: return nil
    }
  }
}

/// A time in seconds: `30`, `0.5`, `30s`, `2m`, `500ms`.
struct Seconds {
  let value: Double

  init?(_ text: String) {
    guard let measure = Measure(text) else { return nil }
    switch measure.unit {
    case "", "s", "sec", "seconds": value = measure.number
    case "ms": value = measure.number / 1000
    case "m", "min", "minutes": value = measure.number * 60
    case "h", "hours": value = measure.number * 3600
    default: return nil
    }
  }
}
