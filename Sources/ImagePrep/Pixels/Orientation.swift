/// How the stored picture must be turned to be upright: the values of the EXIF tag 0x0112.
public enum Orientation: Int, Sendable, CaseIterable {
  case upright = 1
  /// Mirrored left to right.
  case mirrored = 2
  /// Upside down.
  case halfTurned = 3
  /// Mirrored top to bottom.
  case flipped = 4
  /// Mirrored along the diagonal from the top left.
  case transposed = 5
  /// To be turned a quarter clockwise.
  case quarterTurned = 6
  /// Mirrored along the diagonal from the top right.
  case transversed = 7
  /// To be turned a quarter counterclockwise.
  case threeQuarterTurned = 8

  /// Whether the upright picture's columns run along the stored rows' direction (5 to 8).
  public var swapsAxes: Bool { rawValue >= 5 }

  /// Whether the stored columns, left to right, run against the upright axis they lie on.
  var reversesStoredColumns: Bool {
    switch self {
    case .mirrored, .halfTurned, .transversed, .threeQuarterTurned: true
    default: false
    }
  }

  /// Whether the stored rows, top to bottom, run against the upright axis they lie on.
  var reversesStoredRows: Bool {
    switch self {
    case .halfTurned, .flipped, .quarterTurned, .transversed: true
    default: false
    }
  }

  /// A size as stored, turned upright; also the other way round.
  func apply(to size: Size) -> Size { swapsAxes ? size.turned : size }
}
