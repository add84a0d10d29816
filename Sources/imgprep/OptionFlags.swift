import ImagePrep

extension OptionKey {
  /// The option's name on the command line; the library's name if there is none.
  var flag: String {
    switch self {
    case .orientation: "--orient"
    case .rounding: "--snap"
    case .method: "--snap-by"
    case .outputFormat: "--format"
    case .replacing: "--force"
    case .threads: "--jobs"
    case .isolation, .requiresSandbox: "--isolate"
    case .isolationSeconds: "--limit-seconds"
    case .isolationMemory: "--limit-memory"
    case .compressionLevel, .idleSeconds, .idleWorkers: rawValue
    default:
      "--" + (rawValue.hasPrefix("limits.") ? "limit-" : "")
        + Self.dashed(rawValue.split(separator: ".").last ?? "")
    }
  }

  /// For example `frame-pixels` for `framePixels`.
  private static func dashed(_ name: Substring) -> String {
    name.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
  }
}
