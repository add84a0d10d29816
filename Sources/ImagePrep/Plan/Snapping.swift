extension Multiple {
  /// The multiple of `multiple` that a side of `length` becomes: never above `limit` and never 0. (Options whose limit
  /// is below the multiple are refused.)
  func snap(_ length: Double, to multiple: Int, atMost limit: Int?) -> Int {
    let parts = length / Double(multiple)
    // A length that misses a whole multiple only by a division's rounding counts as that multiple.
    let whole = parts.rounded()
    let rounded = abs(parts - whole) < 1e-9 * max(1, parts) ? whole : rounding.whole(parts)
    let snapped = max(1, Int(rounded)) * multiple
    guard let limit, snapped > limit else { return snapped }
    return max(1, limit / multiple) * multiple
  }

  /// Both sides snapped to multiples, never above their limits.
  func snap(_ sides: Sides, atMost mostWidth: Int? = nil, _ mostHeight: Int? = nil) -> Size {
    Size(
      width: snap(sides.width, to: width, atMost: mostWidth),
      height: snap(sides.height, to: height, atMost: mostHeight))
  }

  /// Both sides snapped to multiples, never above `limit`.
  func snap(_ size: Size, atMost limit: Size) -> Size { snap(size.sides, atMost: limit.width, limit.height) }
}

extension Size {
  /// The larger of each side.
  func union(_ other: Size) -> Size {
    Size(width: max(width, other.width), height: max(height, other.height))
  }

  /// The smaller of each side.
  func intersection(_ other: Size) -> Size {
    Size(width: min(width, other.width), height: min(height, other.height))
  }
}
