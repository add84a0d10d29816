import ArgumentParser
import ImagePrep
import ImagePrepBatch

/// What a batch does again, and which part of the inputs it works on.
struct BatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A CSV or JSON lines with the paths of inputs in the column of --column; the others go to the account.",
      valueName: "file"), completion: .file())
  var from: SystemPath?

  @Option(help: ArgumentHelp("The column of --from that has the paths.", valueName: "name"))
  var column: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Samples in each tar shard. (default: \(defaultShardSize))", valueName: "n"),
    transform: wholeNumber)
  var shardSize: Int?

  @Option(
    help: ArgumentHelp("The file of the account, for a tar on standard output.", valueName: "file"),
    completion: .file())
  var manifest: SystemPath?

  @Option(
    help: ArgumentHelp(
      """
      Try failures of earlier runs again: all of them, or those of one kind, as corrupt. (--retry-failed alone: all)
      """, valueName: "kind"))
  var retryFailed: String?

  @Option(
    help: ArgumentHelp(
      """
      Take only inputs whose relative path matches, in quotes: '*.png', 'cats/**', '{a,b}/*'. Without a slash, the name \
      alone. May be given several times. (default: all)
      """, valueName: "glob"), transform: glob)
  var include: [Glob] = []

  @Option(
    help: ArgumentHelp(
      "Leave out inputs and folders whose relative path matches, likewise. (default: none)", valueName: "glob"
    ),
    transform: glob)
  var exclude: [Glob] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Skip images whose shorter side has fewer pixels.", valueName: "n"),
    transform: wholeNumber)
  var minSide: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Skip images with fewer pixels, as 10000 or 0.5MP.", valueName: "n"), transform: pixels
  )
  var minPixels: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Skip images whose longer side is more than so many times the shorter one, 1 or more.",
      valueName: "ratio"))
  var maxAspect: Double?

  @Flag(help: "Skip images of one frame.")
  var onlyAnimated = false

  @Flag(help: "Skip images of several frames.")
  var onlyStill = false

  @Flag(help: "Remove outputs whose inputs have gone.")
  var prune = false

  @Option(
    help: ArgumentHelp(
      """
      Whether an image that already is what is asked (format, size, opaque sRGB, nothing to strip) is encoded again, or \
      copied: auto, always.
      """, valueName: "when"))
  var reencode: Reencode = .auto

  @Option(
    help: ArgumentHelp(
      """
      Work on the i-th of n parts only, chosen by a hash of each path, as 2/8. Give each part an --output of its own, and \
      join them with imgprep merge.
      """, valueName: "i/n"), transform: part)
  var part: Part?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Bytes that the images in hand may take together, by their plans, as 2GB. An image that takes more waits until it \
      is alone. (default: half of what the machine or the container has)
      """, valueName: "n|none"), completion: .list(["none"]), transform: memory)
  var memory: Memory?

  /// When images are encoded again that already are what is asked.
  enum Reencode: String, NamedChoice {
    case auto, always
  }

  /// A number of bytes, or nil for the word `none`.
  struct Memory {
    let bytes: Int?
  }

  static let defaultShardSize = 1000

  /// The inputs, and those of `--from`.
  func arguments(_ inputs: [SystemPath]) -> [InputArgument] {
    var arguments = inputs.map { input in
      input.hasPrefix("@") ? InputArgument.list(SystemPath(bytes: input.bytes.dropFirst())) : .path(input)
    }
    if let from, let column { arguments.append(.table(from, column: column)) }
    return arguments
  }

  var retry: Retry {
    switch retryFailed {
    case nil: .none
    case "all": .all
    case let kind?: .kind(kind)
    }
  }

  /// Replaces `--retry-failed` alone by `--retry-failed=all`. The parser would take the next argument, an input, for its
  /// value.
  static func complete(_ arguments: [String]) -> [String] {
    guard arguments.first == "batch" else { return arguments }
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    return arguments.indices.map { index in
      index < end && arguments[index] == "--retry-failed" ? "--retry-failed=all" : arguments[index]
    }
  }

  var paths: PathFilter { PathFilter(include: include, exclude: exclude) }

  var filter: ImageFilter {
    get throws {
      guard !(onlyAnimated && onlyStill) else {
        throw ValidationError("--only-animated and --only-still leave nothing: use one of them")
      }
      if let maxAspect, !(maxAspect >= 1) {
        throw ValidationError("--max-aspect \(maxAspect) is out of range: 1 or more")
      }
      let motion: ImageFilter.Motion? = onlyAnimated ? .animated : onlyStill ? .still : nil
      return ImageFilter(minSide: minSide, minPixels: minPixels, maxAspect: maxAspect, motion: motion)
    }
  }

  private static func glob(_ text: String) throws -> Glob {
    do {
      return try Glob(RawArguments.path(text))
    } catch {
      throw ValidationError(error.reason)
    }
  }

  private static func pixels(_ text: String) throws -> Int {
    guard let amount = Amount(text, .pixels), amount.value > 0 else {
      throw ValidationError("it takes a number of pixels from 1, such as 10000 or 0.5MP.")
    }
    return amount.value
  }

  private static func part(_ text: String) throws -> Part {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1],
      let part = Part(number, of: count)
    else { throw ValidationError("it takes the number of a part and the number of parts, as 2/8.") }
    return part
  }

  private static func memory(_ text: String) throws -> Memory {
    if text.lowercased() == "none" { return Memory(bytes: nil) }
    guard let amount = Amount(text, .bytes), amount.value > 0 else {
      throw ValidationError("it takes a number of bytes from 1, such as 512MiB or 2GB, or none.")
    }
    return Memory(bytes: amount.value)
  }
}
