/// The numbers that the sides of the result are multiples of, and how the picture gets such sides.
public struct Multiple: Sendable, Equatable {
  public var width: Int
  public var height: Int
  public var rounding: Rounding
  public var method: Method

  /// - Parameters:
  ///   - width: 1 or more; 1 leaves the width alone.
  ///   - height: 1 or more; 1 leaves the height alone.
  ///   - rounding: Default: nil, which is `nearest` for scaling, `down` for cropping and `up` for padding.
  ///   - method: Default: `scaling`, which changes each side by at most half a multiple.
  public init(width: Int, height: Int, rounding: Rounding? = nil, by method: Method = .scaling) {
    self.width = width
    self.height = height
    self.method = method
    self.rounding = rounding ?? method.naturalRounding
  }

  /// The multiple if none is set: 8 for ``Fit/max(_:)``, 1 for the other fits.
  public static func automatic(for fit: Fit) -> Multiple {
    if case .max = fit { return Multiple(width: 8, height: 8) }
    return Multiple(width: 1, height: 1)
  }

  /// How a number becomes whole, or a multiple. A side is never 0, and never above the side of the target box.
  public enum Rounding: String, Sendable, CaseIterable {
    /// The nearest; the larger if two are equally near.
    case nearest
    /// The nearest; the even one if two are equally near, as Python's `round`.
    case halfEven = "half-even"
    case down
    case up
  }

  /// How the picture gets the sides.
  public enum Method: String, Sendable, CaseIterable {
    /// The picture is scaled to the snapped size.
    case scaling
    /// The picture is scaled to cover the snapped size and cropped about its center.
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
