/// Which metadata of an image go into the output. By default none do: no place, no name, no thumbnail.
public struct MetadataKinds: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The color profile, where colors are kept as stored and it is one of RGB; colors that have been converted to sRGB
  /// need none.
  public static let icc = MetadataKinds(rawValue: 1)
  /// Exif, in which the orientation and the color space say what is true of the output.
  public static let exif = MetadataKinds(rawValue: 2)
}
