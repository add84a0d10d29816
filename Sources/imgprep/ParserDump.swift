import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The parser's description of its commands, for completion scripts and the manual page.
struct ParserDump: Decodable {
  private var command: Command

  /// The subcommands, the default one first.
  var commands: [Command] { (command.subcommands ?? []).filter { $0.commandName != "help" } }
  var abstract: String { command.abstract ?? "" }

  /// Nil if the parser's form is unknown.
  static func read() -> ParserDump? {
    try? JSONDecoder().decode(ParserDump.self, from: Data(Imgprep._dumpHelp().utf8))
  }

  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    var kind: String
    var shouldDisplay: Bool
    var names: [Name]?
    var valueName: String?
    var sectionTitle: String?
    var abstract: String?
    var allValues: [String]?
    var completionKind: CompletionKind?

    /// The names with dashes, the long one first; none for a positional argument.
    var flags: [String] {
      (names ?? []).map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" }.sorted { $0.count > $1.count }
    }
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
