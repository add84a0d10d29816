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
  /// Upright after a quarter turn clockwise.
  case quarterTurned = 6
  /// Mirrored along the diagonal from the top right.
  case transversed = 7
  /// Upright after a quarter turn counterclockwise.
  case threeQuarterTurned = 8

  /// True if the upright picture's columns run along the stored rows (5 to 8).
  public var swapsAxes: Bool { rawValue >= 5 }

  /// True if the stored columns, left to right, run against the upright axis that they lie on.
  var reversesStoredColumns: Bool {
    switch self {
    case .mirrored, .halfTurned, .transversed, .threeQuarterTurned: true
    default: false
    }
  }

  /// True if the stored rows, top to bottom, run against the upright axis that they lie on.
  var reversesStoredRows: Bool {
    switch self {
    case .halfTurned, .flipped, .quarterTurned, .transversed: true
    default: false
    }
  }

  /// Turns a stored size upright, or an upright size to the stored one.
  func apply(to size: Size) -> Size { swapsAxes ? size.turned : size }

  /// Turns a rectangle of an upright picture to the stored one.
  func stored(_ rectangle: Rectangle, of upright: Size) -> Rectangle {
    let right = upright.width - rectangle.columns.upperBound
    let bottom = upright.height - rectangle.rows.upperBound
    let x =
      swapsAxes ? (reversesStoredColumns ? bottom : rectangle.y) : reversesStoredColumns ? right : rectangle.x
    let y = swapsAxes ? (reversesStoredRows ? right : rectangle.x) : reversesStoredRows ? bottom : rectangle.y
    return Rectangle(x: x, y: y, size: apply(to: rectangle.size))
  }
}
