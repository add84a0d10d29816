/// The manual page that `--generate-manual-page` prints, in the language of roff. Its words are those of `--help`.
enum ManualPage {
  private static let option = "--generate-manual-page"

  /// The page, if the arguments ask for it.
  static func asked(for arguments: [String]) -> String? {
    guard arguments == [option], let dump = ParserDump.read() else { return nil }
    return text(dump)
  }

  private static func text(_ dump: ParserDump) -> String {
    let names = dump.commands.map(\.commandName)
    var lines = [
      #".TH IMGPREP 1 "" "imgprep \#(Imgprep.version)" "User Commands""#,
      ".SH NAME", #"imgprep \- \#(escaped(dump.abstract))"#,
      ".SH SYNOPSIS",
    ]
    for (index, name) in names.enumerated() {
      // The first command is the default one.
      lines += [#"\fBimgprep\fR "# + (index == 0 ? "[\(name)]" : name) + " ...", ".br"]
    }
    for command in dump.commands {
      lines.append(".SH \(command.commandName.uppercased())")
      lines += paragraphs(command.abstract ?? "") + paragraphs(command.discussion ?? "")
      var section = ""
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        let title = argument.sectionTitle ?? (argument.flags.isEmpty ? "Arguments" : "Options")
        if title != section { lines.append(#".SS "\#(title)""#) }
        section = title
        lines += [".TP", heading(argument), escaped(explanation(argument))]
      }
    }
    return lines.joined(separator: "\n")
  }

  /// For example `-o, --output <path>`.
  private static func heading(_ argument: ParserDump.Argument) -> String {
    let names = argument.flags.reversed().map { #"\fB\#(escaped($0))\fR"# }.joined(separator: ", ")
    let value = argument.kind == "flag" ? [] : [#"\fI\#(escaped(argument.valueName ?? "value"))\fR"#]
    return ([names].filter { !$0.isEmpty } + value).joined(separator: " ")
  }

  private static func explanation(_ argument: ParserDump.Argument) -> String {
    let values = argument.allValues.map { " (values: " + $0.joined(separator: ", ") + ")" } ?? ""
    return (argument.abstract ?? "") + values
  }

  /// Text as paragraphs. Lines that are indented, such as examples, stay lines.
  private static func paragraphs(_ text: String) -> [String] {
    var lines = [".PP"]
    var isIndented = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(" ") != isIndented {
        isIndented.toggle()
        lines.append(isIndented ? ".nf" : ".fi")
      }
      lines.append(line.isEmpty ? ".PP" : escaped(String(line)))
    }
    return lines + (isIndented ? [".fi"] : [])
  }

  /// Text that roff prints as it is: a dash is a minus, and no line is a request.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += #"\e"#
      case "-": result += #"\-"#
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") || result.hasPrefix("'") ? #"\&"# + result : result
  }
}
