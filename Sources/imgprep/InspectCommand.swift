import ArgumentParser
import ImagePrep
import ImagePrepBatch
import ImagePrepPresets

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what images are, what would be done with them, and how much memory that takes.",
    usage: "imgprep inspect [<options>] <input> ...",
    discussion: """
      Reads headers only (of a GIF, all blocks, to count its frames), so the largest image answers at once.

      EXAMPLES:
        imgprep inspect in.jpg
        imgprep inspect photos/ --max 512 --json
      """)

  @Argument(
    help: ArgumentHelp("Images, folders of images, or - for standard input.", valueName: "input"),
    completion: .file())
  var inputs: [SystemPath]

  @OptionGroup var shared: SharedOptions
  @OptionGroup(title: "Running") var running: RunningOptions
  @OptionGroup(title: "Running") var isolation: IsolationOptions

  func validate() throws { _ = try shared.options() }

  func run() throws {
    var options = try shared.options()
    let preset: Preset?
    // Memory is stated for a single image, which uses all cores and so the most memory.
    options.threads = availableCores
    let normalizer = Normalizer(options, isolation: isolation.isolation(options.limits))
    let found: FoundInputs
    do throws(ImageError) {
      preset = try shared.namedPreset()
      try InstructionSets.checkChoice()
      try HuffmanDecoder.checkChoice()
      found = try FoundInputs(inputs, verbose: running.verbose)
      try normalizer.prepare()
    } catch {
      throw Report.fail(error)
    }
    let report = Report(running.reporting(.inspect), found, writesImage: false, preset: preset)
    let jobs = min(running.fittingJobs(isolated: isolation.isolate != nil), found.all.count)
    WorkQueue(jobs: jobs).run(found.all, work: Inspection(normalizer).run) { report.add($0) }
    if let code = report.finish() { throw code }
  }
}
