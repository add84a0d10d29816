/// The result of a normalization.
public struct NormalizedImage: Sendable {
  /// RGB; RGBA with straight alpha where transparency was kept and the image has some.
  public let pixels: PixelBuffer
  /// What the header said.
  public let info: ImageInfo
  /// What was done.
  public let plan: Plan
  /// What `options.keepMetadata` keeps of the image's.
  public let metadata: ImageMetadata
  /// The fraction of the image's rows that could be decoded; less than 1 only in lenient decoding,
  /// and where a marker ends the data of a JPEG early.
  public let fractionDecoded: Double
  /// What kept the decoder apart from the caller.
  public internal(set) var isolation = Isolation.Level.none
  /// What was wrong with the image without keeping it from being decoded; empty when nothing was.
  public internal(set) var warnings: [Warning]
}
