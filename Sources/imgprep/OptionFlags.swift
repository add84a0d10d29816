import ArgumentParser
import ImagePrep

extension OptionKey {
  /// The option's name on the command line; the library's name if there is none.
  var flag: String {
    switch self {
    case .orientation: "--orient"
    case .rounding: "--snap"
    case .method: "--snap-by"
    case .arithmetic: "--like"
    case .antialiasing: "--antialias"
    case .mostArea: "--max-area"
    case .leastArea: "--min-area"
    case .areaOrder: "--area-order"
    case .buckets: "--buckets"
    case .bucketMetric: "--bucket-metric"
    case .mostPatches: "--max-patches"
    case .serviceRule: "--size-for"
    case .line: "--line"
    case .leastSide: "--least-side"
    case .outputFormat: "--format"
    case .replacing: "--force"
    case .otherViews: "--view"
    case .wholeTile: "--tiles-whole"
    case .extraTensors: "--add-tensor"
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

/// The sentence of each option, made once: the parser asks for all of them several times.
private let sentences: [OptionKey: String] = {
  var sentences: [OptionKey: String] = [:]
  for row in OptionTable.rows { sentences[row.key] = row.sentence.text { $0.flag } }
  return sentences
}()

/// Whether options have the text of their help. It takes as long as a small image, and most runs do not print it.
enum HelpTexts {
  @TaskLocal static var areMade = true
}

extension ArgumentHelp {
  /// The sentence of the table of options.
  ///
  /// - Parameters:
  ///   - more: A sentence that is true only for the command.
  ///   - statesDefault: True adds the default. The parser itself states it only for a property with a default value.
  static func option(
    _ key: OptionKey, _ valueName: String? = nil, more: String? = nil, statesDefault: Bool = false
  ) -> ArgumentHelp {
    guard HelpTexts.areMade else { return ArgumentHelp("", valueName: valueName) }
    var text = sentences[key] ?? ""
    if let more { text += " " + more }
    if statesDefault, let standard = OptionTable[key]?.defaultText { text += " (default: \(standard))" }
    return ArgumentHelp("\(text)", valueName: valueName)
  }
}
