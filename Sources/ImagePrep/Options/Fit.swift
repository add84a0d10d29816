/// How an image is fitted to a target.
public enum Fit: Sendable, Equatable {
  /// Scaled in proportion until no side is longer than this; nil is no limit. Both sides then become multiples of 8,
  /// unless ``Options/multiple`` is set.
  case max(Int?)
  /// Scaled in proportion until no side is longer than its own limit; nil is no limit.
  case inside(width: Int?, height: Int?)
  /// Scaled until it covers the box, then cropped to the box.
  case cover(width: Int, height: Int)
  /// Scaled until it fits in the box, then padded with the background (letterbox).
  case pad(width: Int, height: Int)
  /// Scaled to the box, even if the aspect ratio changes.
  case stretch(width: Int, height: Int)
  /// Scaled in proportion until the width or the height is the box's: the one that takes less scaling. The other side may be
  /// shorter or longer (the rule of DPT).
  case closest(width: Int, height: Int)
  /// Scaled until the shorter side has this length. The longer side is rounded down (``Geometry/sideRounding``).
  ///
  /// - Parameter longest: A longer side than this is made this long instead, and the shorter one follows, rounded to the
  ///   nearest, half to even (the rule of DETR). Default: nil, no limit.
  case shortest(Int, longest: Int? = nil)
  /// Scaled until the number of pixels is in a range.
  case area(AreaBudget)
  /// Scaled to the best size of a list.
  case bucket(Buckets)
  /// Scaled down in proportion, as a service does it before its model counts tokens.
  case service(ServiceRule)
  /// Scaled to a height, up to a width.
  case line(TextLine)
  /// Scaled until the picture has as many patches as a budget allows.
  case patches(PatchBudget)
}

extension Fit {
  /// Scaled, up too, to the most patches, by the rule of NaFlex.
  public static func patches(atMost most: Int) -> Fit { .patches(PatchBudget(atMost: most)) }
}

/// A range for the number of pixels of a result.
public struct AreaBudget: Sendable, Equatable {
  /// Fewer pixels are scaled up to this. Default: nil, no minimum.
  public var least: Int?
  /// More pixels are scaled down to this. Default: nil, no limit.
  public var most: Int?
  /// Default: `multipleFirst`.
  public var order: Order

  public init(least: Int? = nil, most: Int? = nil, order: Order = .multipleFirst) {
    self.least = least
    self.most = most
    self.order = order
  }

  /// Whether the sides become multiples before or after the area is looked at.
  public enum Order: String, Sendable, CaseIterable {
    /// Each side becomes the multiple that ``Options/multiple`` says. If the product is out of range, both sides of the
    /// source are divided by √(width · height / bound) instead, and become the multiple below (or above, to reach the
    /// minimum). The rule of Qwen2-VL and others.
    case multipleFirst = "multiple-first"
    /// The source is scaled into the range first, and its sides then become multiples.
    case areaFirst = "area-first"
    /// The roots of both bounds are lengths: that of the least for the shorter side, and that of the most for the longer one.
    /// The source is scaled to them, halved, and its sides become multiples. The rule of GLM-Image.
    case halvedSides = "halved-sides"
  }
}
