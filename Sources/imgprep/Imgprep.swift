import ArgumentParser
import ImagePrep

@main
struct Imgprep: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "imgprep",
    abstract: "Makes JPEG, PNG, GIF and WebP images ready for a model.",
    version: ([version] + codecVersions).joined(separator: "\n"),
    subcommands: [
      NormalizeCommand.self, BatchCommand.self, MergeCommand.self, InspectCommand.self, RemapCommand.self,
      PresetsCommand.self,
    ],
    defaultSubcommand: NormalizeCommand.self)

  /// The words that name a subcommand, and `help`.
  static let commandNames = ["help"] + configuration.subcommands.compactMap { $0.configuration.commandName }

  /// The subcommand that a first argument names; the default one if it names none.
  static func command(named name: String?) -> any ParsableCommand.Type {
    configuration.subcommands.first { $0.configuration.commandName == name } ?? NormalizeCommand.self
  }

  /// Without a subcommand, the command answers as `normalize`, even for help or without arguments.
  static func main() {
    Console.prepare()
    let arguments = BatchOptions.complete(IsolationOptions.complete(RawArguments.all))
    let early = EarlyExit(arguments: arguments)
    if let script = CompletionScript.asked(for: arguments) { early.printing(script) }
    if let page = ManualPage.asked(for: arguments) { early.printing(page) }
    if let error = DashNames.error(in: arguments) { exit(withError: Report.fail(error)) }
    do {
      var command = try parse(withPreset(arguments))
      try command.run()
    } catch {
      early.after(error)
    }
  }

  private static func withPreset(_ arguments: [String]) throws -> [String] {
    do throws(ImageError) {
      return try PresetWords.expand(arguments)
    } catch {
      throw Report.fail(error)
    }
  }

  /// Lets the subcommand parse its arguments itself. The command would first look for subcommands among them, which takes
  /// as long as a small image. It parses them all the same if they are wrong, or ask for help, for its own words.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    try ForeignWords.checkQuality(arguments)
    let names = commandNames
    let isNamed = arguments.first.map(names.contains) ?? false
    let rest = Array(arguments.dropFirst(isNamed ? 1 : 0))
    if arguments.first != "help", !rest.isEmpty, !rest.contains(where: names.contains),
      let parsed = HelpTexts.$areMade.withValue(
        false, operation: { try? command(named: arguments.first).parseAsRoot(rest) })
    {
      return parsed
    }
    try ForeignWords.check(arguments)
    let asksForHelp = arguments == ["--help"] || arguments == ["-h"]
    return try parseAsRoot(asksForHelp || arguments.isEmpty ? ["normalize"] + arguments : arguments)
  }
}
