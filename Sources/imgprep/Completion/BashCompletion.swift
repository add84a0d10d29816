enum BashCompletion {
  static func script(_ syntax: CommandSyntax) -> String {
    let names = syntax.commands.map(\.name)
    let options = syntax.commands.map { command in
      "        \(command.name)) options=\(words(command.options.flatMap(\.names))) ;;"
    }
    return """
      # Completions of imgprep for bash. To load them: source <(imgprep --generate-completion-script bash)

      _imgprep() {
          COMPREPLY=()
          # Bash splits --option=value at the equals sign, and 4:2:0 at its colons: put such a word together again.
          local -i index=COMP_CWORD
          local typed="${COMP_WORDS[COMP_CWORD]}" word="${COMP_WORDS[COMP_CWORD]}"
          while (( index > 1 )) && [[ "${COMP_WORDS[index]}" == [=:] || "${COMP_WORDS[index - 1]}" == [=:] ]]; do
              index=index-1
              word="${COMP_WORDS[index]}${word}"
          done
          # The part of the word that bash replaces.
          [[ "${typed}" == [=:] ]] && typed=""

          local command=\(syntax.commands[0].name) options="" words="" files=yes
          if (( index > 1 )); then
              case "${COMP_WORDS[1]}" in
              \(names.joined(separator: "|"))) command="${COMP_WORDS[1]}" ;;
              esac
          else
              words=\(words(names))
          fi

          local before option="${COMP_WORDS[index - 1]}" value="${word}"
          for before in "${COMP_WORDS[@]:1:index - 1}"; do
              if [[ "${before}" == -- ]]; then
                  _imgprep_reply "${word}" "" yes
                  return
              fi
          done
          if [[ "${word}" == --*=* ]]; then
              option="${word%%=*}="
              value="${word#*=}"
          elif [[ "${word}" == -?* ]]; then
              case "${command}" in
      \(options.joined(separator: "\n"))
              esac
              _imgprep_reply "${word}" "${options}" ""
              return
          fi
          case "${command} ${option}" in
      \(values(syntax).joined(separator: "\n"))
          esac
          _imgprep_reply "${value}" "${words}" "${files}"
      }

      # Replies with those of the words, and of the files where they are asked for, that begin as the value does.
      _imgprep_reply() {
          local value="${1}" reply lead="" cut=0
          if (( ${#typed} > ${#value} )); then lead="${typed%"${value}"}"; else cut=$(( ${#value} - ${#typed} )); fi
          if [[ -n "${3}" ]]; then
              local name="${value#[\\"\\']}"
              compopt -o filenames 2>/dev/null
              while IFS= read -r reply; do
                  COMPREPLY+=("${lead}${reply:cut}")
              done < <(compgen -f -- "${name//\\\\/}")
          fi
          while IFS= read -r reply; do
              [[ -n "${reply}" ]] && COMPREPLY+=("${lead}${reply:cut}")
          done < <(compgen -W "${2}" -- "${value}")
      }

      complete -F _imgprep imgprep
      """
  }

  /// The values of each option. A command whose option differs from the same option of an earlier command has a line
  /// of its own, before the others.
  private static func values(_ syntax: CommandSyntax) -> [String] {
    var seen: [String: CommandSyntax.Value] = [:]
    var (own, common): ([String], [String]) = ([], [])
    for command in syntax.commands {
      for option in command.options {
        let name = option.names.joined()
        guard seen[name] != option.value else { continue }
        let isOwn = seen[name] != nil
        guard let line = line(option, after: isOwn ? command.name : "*") else { continue }
        if isOwn { own.append(line) } else { common.append(line) }
        seen[name] = seen[name] ?? option.value
      }
    }
    return own + common
  }

  private static func line(_ option: CommandSyntax.Option, after command: String) -> String? {
    let patterns = option.names.flatMap { $0.hasPrefix("--") ? [$0, $0 + "="] : [$0] }
      .map { "\(command)\\ \($0)" }
    switch option.value {
    case .none: return nil
    case .words(let list): return line(patterns, "words=\(words(list)) files=\"\"")
    case .file: return line(patterns, "words=\"\"")
    case .optional(let list):
      return line(option.names.map { "\(command)\\ \($0)=" }, "words=\(words(list)) files=\"\"")
    }
  }

  private static func line(_ patterns: [String], _ action: String) -> String {
    "    \(patterns.joined(separator: "|"))) \(action) ;;"
  }

  private static func words(_ list: [String]) -> String {
    list.joined(separator: " ").quoted(escapingQuoteAs: "'\\''")
  }
}
