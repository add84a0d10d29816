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
  /// The bytes of an ICC profile. Each access of those of an image makes a copy.
  public var colourProfile: [UInt8]? {
    get { profileBlock?.array }
    set { profileBlock = newValue.map(MetadataBlock.init(_:)) }
  }
  /// The TIFF structure of Exif, without a signature before it. Each access of that of an image makes a copy.
  public var exif: [UInt8]? {
    get { exifBlock?.array }
    set { exifBlock = newValue.map(MetadataBlock.init(_:)) }
  }

  var profileBlock: MetadataBlock?
  var exifBlock: MetadataBlock?

  public init(colourProfile: [UInt8]? = nil, exif: [UInt8]? = nil) {
    self.colourProfile = colourProfile
    self.exif = exif
  }
}

extension ImageMetadata {
  /// What is to be kept of an image's.
  ///
  /// - Parameter warnings: Takes what is wanted and cannot be kept.
  init(_ decoder: any Decoder, _ options: Options, warnings: inout [String]) throws(ImageError) {
    if options.keepMetadata.contains(.icc), options.colour == .keep {
      switch decoder.colourSpace {
      case .profile(let block) where block.count > 20:
        if decoder.info.colourModel != .cmyk, zip(16..<20, "RGB ".utf8).allSatisfy({ block[$0] == $1 }) {
          profileBlock = block
        } else {
          warnings.append("its colour profile is not one of the result's RGB values, and is left out")
        }
      case .oversized(let what): warnings.append(what + ", and is left out")
      default: break
      }
    }
    if options.keepMetadata.contains(.exif), let block = decoder.exif {
      exifBlock = try Exif.rewritten(
        block, isUpright: options.orientation == .apply, isSRGB: options.colour == .srgb)
    }
  }
}
