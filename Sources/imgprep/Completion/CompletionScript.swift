import ArgumentParser

/// The script that `--generate-completion-script` prints.
///
/// The parser's own scripts know a default subcommand's options only after its name has been typed. These scripts
/// always know them, and also complete files.
enum CompletionScript {
  private static let option = "--generate-completion-script"

  /// The script that the arguments ask for; nil if they ask for none, or for an unknown shell.
  static func asked(for arguments: [String]) -> String? {
    guard let first = arguments.first, first == option || first.hasPrefix(option + "=") else { return nil }
    let name = first == option ? arguments.dropFirst().first : String(first.dropFirst(option.count + 1))
    guard let shell = name.map(CompletionShell.init(rawValue:)) ?? CompletionShell.autodetected(),
      let syntax = CommandSyntax()
    else { return nil }
    switch shell {
    case .bash: return BashCompletion.script(syntax)
    case .zsh: return ZshCompletion.script(syntax)
    case .fish: return FishCompletion.script(syntax)
    default: return nil
    }
  }
}

extension String {
  /// The text as one word of a shell, in single quotes.
  func quoted(escapingQuoteAs escape: String) -> String {
    "'" + map { $0 == "'" ? escape : String($0) }.joined() + "'"
  }
}
