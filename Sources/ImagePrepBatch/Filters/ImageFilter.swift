import ImagePrep

/// Chooses images by their headers.
public struct ImageFilter: Sendable, Equatable {
  /// The shorter side of an upright image must have so many pixels. Default: nil, any.
  public var minSide: Int?
  /// An image must have so many pixels. Default: nil, any.
  public var minPixels: Int?
  /// The longer side may be so many times the shorter one, 1 or more. Default: nil, any.
  public var maxAspect: Double?
  /// Which images are wanted by their number of frames. Default: nil, all.
  public var motion: Motion?

  public enum Motion: String, Sendable, CaseIterable {
    /// Several frames.
    case animated
    /// One frame.
    case still
  }

  public init(minSide: Int? = nil, minPixels: Int? = nil, maxAspect: Double? = nil, motion: Motion? = nil) {
    self.minSide = minSide
    self.minPixels = minPixels
    self.maxAspect = maxAspect
    self.motion = motion
  }

  /// True if the frames must be counted, which a header alone does not tell of a GIF.
  public var needsFrameCount: Bool { motion != nil }

  /// Why an image is left out; nil if it is chosen. An image whose frames are not counted is taken for a still one.
  public func reasonToSkip(_ info: ImageInfo) -> SkipReason? {
    let size = info.uprightSize
    let shorter = min(size.width, size.height)
    let longer = max(size.width, size.height)
    let frames = info.frameCount ?? 1
    if let minSide, shorter < minSide { return .tooNarrow(side: shorter, least: minSide) }
    if let minPixels, Double(size.width) * Double(size.height) < Double(minPixels) {
      return .tooFewPixels(size, least: minPixels)
    }
    if let maxAspect, Double(longer) > maxAspect * Double(shorter) { return .tooLong(size, most: maxAspect) }
    switch motion {
    case .animated? where frames < 2: return .still
    case .still? where frames > 1: return .animated(frames: frames)
    default: return nil
    }
  }

  /// - Throws: `ImageError` with the code `invalidOptions` for a number that is out of range.
  public func validate() throws(ImageError) {
    if let minSide, minSide < 1 { throw Self.fault("a shortest side of \(minSide)", "1 or more") }
    if let minPixels, minPixels < 1 {
      throw Self.fault("a least number of pixels of \(minPixels)", "1 or more")
    }
    if let maxAspect, !(maxAspect >= 1) { throw Self.fault("a largest aspect of \(maxAspect)", "1 or more") }
  }

  private static func fault(_ what: String, _ range: String) -> ImageError {
    ImageError(.invalidOptions, "\(what) is out of range", advice: "give \(range)")
  }
}

/// Why an image was left out.
public enum SkipReason: Sendable, Equatable {
  case tooNarrow(side: Int, least: Int)
  case tooFewPixels(Size, least: Int)
  case tooLong(Size, most: Double)
  case still
  case animated(frames: Int)

  /// A word for programs, which does not change.
  public var code: String {
    switch self {
    case .tooNarrow: "minSide"
    case .tooFewPixels: "minPixels"
    case .tooLong: "maxAspect"
    case .still: "onlyAnimated"
    case .animated: "onlyStill"
    }
  }
}

extension SkipReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooNarrow(let side, let least): "its shorter side has \(side) pixels, less than \(least)"
    case .tooFewPixels(let size, let least): "\(size) pixels are less than \(least)"
    case .tooLong(let size, let most): "\(size) is longer than \(most) to 1"
    case .still: "it has one frame"
    case .animated(let frames): "it has \(frames) frames"
    }
  }
}
