import ArgumentParser
import ImagePrep

struct RunningOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images worked on at once: 1 to 1024. (default: the cores it may use)", valueName: "n"),
    transform: jobCount)
  var jobs: Int?

  @Flag(help: "One JSON object a line on standard output for each input.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  @Flag(
    name: .shortAndLong, help: "Print in detail what was done, and which files in folders were passed over.")
  var verbose = false

  /// The number of inputs that are worked on at once.
  ///
  /// - Parameter others: The descriptors of the whole run. Default: 0.
  func fittingJobs(isolated: Bool, others: Int = 0) -> Int {
    JobCount.fitting(jobs ?? availableCores, isolated: isolated, others: others)
  }

  func reporting(_ work: Report.Work) -> Report.Options {
    Report.Options(work: work, json: json, quiet: quiet, verbose: verbose)
  }

  private static func jobCount(_ text: String) throws -> Int {
    guard let value = Int(text), (1...1024).contains(value) else {
      throw ValidationError("it takes a whole number from 1 to 1024.")
    }
    return value
  }
}
