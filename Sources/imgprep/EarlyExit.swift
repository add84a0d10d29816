import ArgumentParser
import ImagePrep

/// Ends the command if it works on no image: for help, for the version, or because arguments are wrong.
struct EarlyExit {
  let arguments: [String]

  /// Prints the requested text. If standard output does not take it, that is an error like any other.
  func printing(_ text: String) -> Never {
    if Console.write(text + "\n", to: 1) { Imgprep.exit(withError: ExitCode.success) }
    Imgprep.exit(withError: Report.fail(.lostText))
  }

  /// Prints the parser's error, or the help or version that was asked for.
  func after(_ error: any Error) -> Never {
    if error is ExitCode { Imgprep.exit(withError: error) }
    // The parser's own errors know their command. Other errors belong to the command that was named.
    let command = Imgprep.command(named: arguments.first)
    let text = error is ValidationError ? command.fullMessage(for: error) : Imgprep.fullMessage(for: error)
    guard text.hasPrefix(Imgprep._errorPrefix) else { printing(text) }
    Console.write(Self.namingHelp(proposing(text)) + "\n", to: 2)
    Imgprep.exit(withError: ExitCode.validationFailure)
  }

  /// Adds the probable meaning to the message, which comes before an option's help and the usage.
  private func proposing(_ text: String) -> String {
    let words = text.dropFirst(Imgprep._errorPrefix.count)
    let lines = words.split(separator: "\n", omittingEmptySubsequences: false)
    let message = lines.prefix { !$0.hasPrefix("Help:") && !$0.hasPrefix("Usage:") }.joined(separator: "\n")
    return Imgprep._errorPrefix + Suggestion(arguments).added(to: message) + words.dropFirst(message.count)
  }

  /// Removes the default command's name from the parser's hint about help: nobody has to type it.
  private static func namingHelp(_ text: String) -> String {
    text.replacing("'imgprep normalize --help'", with: "'imgprep --help'")
      .replacing("'normalize --help'", with: "'imgprep --help'")
      .replacing("'inspect --help'", with: "'imgprep inspect --help'")
      .replacing("'batch --help'", with: "'imgprep batch --help'")
      .replacing("'merge --help'", with: "'imgprep merge --help'")
      .replacing("'remap --help'", with: "'imgprep remap --help'")
  }
}

extension ImageError {
  /// The error for text that standard output did not take.
  static let lostText = ImageError(.unwritable, "writing to standard output failed")
}
