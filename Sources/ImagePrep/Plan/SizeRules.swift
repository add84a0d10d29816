/// The arithmetic of the rules that models use, on a source of `width` × `height`. Each row of this table is a function
/// below. S, L and A are the numbers that an option gives; `m` is the multiple.
///
/// | fit | rule |
/// |---|---|
/// | `shortest` S | short side S, long side S · long / short |
/// | `shortest` S, `longest` L | if the long side were above L: short side L · short / long, long side from it unrounded |
/// | `area` A, multiple first | sides to the nearest m; out of range: side / √(width · height / A), to the m below or above |
/// | `area` A, halved sides | sides · (√A / side) if a side is out of range, / 2, then to m |
/// | `area` A, area first | sides · √(A / (width · height)), then to m |
/// | `bucket` | the size with the nearest shape |
/// | `patches` A | the largest scale for which ⌈width / m⌉ · ⌈height / m⌉ ≤ A; the other rules are in `PatchSizes` |
enum SizeRules {
  /// The product is made first, so that no quotient is rounded twice (`get_resize_output_image_size` of transformers,
  /// `_compute_resized_output_size` of torchvision; with `longest`, `get_size_with_aspect_ratio` of transformers).
  static func shortest(
    _ side: Int, longest: Int?, of source: Size, _ rounding: Multiple.Rounding, _ formula: SideFormula
  ) -> Sides {
    guard formula == .product else {
      return shortest(side, longest: longest, of: source, formula).whole(rounding)
    }
    let (short, long) = (
      Double(min(source.width, source.height)), Double(max(source.width, source.height))
    )
    var shortSide = Double(side)
    var longSide = rounding.whole(Double(side) * long / short)
    if let longest, long / short * Double(side) > Double(longest) {
      let unrounded = Double(longest) * short / long
      shortSide = max(1, unrounded.rounded(.toNearestOrEven))
      longSide = max(1, rounding.whole(unrounded * long / short))
    }
    return source.width <= source.height
      ? Sides(width: shortSide, height: longSide) : Sides(width: longSide, height: shortSide)
  }

  /// `get_resize_output_image_size` of ViLT and BridgeTower.
  private static func shortest(
    _ side: Int, longest: Int?, of source: Size, _ formula: SideFormula
  ) -> Sides {
    let sides = sides(of: source, side, min(source.width, source.height), formula)
    let long = max(sides.width, sides.height)
    guard let longest, long > Double(longest) else { return sides }
    return sides * (Double(longest) / long)
  }

  /// Both sides, scaled so that `length` becomes `limit`.
  static func sides(of source: Size, _ limit: Int, _ length: Int, _ formula: SideFormula) -> Sides {
    let (limit, length) = (Double(limit), Double(length))
    return switch formula {
    case .product: source.sides * limit / length
    case .scale: source.sides * (limit / length)
    case .aspect: source.sides / length * limit
    case .quotient: source.sides / (length / limit)
    case .ratio:
      Sides(
        ratio: Double(source.width) / Double(source.height), limit, isWide: length == Double(source.width))
    }
  }

  /// The rule of Qwen2-VL (`smart_resize` of transformers).
  static func area(_ budget: AreaBudget, of source: Size, _ multiple: Multiple) -> Size {
    let area = Double(source.width) * Double(source.height)
    let snapped = size(of: source, multiple, multiple.rounding) { $0 }
    // transformers divides by one root and multiplies by the other. Their last bits differ.
    if let most = budget.most, snapped.area > most {
      let divisor = (area / Double(most)).squareRoot()
      return size(of: source, multiple, .down) { $0 / divisor }
    }
    if let least = budget.least, snapped.area < least {
      let factor = (Double(least) / area).squareRoot()
      return size(of: source, multiple, .up) { $0 * factor }
    }
    return snapped
  }

  /// The rule of GLM-Image (its `smart_resize` of transformers).
  static func halved(_ budget: AreaBudget, of source: Size, _ multiple: Multiple) -> Size {
    func root(_ area: Int?) -> Double? { area.map { Double($0).squareRoot().rounded(.toNearestOrEven) } }
    let (shorter, longer) = (
      Double(min(source.width, source.height)), Double(max(source.width, source.height))
    )
    var scale = 1.0
    if let least = root(budget.least), shorter < least { scale = least / shorter }
    let most = root(budget.most) ?? .infinity
    if longer * scale > most { scale = most / longer }
    let half = Size(width: source.width / 2, height: source.height / 2)
    let snapped = size(of: half, multiple, multiple.rounding) { $0 * scale }
    let side = Double(max(snapped.width, snapped.height))
    guard side > most else { return snapped }
    return size(of: snapped, multiple, .down) { $0 / (side / most) }
  }

  /// `get_target_size` of PP-OCR.
  static func width(of line: TextLine, _ source: Size) -> Int {
    let height = Double(line.height)
    let (ratio, usual) = (Double(source.width) / Double(source.height), Double(line.width) / height)
    let widest = (height * max(ratio, usual)).rounded(.down)
    if let most = line.widest, widest > Double(most) { return most }
    return max(1, Int(min(widest, (height * ratio).rounded(.up))))
  }

  /// Both sides scaled, and rounded to multiples of at least one.
  private static func size(
    of source: Size, _ multiple: Multiple, _ rounding: Multiple.Rounding, scale: (Double) -> Double
  ) -> Size {
    func side(_ length: Int, _ multiple: Int) -> Int {
      max(1, Int(rounding.whole(scale(Double(length)) / Double(multiple)))) * multiple
    }
    return Size(width: side(source.width, multiple.width), height: side(source.height, multiple.height))
  }

  /// The scale that brings a source into a range of areas; 1 if it is within.
  static func scale(_ budget: AreaBudget, of source: Size) -> Double {
    let area = Double(source.width) * Double(source.height)
    if let most = budget.most, area > Double(most) { return (Double(most) / area).squareRoot() }
    if let least = budget.least, area < Double(least) { return (Double(least) / area).squareRoot() }
    return 1
  }

  /// The rule of SigLIP 2 NaFlex (`get_image_size_for_max_num_patches` of transformers): the scale is found by halving an
  /// interval, and the lower end counts.
  static func patches(atMost most: Int, of source: Size, _ multiple: Multiple) -> Size {
    func size(_ scale: Double) -> Size { Self.size(of: source, multiple, .up) { $0 * scale } }
    var (low, high) = (1e-6, 100.0)
    while high - low >= 1e-5 {
      let middle = (low + high) / 2
      let size = size(middle)
      // As integers, the product of huge sides would overflow.
      if Double(size.width / multiple.width) * Double(size.height / multiple.height) <= Double(most) {
        low = middle
      } else {
        high = middle
      }
    }
    return size(low)
  }
}
