import ArgumentParser
import ImagePrep
import ImagePrepBatch

/// How results are written, for every command that writes some.
struct FormatOptions: ParsableArguments {
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

  @Option(
    help: ArgumentHelp(
      """
      Whether outputs outlive a power failure: files are on the disk before they get their names. That costs as long \
      as the disk takes. (default: none)
      """, valueName: "what"))
  var sync: Durability?

  var durability: Durability { sync ?? Durability.none }

  func encoding(for destination: Destination, _ tensor: TensorOptions) throws -> Encoding {
    var encoding = Encoding(try Self.format(format, destination))
    tensor.apply(to: &encoding)
    if let quality { encoding.quality = quality }
    encoding.lossless = lossless
    if let subsampling { encoding.subsampling = subsampling }
    return encoding
  }

  /// Warnings about options that change nothing.
  func warnings(_ encoding: Encoding) -> [String] {
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

extension Durability: NamedChoice {}
