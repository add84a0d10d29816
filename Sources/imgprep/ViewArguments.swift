import ArgumentParser
import ImagePrep
import ImagePrepBatch

/// The value of `--view`: the command's own options for one more result, as words.
///
/// `fit=cover` stands for `--fit cover`, a first word `256x256` for a width and a height, and `256` for `--max`.
struct ViewArguments: ParsableArguments {
  @OptionGroup var size: SizeOptions
  @Option(transform: PictureOptions.color) var background: Color?
  @Option var filter: Filter?
  @Option(name: .shortAndLong) var output: SystemPath
  @Option var format: OutputFormat?
  @Option(parsing: .unconditional, transform: FormatOptions.quality) var quality: Int?
  @Option var subsampling: Encoding.Subsampling?
  @Flag var lossless = false
  @OptionGroup var tensor: TensorOptions

  /// - Throws: `ValidationError`, which quotes the view.
  init(argument: String) throws {
    do {
      self = try Self.parse(Self.arguments(of: argument))
    } catch {
      throw ValidationError("\"\(argument)\": \(Self.message(for: error))")
    }
  }

  init() {}

  /// The words as arguments. Quotes keep spaces together.
  static func arguments(of text: String) throws -> [String] {
    try words(of: text).enumerated().flatMap { index, word -> [String] in
      if index == 0, let first = word.first, first.isNumber {
        let sides = word.lowercased().split(separator: "x", omittingEmptySubsequences: false).map(String.init)
        return sides.count == 2 ? ["--width", sides[0], "--height", sides[1]] : ["--max", word]
      }
      if word == "lossless" { return ["--lossless"] }
      guard let equals = word.firstIndex(of: "="), !word.hasPrefix("-") else { return [word] }
      return ["--\(word[..<equals])=\(word[word.index(after: equals)...])"]
    }
  }

  private static func words(of text: String) throws -> [String] {
    var (words, word, quote): ([String], String?, Character?) = ([], nil, nil)
    for character in text {
      switch character {
      case quote: quote = nil
      case "\"" where quote == nil, "'" where quote == nil:
        quote = character
        word = word ?? ""
      case " " where quote == nil:
        if let word { words.append(word) }
        word = nil
      default: word = (word ?? "") + "\(character)"
      }
    }
    guard quote == nil else { throw ValidationError("a quote is not closed") }
    return words + [word].compactMap(\.self)
  }

  func view() throws -> Options.View {
    if size.tiles != nil || size.tilesWhole != nil {
      throw ValidationError("--view is not cut into --tiles: only the first result is")
    }
    let geometry = try size.geometry()
    var view = Options.View(geometry: geometry, multiple: size.multiple(for: geometry.fit))
    view.filter = filter
    view.background = background
    return view
  }

  /// - Parameters:
  ///   - inputs: Files and folders, as the user named them.
  ///   - rule: Whether outputs replace the inputs' extensions.
  func output(for inputs: [SystemPath], rule: OutputNames.Rule) throws -> ViewOutput {
    let destination = Destination(output, for: inputs)
    if destination == .standardOutput {
      throw ValidationError("--view is written to a file, not to standard output")
    }
    var encoding = Encoding(try FormatOptions.format(format, destination))
    tensor.apply(to: &encoding)
    if let quality { encoding.quality = quality }
    encoding.lossless = lossless
    if let subsampling { encoding.subsampling = subsampling }
    do {
      try encoding.validate()
    } catch {
      throw ValidationError(error.text(naming: \.flag))
    }
    return ViewOutput(
      encoding, OutputNames(destination, fileExtension: encoding.format.fileExtension, rule: rule))
  }
}
