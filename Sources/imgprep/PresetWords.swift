import ImagePrep
import ImagePrepPresets

/// Puts the options of a preset among the arguments. Those that the user gives win.
enum PresetWords {
  /// The arguments with the words of `--preset`; unchanged without one.
  ///
  /// - Throws: `ImageError` with the code `invalidOptions` for a preset that does not exist or cannot be honored.
  static func expand(_ arguments: [String]) throws(ImageError) -> [String] {
    // What comes after `--` is an input.
    let given = Array(arguments.prefix { $0 != "--" })
    let inputs = arguments.dropFirst(given.count)
    guard let name = value(of: "--preset", in: given) else { return arguments }
    let isNamed = given.first.map { Imgprep.commandNames.contains($0) } ?? false
    let command = isNamed ? given.first : "normalize"
    guard let command, ["normalize", "batch", "inspect"].contains(command) else { return arguments }
    let like = value(of: "--like", in: given).flatMap { Arithmetic(rawValue: $0.lowercased()) }
    let preset = try Preset.find(RawArguments.path(name), like: like)
    let start = isNamed ? 1 : 0
    var rest = Array(given.dropFirst(start))
    // A processor has a form of Pillow and one of torchvision, which is meant here. A form can resize with the other's.
    if like == .pillow || like == .torchvision { remove("--like", from: &rest) }
    let standard: OutputFormat = preset.isPicture ? .png : .safetensors
    let format: OutputFormat? = command != "inspect" ? self.format(rest) ?? standard : nil
    return arguments.prefix(start) + words(preset, beside: rest, for: format) + rest
      + inputs
  }

  /// Options that say a size by themselves. Each replaces all those of a preset.
  private static let sizes: Set<String> = [
    "--max", "--width", "--height", "--shortest", "--max-area", "--min-area", "--buckets", "--max-patches",
    "--line", "--size-for",
  ]
  /// Options that only have a meaning beside one of `sizes`.
  private static let sizeDetails: Set<String> = [
    "--fit", "--area-order", "--bucket-metric", "--side-rounding", "--side-formula", "--canvas", "--upscale",
    "--tiles", "--tiles-whole", "--before", "--least-side", "--gravity", "--focus", "--offset-rounding",
    "--padding-rounding",
  ]
  /// Replaced like `sizeDetails`, unless the result must consist of patches.
  private static let multiples: Set<String> = ["--multiple", "--snap", "--snap-by"]

  /// Options about what is written, which `inspect` has not.
  private static let outputs: Set<String> = [
    "--dtype", "--layout", "--channels", "--rescale", "--mean", "--std", "--pad-value", "--patches",
    "--tensor-name", "--add-tensor",
  ]

  /// - Parameter format: What is written; nil for nothing.
  private static func words(
    _ preset: Preset, beside given: [String], for format: OutputFormat?
  ) -> [String] {
    let names = Set(given.filter { $0.hasPrefix("--") }.map { String($0.prefix { $0 != "=" }) })
    let hasSize = !names.isDisjoint(with: sizes)
    var replaced = names
    if hasSize { replaced.formUnion(sizes.union(sizeDetails)) }
    if hasSize, preset.tensor.patches == nil { replaced.formUnion(multiples) }
    // A background is a color of padding too.
    if names.contains("--background") { replaced.insert("--padding") }
    // A name stands for a mean and its deviation.
    if let mean = value(of: "--mean", in: given), Double(mean.prefix { $0 != "," }) == nil {
      replaced.insert("--std")
    }
    var words: [String] = []
    // Each option of a preset has a value.
    let pairs = preset.arguments(namingMeans: names.isDisjoint(with: ["--mean", "--std"]))
    for index in stride(from: 0, to: pairs.count - 1, by: 2) {
      let (name, value) = (pairs[index], pairs[index + 1])
      let isReplaced = replaced.contains(name) && name != "--add-tensor" && (name != "--before" || hasSize)
      if !isReplaced, !leftOut(format).contains(name) { words += [name, value] }
    }
    if format == .safetensors, !names.contains("--format") { words += ["--format", "safetensors"] }
    return words
  }

  /// Options that a format has no use for: a picture is that before its values are rescaled, and a NumPy array has one tensor.
  private static func leftOut(_ format: OutputFormat?) -> Set<String> {
    switch format {
    case .safetensors: []
    case .npy: ["--add-tensor", "--tensor-name"]
    default: outputs
    }
  }

  /// The format that the arguments name; nil if they name none, or one that does not exist.
  private static func format(_ given: [String]) -> OutputFormat? {
    if let name = value(of: "--format", in: given) { return OutputFormat(argument: name) }
    guard let output = value(of: "--output", in: given) ?? value(of: "-o", in: given) else { return nil }
    let path = RawArguments.path(output)
    return FileKind(of: path) == .folder ? nil : OutputFormat(path: path)
  }

  private static func remove(_ name: String, from arguments: inout [String]) {
    while let index = arguments.firstIndex(where: { $0 == name || $0.hasPrefix(name + "=") }) {
      let end = arguments[index] == name ? index + 2 : index + 1
      arguments.removeSubrange(index..<min(end, arguments.count))
    }
  }

  /// The last value of an option.
  private static func value(of name: String, in arguments: [String]) -> String? {
    for index in arguments.indices.reversed() {
      if arguments[index].hasPrefix(name + "=") { return String(arguments[index].dropFirst(name.count + 1)) }
      if arguments[index] == name, index + 1 < arguments.count { return arguments[index + 1] }
    }
    return nil
  }
}
