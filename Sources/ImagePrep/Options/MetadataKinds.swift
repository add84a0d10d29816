/// Which metadata of an image go into the output. Default: none, so no place, no name and no thumbnail.
public struct MetadataKinds: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The color profile, if it is an RGB profile and colors are kept as stored. Colors converted to sRGB need none.
  public static let icc = MetadataKinds(rawValue: 1)
  /// Exif, with the orientation and the color space changed to those of the output.
  public static let exif = MetadataKinds(rawValue: 2)
}
