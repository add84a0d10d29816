import ArgumentParser
import ImagePrep
import ImagePrepBatch

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the accounts of the parts of a batch, and prove that every input is there once.",
    usage: "imgprep merge <folder> ... -o <folder>",
    discussion: """
      Writes manifest.jsonl alone: the rows of one run over everything, in its order. Outputs stay where they are. It \
      refuses, and names the part, where one is missing, doubled, stopped, made with other options, or of other inputs.

      EXAMPLES:
        imgprep batch photos/ -o part1/ --part 1/2
        imgprep batch photos/ -o part2/ --part 2/2
        imgprep merge part1/ part2/ -o ready/

      Exit codes: 0 every input is there once, 1 it is not, 64 wrong usage, 66 a folder is missing, 73 or 74 the account \
      cannot be written.
      """)

  @Argument(
    help: ArgumentHelp("The folders of all parts.", valueName: "folder"), completion: .file())
  var parts: [SystemPath]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder of the new account.", valueName: "folder"), completion: .file())
  var output: SystemPath

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    guard !output.isEmpty else { throw ValidationError("--output needs a name") }
  }

  func run() throws {
    do {
      let rows = try Merge(parts, to: output.withoutSlashes).run()
      if !quiet { Console.write("imgprep: \(rows) \(rows == 1 ? "row" : "rows"), each input once\n", to: 2) }
    } catch {
      let code = Report.fail(error)
      // The parts are as they are: that is no wrong usage.
      throw [.invalidOptions, .corrupt].contains(error.code) ? ExitCode(1) : code
    }
  }
}
