/// A fault of an image, or of its result, that its owner may want to know about. The image was accepted all the same.
public struct Warning: Sendable, Hashable {
  /// The kind of warning; new codes may appear in later versions.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// - Parameter name: From a worker, it may be any text until `AnswerCheck` has judged it.
    init(_ name: String) { description = name }

    /// Rows are missing.
    public static let truncated = Code("truncated")
    /// The data break the rules of their format: pixels may be wrong.
    public static let damaged = Code("damaged")
    /// Scans or passes are missing: the whole picture is there, with less detail.
    public static let coarse = Code("coarse")
    /// The color profile, or another description of the color space, is not used.
    public static let colorsUnknown = Code("colorsUnknown")
    /// Metadata are too large to be read.
    public static let metadataPassedOver = Code("metadataPassedOver")
    /// The output lacks metadata that were asked for.
    public static let metadataLeftOut = Code("metadataLeftOut")
    /// The file name's extension and the bytes disagree about the format.
    public static let misnamed = Code("misnamed")
    /// The result is smaller than was asked for.
    public static let smaller = Code("smaller")
    /// The animation has fewer frames than were asked for.
    public static let fewerFrames = Code("fewerFrames")
    /// The aspect ratio of the result is not that of the image.
    public static let aspectChanged = Code("aspectChanged")
  }

  public var code: Code
  var words: Message
  /// A phrase without the file's name.
  public var message: String { words.description }
  /// The option that the warning is about; nil if there is none.
  public var option: OptionKey? { words.option }

  public init(_ code: Code, _ message: Message) {
    self.code = code
    words = message
  }

  /// A warning about damage: the image was accepted although decoding it gave this error.
  init(_ error: ImageError) {
    self.init(error.code == .truncated ? .truncated : .damaged, error.reasonWords)
  }
}

extension Warning: CustomStringConvertible {
  public var description: String { message }

  /// The message, with options named as the calling program names them.
  public func text(naming name: (OptionKey) -> String) -> String { words.text(naming: name) }
}
