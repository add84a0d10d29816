import ArgumentParser

/// The commands and their options, as completion scripts need them.
struct CommandSyntax {
  struct Command {
    let name: String
    let summary: String
    let options: [Option]
  }

  struct Option {
    /// The names with dashes, the long one first.
    let names: [String]
    let summary: String
    let value: Value
  }

  enum Value: Equatable {
    case none
    /// One of these words; any value if the list is empty.
    case words([String])
    case file
    /// One of these words after an equals sign, or nothing.
    case optional([String])
  }

  /// The commands, the default one first.
  let commands: [Command]

  /// From the parser's description of itself. Nil if its form is unknown.
  init?() {
    guard let dump = ParserDump.read() else { return nil }
    commands = dump.commands.map { command in
      Command(
        name: command.commandName, summary: command.abstract ?? "",
        options: (command.arguments ?? []).compactMap(Option.init))
    }
    guard !commands.isEmpty else { return nil }
  }
}

extension CommandSyntax.Option {
  /// The first words of a help text, which summarize an option.
  private static func title(_ help: String) -> String {
    let end = ["\n", ": ", "; ", ". ", " ("].compactMap { help.firstRange(of: $0)?.lowerBound }.min()
    let title = help[..<(end ?? help.endIndex)]
    return String(title.hasSuffix(".") ? title.dropLast() : title)
  }

  fileprivate init?(_ argument: ParserDump.Argument) {
    names = argument.flags
    guard argument.shouldDisplay, !names.isEmpty else { return nil }
    summary = Self.title(argument.abstract ?? "")
    let words = argument.completionKind?.list?.values ?? argument.allValues ?? []
    if argument.kind == "flag" {
      value = .none
    } else if self.names.contains(IsolationOptions.name) {
      value = .optional(words)
    } else {
      value = argument.completionKind?.file == nil ? .words(words) : .file
    }
  }
}
