enum ZshCompletion {
  static func script(_ syntax: CommandSyntax) -> String {
    let cases = syntax.commands.map { command in
      let specifications = command.options.flatMap(specifications).map { "            \($0)" }
      return """
            \(command.name))
                options=(
        \(specifications.joined(separator: "\n"))
                )
                ;;
        """
    }
    let names = syntax.commands.map(\.name).joined(separator: "|")
    return """
      #compdef imgprep
      # Completions of imgprep for zsh. To install them, write them to a file _imgprep in a folder of $fpath.

      _imgprep() {
          local curcontext="${curcontext}" command=\(syntax.commands[0].name) first='1:input or command:_imgprep_first'
          local -a options
          case "${words[2]}" in
          \(names))
              if (( CURRENT > 2 )); then
                  command="${words[2]}"
                  first='1:input:_files'
                  shift words
                  (( CURRENT-- ))
              fi
              ;;
          esac
          case "${command}" in
      \(cases.joined(separator: "\n"))
          esac
          _arguments -s -S : "${options[@]}" "${first}" '*:input:_files'
      }

      # The first word may be a file, or name a command.
      _imgprep_first() {
          local -a commands=(
      \(syntax.commands.map { "        " + described($0) }.joined(separator: "\n"))
          )
          _alternative 'files:input:_files' 'commands:command:{_describe command commands}'
      }

      if [[ "${funcstack[1]}" == _imgprep ]]; then
          _imgprep "${@}"
      else
          compdef _imgprep imgprep
      fi
      """
  }

  private static func described(_ command: CommandSyntax.Command) -> String {
    quoted("\(command.name):\(command.summary)")
  }

  /// One specification for each name; each excludes the others.
  private static func specifications(_ option: CommandSyntax.Option) -> [String] {
    let others = "(\(option.names.joined(separator: " ")))"
    let summary = "[\(escaped(option.summary))]"
    return option.names.map { name in
      let isLong = name.hasPrefix("--")
      switch option.value {
      case .none: return quoted("\(others)\(name)\(summary)")
      case .words(let words):
        let action = words.isEmpty ? "" : "(\(words.map(escaped).joined(separator: " ")))"
        return quoted("\(others)\(name)\(isLong ? "=" : "+")\(summary):value:\(action)")
      case .file: return quoted("\(others)\(name)\(isLong ? "=" : "+")\(summary):path:_files")
      case .optional(let words):
        return quoted("\(others)\(name)=-\(summary)::value:(\(words.joined(separator: " ")))")
      }
    }
  }

  private static func escaped(_ text: String) -> String {
    text.map { "\\[]:".contains($0) ? "\\\($0)" : String($0) }.joined()
  }

  private static func quoted(_ text: String) -> String { text.quoted(escapingQuoteAs: "'\\''") }
}
