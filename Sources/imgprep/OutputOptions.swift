import ArgumentParser
import ImagePrep
import ImagePrepBatch

/// Where results go, and how they are written.
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

  @Option(
    help: ArgumentHelp(
      "Output format; npy and safetensors are tensors. (default: by the extension of --output, else png)",
      valueName: "format"))
  var format: OutputFormat?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Quality of JPEG and lossy WebP, 1 to 100; 75 to 95 is sensible. (default: 90)", valueName: "n"),
    transform: quality)
  var quality: Int?

  @Option(
    help: ArgumentHelp("Color resolution of JPEG. (default: 4:2:0)", valueName: "ratio"))
  var subsampling: Encoding.Subsampling?

  @Flag(help: "Write WebP without loss.")
  var lossless = false

  @Option(
    help: ArgumentHelp(
      """
      Whether outputs replace the inputs' extensions (a.png) or keep them (a.jpg.png), so that a.jpg and a.gif do not \
      meet. (default: replace-extension)
      """, valueName: "rule"))
  var names: OutputNames.Rule?

  var namesRule: OutputNames.Rule { names ?? .replaceExtension }

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

  @Option(
    help: ArgumentHelp(
      """
      Whether outputs outlive a power failure: files are on the disk before they get their names. That costs as long \
      as the disk takes. (default: none)
      """, valueName: "what"))
  var sync: Durability?

  var durability: Durability { sync ?? Durability.none }

  @Flag(name: [.long, .customShort("n")], help: "Read headers and say what would be done; write nothing.")
  var dryRun = false

  /// All views besides the first, and how each is written.
  ///
  /// - Parameters:
  ///   - inputs: Files and folders, as the user named them.
  ///   - options: Those of the first view.
  func otherViews(_ inputs: [SystemPath], _ options: Options) throws -> [(Options.View, ViewOutput)] {
    var all = try views.map { (try $0.view(), try $0.output(for: inputs, rule: namesRule)) }
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
      let format = try Self.format(nil, destination)
      guard format == .png else {
        throw ValidationError("--alpha-mask is a gray PNG: name it .png, not \(alphaMask)")
      }
      all.append(
        (
          view,
          ViewOutput(
            Encoding(format),
            OutputNames(destination, fileExtension: format.fileExtension, rule: namesRule))
        ))
    }
    return all
  }

  func encoding(for destination: Destination, _ tensor: TensorOptions) throws -> Encoding {
    var encoding = Encoding(try Self.format(format, destination))
    tensor.apply(to: &encoding)
    if let quality { encoding.quality = quality }
    encoding.lossless = lossless
    if let subsampling { encoding.subsampling = subsampling }
    return encoding
  }

  /// Warnings about options that change nothing, or not what their name says.
  func warnings(_ encoding: Encoding, _ destination: Destination) -> [String] {
    let format = encoding.format
    var warnings: [String] = []
    if let quality {
      if format == .png || format == .ppm || format.isTensor {
        warnings.append("--quality \(quality) does nothing for \(format.rawValue), which keeps every value")
      } else if format == .webp, lossless {
        warnings.append("--quality \(quality) does nothing with --lossless")
      }
    }
    if let subsampling, format != .jpeg {
      warnings.append(
        "--subsampling \(subsampling.rawValue) does nothing for \(format.rawValue): it is for jpeg")
    }
    if lossless, format == .png || format == .ppm {
      warnings.append("--lossless does nothing for \(format.rawValue), which keeps every value")
    }
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

  /// - Parameter format: The one that was asked for.
  static func format(_ format: OutputFormat?, _ destination: Destination) throws -> OutputFormat {
    if let format { return format }
    guard case .file(let output) = destination else { return .png }
    if let known = OutputFormat(path: output) { return known }
    guard output.fileExtension != nil else { return .png }
    throw ValidationError(
      "--output \(output): its extension names no format that is written; use --format")
  }

  static func quality(_ text: String) throws -> Int {
    guard let value = Int(text), (1...100).contains(value) else {
      throw ValidationError("it takes a whole number from 1 to 100.")
    }
    return value
  }
}

extension OutputFormat: NamedChoice {
  /// Parses a name, or an extension with or without its dot, in upper or lower case.
  public init?(argument: String) {
    self.init(path: argument.hasPrefix(".") ? "name\(argument)" : "name.\(argument)")
  }
}

extension Encoding.Subsampling: NamedChoice {}

extension OutputNames.Rule: NamedChoice {}

extension WholeTile: NamedChoice {}

extension Durability: NamedChoice {}
