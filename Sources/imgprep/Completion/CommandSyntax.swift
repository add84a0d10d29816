import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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
    guard let dump = try? JSONDecoder().decode(Dump.self, from: Data(Imgprep._dumpHelp().utf8)) else {
      return nil
    }
    commands = (dump.command.subcommands ?? []).filter { $0.commandName != "help" }.map { command in
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

  fileprivate init?(_ argument: Dump.Argument) {
    guard argument.shouldDisplay, let names = argument.names, !names.isEmpty else { return nil }
    self.names = names.map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" }.sorted {
      $0.count > $1.count
    }
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

/// The part of the parser's description of itself that is used here.
private struct Dump: Decodable {
  var command: Command

  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    var kind: String
    var shouldDisplay: Bool
    var names: [Name]?
    var abstract: String?
    var allValues: [String]?
    var completionKind: CompletionKind?
  }

  struct Name: Decodable {
    var kind: String
    var name: String
  }

  struct CompletionKind: Decodable {
    var list: List?
    var file: File?

    struct List: Decodable { var values: [String] }
    struct File: Decodable {}
  }
}
