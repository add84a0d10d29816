import ArgumentParser
import ImagePrep
import ImagePrepBatch

/// Where the results go, and how they are written.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      A file, a folder (ending in / or existing), or - for standard output. (default: beside the input, \
      STEM.prep.EXT)
      """, valueName: "path"))
  var output: SystemPath?

  @Option(
    help: ArgumentHelp(
      "Output format. (default: by the extension of --output, else png)",
      valueName: "format"))
  var format: OutputFormat?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Quality of JPEG and lossy WebP, 1 to 100; 75 to 95 is sensible. (default: 90)", valueName: "n"),
    transform: quality)
  var quality = 90

  @Option(
    help: ArgumentHelp("Colour resolution of JPEG.", valueName: "ratio"))
  var subsampling: Encoding.Subsampling = .half

  @Flag(help: "Write WebP without loss.")
  var lossless = false

  @Option(
    help: ArgumentHelp(
      """
      Whether outputs replace the inputs' extensions (a.png) or keep them (a.jpg.png), so that a.jpg and a.gif do not \
      meet: replace-extension or keep-extension. (default: replace-extension)
      """, valueName: "rule"))
  var names: OutputNames.Rule = .replaceExtension

  @Flag(name: .shortAndLong, help: "Replace outputs that exist.")
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

  @Option(
    help: ArgumentHelp(
      """
      Whether outputs outlive a power failure: files are on the disk before they get their names. That costs as long \
      as the disk takes.
      """, valueName: "what"))
  var sync: Durability = .none

  var encoding: Encoding {
    get throws {
      var encoding = Encoding(try resolvedFormat)
      encoding.quality = quality
      encoding.lossless = lossless
      encoding.subsampling = subsampling
      return encoding
    }
  }

  private var resolvedFormat: OutputFormat {
    get throws {
      if let format { return format }
      guard case .file(let output) = Destination(output) else { return .png }
      if let known = OutputFormat(path: output) { return known }
      guard output.fileExtension != nil else { return .png }
      throw ValidationError(
        "--output \(output): its extension names no format that is written; use --format")
    }
  }

  private static func quality(_ text: String) throws -> Int {
    guard let value = Int(text), (1...100).contains(value) else {
      throw ValidationError("it takes a whole number from 1 to 100.")
    }
    return value
  }
}

extension OutputFormat: ExpressibleByArgument {
  public init?(argument: String) { self.init(rawValue: argument == "jpg" ? "jpeg" : argument) }
}

extension Encoding.Subsampling: ExpressibleByArgument {}

extension OutputNames.Rule: ExpressibleByArgument {}

extension Durability: ExpressibleByArgument {}
