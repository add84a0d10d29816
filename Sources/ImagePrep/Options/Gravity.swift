/// The part that cropping keeps, and the place of the picture in its padding.
public enum Gravity: Sendable, Equatable {
  case center
  case north, northEast, east, southEast, south, southWest, west, northWest
  /// A point of the source (after ``Geometry/crop``), 0 to 1 from the left and the top. Cropping keeps it as near the
  /// middle as the picture allows. Padding is centered.
  case focus(x: Double, y: Double)

  /// The names of compass points, clockwise from the north.
  package static let compass: [(name: String, gravity: Gravity)] = [
    ("center", .center), ("north", .north), ("northeast", .northEast), ("east", .east),
    ("southeast", .southEast), ("south", .south), ("southwest", .southWest), ("west", .west),
    ("northwest", .northWest),
  ]

  /// -1 for the left edge, 0 for the center, 1 for the right edge.
  private var horizontal: Int {
    switch self {
    case .center, .north, .south, .focus: 0
    case .northEast, .east, .southEast: 1
    case .northWest, .west, .southWest: -1
    }
  }

  private var vertical: Int {
    switch self {
    case .center, .east, .west, .focus: 0
    case .south, .southEast, .southWest: 1
    case .north, .northEast, .northWest: -1
    }
  }

  /// The offset of a picture in its padding. The space is that on both sides together.
  func padding(_ space: Size, _ rounding: Multiple.Rounding) -> (x: Int, y: Int) {
    (
      Self.offset(space.width, horizontal, rounding), Self.offset(space.height, vertical, rounding)
    )
  }

  /// The offset of the part of a scaled picture that is kept.
  func crop(_ scaled: Size, keeping kept: Size, _ rounding: Multiple.Rounding) -> (x: Int, y: Int) {
    let space = Size(width: scaled.width - kept.width, height: scaled.height - kept.height)
    guard case .focus(let x, let y) = self else { return padding(space, rounding) }
    return (
      Self.offset(near: x, scaled.width, kept.width), Self.offset(near: y, scaled.height, kept.height)
    )
  }

  private static func offset(near part: Double, _ scaled: Int, _ kept: Int) -> Int {
    let start = (part * Double(scaled) - Double(kept) / 2).rounded()
    return min(max(0, Int(start)), scaled - kept)
  }

  private static func offset(_ space: Int, _ side: Int, _ rounding: Multiple.Rounding) -> Int {
    switch side {
    case -1: 0
    case 1: space
    default: Int(rounding.whole(Double(space) / 2))
    }
  }

  /// - Throws: `ImageError` with the code `invalidOptions` for a focus outside of the picture.
  func validate() throws(ImageError) {
    guard case .focus(let x, let y) = self else { return }
    guard (0...1).contains(x), (0...1).contains(y) else {
      throw ImageError(.invalidOptions, "\(.focus) \(x),\(y) is out of range: two numbers from 0 to 1")
    }
  }
}

extension Multiple.Rounding {
  /// A positive number made whole.
  func whole(_ value: Double) -> Double {
    switch self {
    case .nearest: value.rounded()
    case .halfEven: value.rounded(.toNearestOrEven)
    case .down: value.rounded(.down)
    case .up: value.rounded(.up)
    }
  }
}
