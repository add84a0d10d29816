import ArgumentParser
import ImagePrep

/// How a result becomes a tensor.
struct TensorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Type of the elements. (default: uint8; float32 with --rescale, --mean or --std)", valueName: "type"))
  var dtype: ScalarType?

  @Option(
    help: ArgumentHelp(
      "Order of the axes: n is a batch of one, c channels, h and w the picture. (default: nchw)",
      valueName: "axes"))
  var layout: TensorLayout?

  @Option(help: ArgumentHelp("Channels, in their order. (default: rgb)", valueName: "channels"))
  var channels: TensorChannels?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Factor for samples of 0 to 255, as 1/255 or 1: value = (sample · rescale − mean) / std. (default: 1/255 for floats)",
      valueName: "factor"), transform: factor)
  var rescale: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Taken from each value: one number, or red,green,blue. The names imagenet, clip and half stand for a mean and its \
      --std. (default: 0)
      """, valueName: "r,g,b"), completion: .list(["imagenet", "clip", "half"]),
    transform: Numbers.init(argument:))
  var mean: Numbers?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Divides each value, like --mean. (default: 1)", valueName: "r,g,b"),
    transform: Numbers.init(argument:))
  var std: Numbers?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Value of the tensor in padding, such as 0. (default: that of the background's color)",
      valueName: "value"))
  var padValue: Double?

  @Option(
    help: ArgumentHelp(
      """
      Flatten the result into square patches, a row each: a side in pixels, and merge=N (order in squares of N patches), \
      frames=N (repeat a still image in time), frames-first (before channels), rows=N (fill up with zeros) and square (keep \
      the axes of a patch), as \
      "14 merge=2 frames=2".
      """, valueName: "side"), transform: TensorPatches.init(argument:))
  var patches: TensorPatches?

  @Option(help: ArgumentHelp("Name of the tensor in safetensors. (default: pixel_values)", valueName: "name"))
  var tensorName: String?

  @Option(
    name: .customLong("add-tensor"),
    help: ArgumentHelp(
      """
      Add a tensor of whole numbers to safetensors: mask, patch-mask, frame-grid, patch-grid, patch-count (or patch-count/9), patch-places, source-size, \
      scaled-size, picture-count, picture-mask, tile-grid, scalar/N, or numbers with commas; with :int32, :float32, :uint8 or :bool if it is not int64, as \
      "pixel_mask=mask:bool".
      """, valueName: "name=content"), transform: ExtraTensor.init(argument:))
  var extraTensors: [ExtraTensor] = []

  var format: TensorFormat {
    var format = TensorFormat()
    format.dtype = dtype
    if let layout { format.layout = layout }
    if let channels { format.channels = channels }
    format.rescale = rescale
    format.mean = mean?.mean ?? []
    format.std = std?.std ?? mean?.namedStd ?? []
    format.padValue = padValue
    format.patches = patches
    return format
  }

  func apply(to encoding: inout Encoding) {
    encoding.tensor = format
    if let tensorName { encoding.tensorName = tensorName }
    encoding.extraTensors = extraTensors
  }

  /// Warnings about options that change nothing.
  func warnings(_ format: OutputFormat) -> [String] {
    guard !format.isTensor else { return [] }
    return [
      ("--dtype", dtype != nil), ("--layout", layout != nil), ("--channels", channels != nil),
      ("--rescale", rescale != nil), ("--mean", mean != nil), ("--std", std != nil),
      ("--pad-value", padValue != nil), ("--patches", patches != nil), ("--tensor-name", tensorName != nil),
      ("--add-tensor", !extraTensors.isEmpty),
    ].filter(\.1).map { "\($0.0) does nothing for \(format.rawValue): it is for npy and safetensors" }
  }

  private static func factor(_ text: String) throws -> Double {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).compactMap { Double($0) }
    let hasSlash = text.contains("/")
    guard parts.count == (hasSlash ? 2 : 1), parts.allSatisfy(\.isFinite), !hasSlash || parts[1] != 0 else {
      throw ValidationError("it takes a number, or a fraction as 1/255.")
    }
    return hasSlash ? parts[0] / parts[1] : parts[0]
  }
}

/// The value of `--mean` or `--std`.
struct Numbers {
  let mean: [Double]
  let std: [Double]
  /// The standard deviation that belongs to a named mean.
  let namedStd: [Double]?

  init(argument: String) throws {
    let known = ["imagenet": TensorFormat.imagenet, "clip": TensorFormat.clip, "half": TensorFormat.half]
    if let pair = known[argument.lowercased()] {
      (mean, std, namedStd) = (pair.mean, pair.std, pair.std)
      return
    }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, [1, 3].contains(numbers.count), numbers.allSatisfy(\.isFinite) else {
      throw ValidationError("it takes one number or three with commas, or imagenet, clip or half.")
    }
    (mean, std, namedStd) = (numbers, numbers, nil)
  }
}

extension TensorPatches {
  /// For example `14 merge=2 frames=2 rows=256`; commas may stand for spaces.
  init(argument: String) throws {
    let words = argument.split { $0 == " " || $0 == "," }
    guard let first = words.first, let side = Int(first) else { throw Self.fault }
    self.init(side: side)
    for word in words.dropFirst() {
      if word == "square" {
        isFlat = false
        continue
      }
      if word == "frames-first" {
        startsWithFrames = true
        continue
      }
      let parts = word.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, let number = Int(parts[1]) else { throw Self.fault }
      switch parts[0] {
      case "merge": merge = number
      case "frames": frames = number
      case "rows": rows = number
      default: throw Self.fault
      }
    }
  }

  private static let fault = ValidationError(
    "it takes a side in pixels, and merge=N, frames=N, rows=N or square, as \"14 merge=2\".")
}

extension ExtraTensor.Content {
  fileprivate init?(argument: Substring) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    if let numbers = numbers as? [Int] {
      self = .numbers(numbers)
    } else if let divisor = Self.number(after: "patch-count", argument), divisor > 0 {
      self = .patchCount(dividedBy: divisor)
    } else if let number = Self.number(after: "scalar", argument) {
      self = .scalar(number)
    } else if let named = Self.names.first(where: { $0.name == argument }) {
      self = named.content
    } else {
      return nil
    }
  }
}

extension ExtraTensor.Content {
  /// The number in `patch-count/9`, say.
  private static func number(after name: String, _ argument: Substring) -> Int? {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0] == name ? Int(parts[1]) : nil
  }
}

extension ExtraTensor {
  /// For example `pixel_mask=mask:bool`.
  init(argument: String) throws {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let words = parts.last?.split(separator: ":", omittingEmptySubsequences: false) ?? []
    guard parts.count == 2, (1...2).contains(words.count), let content = Content(argument: words[0]),
      let type = words.count == 1 ? .int64 : Element(rawValue: String(words[1]))
    else {
      let contents = Content.names.map(\.name).joined(separator: ", ")
      throw ValidationError("it takes a name and a content, as pixel_mask=mask: \(contents), or numbers.")
    }
    self.init(String(parts[0]), content, as: type)
  }
}

extension ScalarType: NamedChoice {}
extension TensorLayout: NamedChoice {}
extension TensorChannels: NamedChoice {}
