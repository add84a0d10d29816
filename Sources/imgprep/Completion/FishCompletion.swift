enum FishCompletion {
  static func script(_ syntax: CommandSyntax) -> String {
    let names = syntax.commands.map(\.name).joined(separator: " ")
    var lines = syntax.commands.map { command in
      "complete -c imgprep -n __imgprep_at_first -a \(command.name) -d \(quoted(command.summary))"
    }
    for command in syntax.commands {
      lines += command.options.map { option in
        let condition = quoted("__imgprep_uses \(command.name)")
        return "complete -c imgprep -n \(condition) \(specification(option)) -d \(quoted(option.summary))"
      }
    }
    return """
      # Completions of imgprep for fish. To install them, write them to ~/.config/fish/completions/imgprep.fish

      # Whether the first word is being typed, which may be a file, or name a command.
      function __imgprep_at_first
          test (count (commandline -opc)) -eq 1
      end

      # Whether a command has been named, or is meant where none has.
      function __imgprep_uses -a command
          set -l typed (commandline -opc)
          set -l used \(syntax.commands[0].name)
          if set -q typed[2]; and contains -- $typed[2] \(names)
              set used $typed[2]
          end
          test $used = $command
      end

      \(lines.joined(separator: "\n"))
      """
  }

  private static func specification(_ option: CommandSyntax.Option) -> String {
    var parts = option.names.map { name in
      name.hasPrefix("--") ? "-l \(name.dropFirst(2))" : "-s \(name.dropFirst(1))"
    }
    switch option.value {
    case .none: break
    case .words(let words):
      parts.append("-x")
      if !words.isEmpty { parts.append("-a \(quoted(words.joined(separator: " ")))") }
    case .file: parts.append("-r -F")
    case .optional(let words): parts.append("-a \(quoted(words.joined(separator: " ")))")
    }
    return parts.joined(separator: " ")
  }

  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").quoted(escapingQuoteAs: "\\'")
  }
}
