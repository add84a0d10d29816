/// Which metadata of an image go into the output. By default none do: no place, no name, no thumbnail.
public struct MetadataKinds: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The colour profile, where colours are kept as stored and it is one of RGB; colours that have been converted to sRGB
  /// need none.
  public static let icc = MetadataKinds(rawValue: 1)
  /// Exif, in which the orientation and the colour space say what is true of the output.
  public static let exif = MetadataKinds(rawValue: 2)
}

/// Metadata as they are written.
public struct ImageMetadata: Sendable, Equatable {
  /// The bytes of an ICC profile.
  public var colourProfile: [UInt8]?
  /// The TIFF structure of Exif, without a signature before it.
  public var exif: [UInt8]?

  public init(colourProfile: [UInt8]? = nil, exif: [UInt8]? = nil) {
    self.colourProfile = colourProfile
    self.exif = exif
  }
}

extension ImageMetadata {
  /// What is to be kept of an image's.
  ///
  /// - Parameter warnings: Takes what is wanted and cannot be kept.
  init(_ decoder: any Decoder, _ options: Options, warnings: inout [String]) {
    if options.keepMetadata.contains(.icc), options.colour == .keep,
      case .profile(let bytes) = decoder.colourSpace, bytes.count > 20
    {
      if let limit = options.limits.profileBytes, bytes.count > limit {
        warnings.append(
          "its colour profile has \(bytes.count) bytes, over the limit of \(limit) (--limit-profile-bytes), and is left out"
        )
      } else if decoder.info.colourModel != .cmyk, bytes[16..<20].elementsEqual("RGB ".utf8) {
        colourProfile = bytes
      } else {
        warnings.append("its colour profile is not one of the result's RGB values, and is left out")
      }
    }
    if options.keepMetadata.contains(.exif), let bytes = decoder.exif {
      exif = Exif.rewritten(
        bytes, isUpright: options.orientation == .apply, isSRGB: options.colour == .srgb)
    }
  }
}
