/// Why an image could not be read, normalized or written.
///
/// One type for every failure, so that callers can `catch` it by type and branch on `code`; new codes may
/// appear in later versions.
public struct ImageError: Error, Sendable, Equatable {
  /// The kind of failure.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// - Parameter name: From a worker, it may be any text until `AnswerCheck` has judged it.
    init(_ name: String) { description = name }

    /// The file does not exist, or folders have no images.
    public static let missing = Code("missing")
    /// Reading failed: the operating system said why.
    public static let unreadable = Code("unreadable")
    /// The data are not JPEG, PNG, GIF or WebP. If they are in another known format, `reason` names it.
    public static let unsupportedFormat = Code("unsupportedFormat")
    /// The format is known, but this variant of it is not decoded.
    public static let unsupportedVariant = Code("unsupportedVariant")
    /// The data break the rules of their format.
    public static let corrupt = Code("corrupt")
    /// The data end before the image does.
    public static let truncated = Code("truncated")
    /// The image exceeds one of `Options.limits`.
    public static let overLimit = Code("overLimit")
    /// The image has fewer frames than ``Options/frame`` asks for.
    public static let noSuchFrame = Code("noSuchFrame")
    /// A part of ``Geometry/crop`` lies outside of the image.
    public static let noSuchRegion = Code("noSuchRegion")
    /// A side of the result is too long for its output format.
    public static let unencodable = Code("unencodable")
    /// The options contradict each other or are out of range.
    public static let invalidOptions = Code("invalidOptions")
    /// The worker that decoded the image crashed, hung or was stopped by its sandbox (``Isolation``).
    public static let workerLost = Code("workerLost")
    /// No worker can be started, or no sandbox is possible although one is required.
    public static let isolationUnavailable = Code("isolationUnavailable")
    /// An allocation failed.
    public static let outOfMemory = Code("outOfMemory")
    /// The output exists already, and replacing it was not asked for.
    public static let outputExists = Code("outputExists")
    /// The output cannot be created.
    public static let uncreatable = Code("uncreatable")
    /// Writing failed: the operating system said why.
    public static let unwritable = Code("unwritable")
  }

  public var code: Code
  /// The fraction of the rows that could be decoded, if the image is truncated or damaged. Nil if that is not known.
  /// Lenient decoding (``Options/lenient``) keeps these rows.
  public internal(set) var fractionDecoded: Double?
  /// The image's header, if it could be read before the failure.
  public internal(set) var info: ImageInfo?
  /// The error number of the operating system (`errno`), if the system caused the error.
  public internal(set) var systemError: Int32?
  var reasonWords: Message
  var adviceWords: Message
  /// What is wrong, as a phrase without the file's name.
  public var reason: String { reasonWords.description }
  /// What the caller can do about it, as a phrase; empty if nothing helps.
  public var advice: String { adviceWords.description }
  /// The option that the error is about, or that helps. Nil if there is none.
  public var option: OptionKey? { reasonWords.option ?? adviceWords.option }
  /// The limit that is exceeded, or the minimum that ``option`` asks for. Nil if there is none.
  public var limit: Double? { reasonWords.limit ?? adviceWords.limit }
  /// The file concerned, if there is one.
  public var path: SystemPath?

  public init(_ code: Code, _ reason: Message, advice: Message = "", path: SystemPath? = nil) {
    self.code = code
    reasonWords = reason
    adviceWords = advice
    self.path = path
  }

  /// A failure that the operating system explains.
  ///
  /// - Parameter reason: What could not be done; the system's words follow it.
  package init(
    _ code: Code, _ reason: Message? = nil, system number: Int32, advice: Message = "",
    path: SystemPath? = nil
  ) {
    let words = systemMessage(number)
    self.init(code, reason.map { "\($0): \(words)" } ?? Message(words), advice: advice, path: path)
    systemError = number
  }

  /// The same error about a file.
  public func at(_ path: some PathConvertible) -> ImageError {
    var copy = self
    copy.path = path.systemPath
    return copy
  }

  /// The same error about the input that was read, unless it is about options or another file.
  func about(_ input: SystemPath) -> ImageError {
    code == .invalidOptions || path != nil ? self : at(input)
  }

  /// The same error about an image whose header is known.
  func about(_ info: ImageInfo) -> ImageError {
    var copy = self
    copy.info = info
    return copy
  }
}

extension ImageError: CustomStringConvertible {
  /// For example `photo.jpg: the data end inside the image; use lenient to keep what there is`.
  public var description: String { text(naming: \.rawValue) }

  /// The description, with options named as the calling program names them.
  public func text(naming name: (OptionKey) -> String) -> String {
    let advice = adviceWords.text(naming: name)
    return (path.map { "\($0): " } ?? "") + reasonWords.text(naming: name)
      + (advice.isEmpty ? "" : "; \(advice)")
  }
}

extension ImageError {
  /// Records how many rows of a truncated or damaged image could be decoded.
  func after(rows: Int, of height: Int) -> ImageError {
    var copy = self
    let complete = min(rows, height)
    copy.fractionDecoded = Double(complete) / Double(max(height, 1))
    copy.reasonWords += " (\(complete) of \(height) rows, \(100 * complete / max(height, 1)) %)"
    // Without a row there is no picture to keep.
    return complete == 0 ? copy.withoutRemedy : copy
  }

  /// Advises a lower ``Options/minComplete`` if less of the image is there than it asks for.
  func below(_ minComplete: Double) -> ImageError {
    var copy = self
    copy.adviceWords = "fetch it again, or lower \(.minComplete)"
    copy.adviceWords.limit = minComplete
    return copy
  }

  /// Advises ``Options/lenient``.
  var withLenientRemedy: ImageError {
    var copy = self
    copy.adviceWords = "fetch it again, or use \(.lenient) to keep what there is"
    return copy
  }

  /// Drops the advice to be lenient, for an error that it does not help with.
  var withoutRemedy: ImageError {
    guard option == .lenient else { return self }
    var copy = self
    copy.adviceWords = "fetch it again"
    return copy
  }

  static func noFrame(_ frame: Int, of count: Int) -> ImageError {
    ImageError(
      .noSuchFrame, "there is no frame \(frame): the image has \(count), counted from 0",
      advice: count > 1 ? "ask for \(.frame) 0 to \(count - 1)" : "leave out \(.frame)")
  }

  /// Too little of the image is there, though it needs no leniency.
  static func incomplete(_ fraction: Double, below minComplete: Double) -> ImageError {
    var error = ImageError(.truncated, "only \(Int(100 * fraction)) % of its rows are there")
    error.fractionDecoded = fraction
    return error.below(minComplete)
  }

  /// A frame beyond those that were counted, and how the count ended.
  static func missing(frame: Int, of count: Int, _ ending: FrameEnding) -> ImageError {
    switch ending {
    case .complete: .noFrame(frame, of: count)
    case .cut: .ends(beforeFrame: frame)
    case .damaged:
      ImageError(
        .corrupt, "the data are damaged before frame \(frame)",
        advice: "fetch it again, or ask for an earlier \(.frame)")
    }
  }

  static func ends(beforeFrame frame: Int) -> ImageError {
    ImageError(
      .truncated, "the data end before frame \(frame)",
      advice: "fetch it again, or ask for an earlier \(.frame)")
  }
}
