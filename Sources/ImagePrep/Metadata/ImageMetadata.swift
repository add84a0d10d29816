/// Metadata to write.
public struct ImageMetadata: Sendable, Equatable {
  /// The bytes of an ICC profile. Each access makes a copy if they come from an image.
  public var colorProfile: [UInt8]? {
    get { profileBlock?.array }
    set { profileBlock = newValue.map(MetadataBlock.init(_:)) }
  }
  /// The TIFF structure of Exif, without a signature before it. Each access makes a copy if it comes from an image.
  public var exif: [UInt8]? {
    get { exifBlock?.array }
    set { exifBlock = newValue.map(MetadataBlock.init(_:)) }
  }

  var profileBlock: MetadataBlock?
  var exifBlock: MetadataBlock?

  public init(colorProfile: [UInt8]? = nil, exif: [UInt8]? = nil) {
    self.colorProfile = colorProfile
    self.exif = exif
  }
}

extension ImageMetadata {
  /// The metadata of an image that the options keep.
  ///
  /// - Parameter warnings: Gets a warning for metadata that are wanted and cannot be kept.
  init(
    of info: ImageInfo, _ colorSpace: ColorSpace, _ exif: MetadataBlock?, _ options: Options,
    warnings: inout [Warning]
  ) throws(ImageError) {
    if options.keepMetadata.contains(.icc), options.color == .keep {
      switch colorSpace {
      case .profile(let block) where block.count > 20:
        if info.colorModel != .cmyk, zip(16..<20, "RGB ".utf8).allSatisfy({ block[$0] == $1 }) {
          profileBlock = block
        } else {
          warnings.append(
            Warning(
              .metadataLeftOut, "its color profile is not one of the result's RGB values, and is left out"))
        }
      case .oversized(let what): warnings.append(Warning(.metadataLeftOut, "\(what), and is left out"))
      case .primaries, .unsupported:
        warnings.append(
          Warning(
            .metadataLeftOut, "its colors are not sRGB, and it has no profile that the result could keep"))
      case .sRGB, .profile: break
      }
    }
    if options.keepMetadata.contains(.exif), let block = exif {
      exifBlock = try Exif.rewritten(
        block, isUpright: options.orientation == .apply, isSRGB: options.color == .srgb)
    }
  }
}
