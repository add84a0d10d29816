import ArgumentParser
import ImagePrep

/// Prints what became of each input: results to standard output, complaints to standard error.
final class Report {
  private let options: RunningOptions
  private let isSingle: Bool
  /// Whether standard output carries an image, so that nothing else may.
  private let writesImage: Bool
  private let style = Style(descriptor: 2)
  private var failures: [ImageError] = []
  private var hasLostText = false

  init(_ options: RunningOptions, single isSingle: Bool, writesImage: Bool) {
    self.options = options
    self.isSingle = isSingle
    self.writesImage = writesImage
  }

  func add(_ outcome: Outcome) {
    if !options.quiet {
      for warning in outcome.warnings {
        let name: SystemPath = outcome.input == "-" ? "standard input" : outcome.input
        let text = "\(name): \(warning)".printable
        Machine.write("imgprep: \(style.warning("warning")): \(text)\n", to: 2)
      }
    }
    if options.json { print(JSONLine(outcome).text + "\n") }
    if let error = outcome.error {
      failures.append(error)
      Machine.write("imgprep: \(style.error("error")): \("\(error)".printable)\n", to: 2)
    } else if !options.json, !options.quiet {
      print(line(outcome))
    }
  }

  /// Prints a result: to standard output, or beside it when that carries an image.
  func print(_ text: String) {
    if !Machine.write(text, to: writesImage ? 2 : 1) { hasLostText = true }
  }

  /// Nil when all went well.
  func exitCode(inputs: Int) -> ExitCode? {
    if hasLostText {
      return Self.fail(ImageError(.unwritable, "writing to standard output failed"))
    }
    guard let first = failures.first else { return nil }
    if isSingle { return Self.exitCode(first) }
    Machine.write("imgprep: \(failures.count) of \(inputs) failed\n", to: 2)
    return ExitCode(1)
  }

  /// For a failure before any input was taken up.
  static func fail(_ error: ImageError) -> ExitCode {
    Machine.write("imgprep: \(Style(descriptor: 2).error("error")): \("\(error)".printable)\n", to: 2)
    return exitCode(error)
  }

  /// The codes of sysexits.h.
  private static func exitCode(_ error: ImageError) -> ExitCode {
    switch error.code {
    case .invalidOptions: ExitCode(64)
    case .missing: ExitCode(66)
    case .isolationUnavailable: ExitCode(69)
    case .outOfMemory: ExitCode(71)
    case .outputExists, .uncreatable: ExitCode(73)
    case .unreadable, .unwritable: ExitCode(74)
    default: ExitCode(65)
    }
  }

  /// `in.webp  4000×3000 webp → in.prep.png  1024×768  41 ms`
  private func line(_ outcome: Outcome) -> String {
    guard let info = outcome.info, let plan = outcome.plan else { return "" }
    let milliseconds = Int(outcome.milliseconds.rounded())
    let time = options.dryRun ? "not written (dry run)" : "\(milliseconds) ms"
    let (input, output) = (outcome.input.printable, outcome.output.printable)
    var text =
      "\(input)  \(info.uprightSize) \(info.format.rawValue) → \(output)  \(plan.output)  \(time)\n"
    if options.verbose { text += Description(info, plan).lines.map { "  \($0)\n" }.joined() }
    return text
  }
}

/// Colour, where the reader is a terminal and `NO_COLOR` is not set.
struct Style {
  private let isColoured: Bool

  init(descriptor: Int32) {
    isColoured = Machine.isTerminal(descriptor) && (Machine.environment("NO_COLOR") ?? "").isEmpty
  }

  func error(_ text: String) -> String { isColoured ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
  func warning(_ text: String) -> String { isColoured ? "\u{1B}[33m\(text)\u{1B}[0m" : text }
}

extension SystemPath {
  var printable: String { description.printable }
}

extension String {
  /// With what would steer a terminal, or begin another line, as `\u{1B}`: names of files are not to be trusted.
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
