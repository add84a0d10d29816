/// The size of the result, before both sides are snapped to a multiple.
public struct Geometry: Sendable, Equatable {
  public var fit: Fit
  public var upscale: Upscale

  /// - Parameter upscale: Default: `automatic`.
  public static func fit(_ fit: Fit, upscale: Upscale = .automatic) -> Geometry {
    Geometry(fit: fit, upscale: upscale)
  }
}

/// How an image of one shape goes into a frame of another.
public enum Fit: Sendable, Equatable {
  /// Scaled, keeping its aspect ratio, until no side is longer than given; nil is no limit. Both sides then become
  /// multiples of 8, unless ``Options/multiple`` says otherwise.
  case max(Int?)
  /// Scaled, keeping its aspect ratio, until no side is longer than its own limit; nil is no limit.
  case inside(width: Int?, height: Int?)
  /// Scaled until it covers the frame, and cropped to it about its centre.
  case cover(width: Int, height: Int)
  /// Scaled until it fits in the frame, and padded with the background about its centre (letterbox).
  case pad(width: Int, height: Int)
  /// Scaled to the frame, whatever becomes of its aspect ratio.
  case stretch(width: Int, height: Int)
}

/// Whether a small image may be enlarged.
public enum Upscale: String, Sendable, CaseIterable {
  /// `cover` and `stretch` enlarge, since they promise a size; `inside` and `pad` do not.
  case automatic
  case never
  case allow
}

/// What both sides of the result are multiples of, and how they are made so.
public struct Multiple: Sendable, Equatable {
  public var width: Int
  public var height: Int
  public var rounding: Rounding
  public var method: Method

  /// - Parameters:
  ///   - width: 1 or more; 1 leaves the width alone.
  ///   - height: 1 or more; 1 leaves the height alone.
  ///   - rounding: nil, the default, is `nearest` by scaling, `down` by cropping, `up` by padding.
  ///   - method: Default: `scaling`, which changes the aspect ratio by at most half a multiple a side.
  public init(width: Int, height: Int, rounding: Rounding? = nil, by method: Method = .scaling) {
    self.width = width
    self.height = height
    self.method = method
    self.rounding = rounding ?? method.naturalRounding
  }

  /// The multiple where none is set: 8 for ``Fit/max(_:)``, 1 for every fit with a size of its own.
  public static func automatic(for fit: Fit) -> Multiple {
    if case .max = fit { return Multiple(width: 8, height: 8) }
    return Multiple(width: 1, height: 1)
  }

  /// Which multiple is taken. A side is never snapped to 0, nor above the limit of its frame.
  public enum Rounding: String, Sendable, CaseIterable {
    /// The nearest; of two equally near, the larger.
    case nearest
    case down
    case up
  }

  /// What is done to the picture.
  public enum Method: String, Sendable, CaseIterable {
    /// The picture is scaled to the snapped size.
    case scaling
    /// The picture is scaled to cover the snapped size and cropped about its centre.
    case cropping
    /// The picture is scaled to fit in the snapped size and padded with the background.
    case padding

    var naturalRounding: Rounding {
      switch self {
      case .scaling: .nearest
      case .cropping: .down
      case .padding: .up
      }
    }
  }
}
