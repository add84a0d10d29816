import ArgumentParser
import ImagePrep

/// How the command ends where no image was worked on: it was asked for help or its version, or its arguments are wrong.
struct Ending {
  let arguments: [String]

  /// Prints the words that were asked for. Standard output may not take them: that is an error like any other.
  func printing(_ text: String) -> Never {
    if Console.write(text + "\n", to: 1) { Imgprep.exit(withError: ExitCode.success) }
    Imgprep.exit(withError: Report.fail(.lostText))
  }

  /// Says what the parser found wrong, or prints what it was asked for.
  func after(_ error: any Error) -> Never {
    if error is ExitCode { Imgprep.exit(withError: error) }
    // The parser's own errors know their command; the words of others are those of the command that was named.
    let command: any ParsableCommand.Type = isInspect ? InspectCommand.self : NormalizeCommand.self
    let text = error is ValidationError ? command.fullMessage(for: error) : Imgprep.fullMessage(for: error)
    guard text.hasPrefix(Imgprep._errorPrefix) else { printing(text) }
    Console.write(Self.namingHelp(proposing(text)) + "\n", to: 2)
    Imgprep.exit(withError: ExitCode.validationFailure)
  }

  /// With what was probably meant added to the message, which stands before an option's help and the usage.
  private func proposing(_ text: String) -> String {
    let words = text.dropFirst(Imgprep._errorPrefix.count)
    let lines = words.split(separator: "\n", omittingEmptySubsequences: false)
    let message = lines.prefix { !$0.hasPrefix("Help:") && !$0.hasPrefix("Usage:") }.joined(separator: "\n")
    return Imgprep._errorPrefix + Suggestion(arguments).added(to: message) + words.dropFirst(message.count)
  }

  private var isInspect: Bool { arguments.first == InspectCommand.configuration.commandName }

  /// The parser names the help of the default command by a name that nobody has to type.
  private static func namingHelp(_ text: String) -> String {
    text.replacing("'imgprep normalize --help'", with: "'imgprep --help'")
      .replacing("'normalize --help'", with: "'imgprep --help'")
      .replacing("'inspect --help'", with: "'imgprep inspect --help'")
  }
}

extension ImageError {
  /// Words that standard output did not take.
  static let lostText = ImageError(.unwritable, "writing to standard output failed")
}
