import ImagePrep

/// Colors text if it goes to a terminal that has color and `NO_COLOR` is not set.
struct Style {
  private let isColored: Bool

  init(descriptor: Int32) {
    isColored =
      Console.isTerminal(descriptor) && !Console.isDumbTerminal
      && (Console.environment("NO_COLOR") ?? "").isEmpty
  }

  func error(_ text: String) -> String { isColored ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
  func warning(_ text: String) -> String { isColored ? "\u{1B}[33m\(text)\u{1B}[0m" : text }
}

extension SystemPath {
  var printable: String { description.printable }
}

extension String {
  /// The text with control characters and line breaks written as `\u{1B}`, because names of files cannot be trusted.
  var printable: String {
    unicodeScalars.map { scalar in
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069:
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: String(scalar)
      }
    }.joined()
  }
}
