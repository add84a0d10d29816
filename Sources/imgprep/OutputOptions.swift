import ArgumentParser
import ImagePrep
import ImagePrepBatch

/// Where results go.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      A file, a folder (ending in / or existing), or - for standard output. (default: beside the input, \
      STEM.prep.EXT)
      """, valueName: "path"), completion: .file())
  var output: SystemPath?

  @Option(
    name: .customLong("view"), parsing: .unconditionalSingleValue,
    help: .option(.otherViews, "view", statesDefault: true),
    transform: ViewArguments.init(argument:))
  var views: [ViewArguments] = []

  @Option(
    help: ArgumentHelp(
      "Write the alpha channel too, in the same geometry: a gray PNG, 255 where opaque and 0 in padding.",
      valueName: "path"), completion: .file())
  var alphaMask: SystemPath?

  @Flag(name: .shortAndLong, help: "Replace outputs that exist, an input by its own result too.")
  var force = false

  @Flag(help: "Skip inputs whose outputs exist, as when a run is taken up again.")
  var skipExisting = false

  var existing: Job.ExistingOutputs {
    get throws {
      if force, skipExisting {
        throw ValidationError(
          "--force replaces outputs that exist, --skip-existing keeps them: use one of them")
      }
      return force ? .replace : skipExisting ? .skip : .fail
    }
  }

  @Flag(name: [.long, .customShort("n")], help: "Read headers and say what would be done; write nothing.")
  var dryRun = false

  /// All views besides the first, and how each is written.
  ///
  /// - Parameters:
  ///   - inputs: Files and folders, as the user named them.
  ///   - options: Those of the first view.
  ///   - names: How outputs are named.
  func otherViews(
    _ inputs: [SystemPath], _ options: Options, _ names: OutputNames.Rule
  ) throws -> [(Options.View, ViewOutput)] {
    var all = try views.map { (try $0.view(), try $0.output(for: inputs, rule: names)) }
    if options.alpha == .keep, let output = all.map(\.1).first(where: { !$0.encoding.format.holdsAlpha }) {
      throw ValidationError(
        "--view with \(output.encoding.format.rawValue) cannot hold alpha (--alpha keep): use png or webp")
    }
    if let alphaMask {
      var view = Options.View(geometry: options.geometry, multiple: options.multiple)
      view.content = .alphaMask
      let destination = Destination(alphaMask, for: inputs)
      if destination == .standardOutput {
        throw ValidationError("--alpha-mask is written to a file, not to standard output")
      }
      let format = try FormatOptions.format(nil, destination)
      guard format == .png else {
        throw ValidationError("--alpha-mask is a gray PNG: name it .png, not \(alphaMask)")
      }
      all.append(
        (
          view,
          ViewOutput(
            Encoding(format),
            OutputNames(destination, fileExtension: format.fileExtension, rule: names))
        ))
    }
    return all
  }

  /// Warnings about an output that is not what its name says.
  func warnings(_ encoding: Encoding, _ destination: Destination) -> [String] {
    let format = encoding.format
    var warnings: [String] = []
    switch destination {
    case .file(let output):
      guard let named = OutputFormat(path: output), named != format else { break }
      warnings.append("\(output) is named as \(named.rawValue) and becomes \(format.rawValue) (--format)")
    case .folder:
      // The output is named like a file, but is a folder because an input is one.
      guard let output, OutputFormat(path: output) != nil, case .file = Destination(output) else { break }
      warnings.append(
        "\(output) becomes a folder, since an input is one; --format says what is written there")
    case .besideInput, .standardOutput: break
    }
    return warnings
  }
}

extension WholeTile: NamedChoice {}
