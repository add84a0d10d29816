/// The size of a line of text, as recognizers of text take it (`get_target_size` of PP-OCR).
public struct TextLine: Sendable, Equatable {
  /// Of the result.
  public var height: Int
  /// A picture of a narrower shape than this width beside the height is padded to it at the end of the line. Its own width is
  /// rounded up, and that of a wider shape down.
  public var width: Int
  /// A longer line is compressed to this. Default: nil, no limit.
  public var widest: Int?

  public init(height: Int, width: Int, widest: Int? = nil) {
    self.height = height
    self.width = width
    self.widest = widest
  }

  /// - Throws: `ImageError` with the code `invalidOptions`.
  func validate() throws(ImageError) {
    for side in [height, width, widest].compactMap(\.self) { try OptionTable.check(side, .line) }
    guard let widest, widest < width else { return }
    throw ImageError(.invalidOptions, "\(.line) has a widest \(widest) below its width \(width)")
  }
}
