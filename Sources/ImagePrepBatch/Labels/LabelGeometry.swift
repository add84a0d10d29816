import ImagePrep

/// A point of a label.
struct LabelPoint: Equatable, Sendable {
  var x: Double
  var y: Double

  /// Coordinates, and factors of transforms, are below this. Sums of their products have no place for infinity.
  static let limit = 1e12

  func moved(by transform: AffineTransform) -> LabelPoint {
    let (x, y) = transform(x: x, y: y)
    return LabelPoint(x: x, y: y)
  }
}

/// A rectangle whose sides are parallel to the axes.
struct LabelBox: Equatable, Sendable {
  var minX: Double
  var minY: Double
  var maxX: Double
  var maxY: Double

  var width: Double { maxX - minX }
  var height: Double { maxY - minY }
  var area: Double { width * height }

  /// The bounds of the four corners. After quarter turns, they are the box itself.
  func moved(by transform: AffineTransform) -> LabelBox {
    let corners = [(minX, minY), (maxX, minY), (minX, maxY), (maxX, maxY)].map { transform(x: $0.0, y: $0.1) }
    let (xs, ys) = (corners.map(\.x).sorted(), corners.map(\.y).sorted())
    return LabelBox(minX: xs[0], minY: ys[0], maxX: xs[3], maxY: ys[3])
  }

  /// The part inside a window. Nil if there is none: a box that only touches the window is outside.
  func clipped(to window: LabelBox) -> LabelBox? {
    let part = LabelBox(
      minX: max(minX, window.minX), minY: max(minY, window.minY),
      maxX: min(maxX, window.maxX), maxY: min(maxY, window.maxY))
    let isInside = part.width >= 0 && part.height >= 0
    let keepsSides = (width == 0 || part.width > 0) && (height == 0 || part.height > 0)
    return isInside && keepsSides ? part : nil
  }

  /// The fraction that a part of this box takes up.
  func fraction(of part: LabelBox) -> Double {
    (width > 0 ? part.width / width : 1) * (height > 0 ? part.height / height : 1)
  }

  func contains(_ point: LabelPoint) -> Bool {
    minX...maxX ~= point.x && minY...maxY ~= point.y
  }
}

/// A closed outline.
struct LabelPolygon: Equatable, Sendable {
  var points: [LabelPoint]

  /// By the shoelace formula.
  var area: Double {
    guard var previous = points.last else { return 0 }
    var sum = 0.0
    for point in points {
      sum += previous.x * point.y - point.x * previous.y
      previous = point
    }
    return abs(sum) / 2
  }

  func moved(by transform: AffineTransform) -> LabelPolygon {
    LabelPolygon(points: points.map { $0.moved(by: transform) })
  }

  /// The part inside a window, by the algorithm of Sutherland and Hodgman. A part that falls into several pieces stays
  /// one outline, which runs between them along the window's edge.
  func clipped(to window: LabelBox) -> LabelPolygon {
    clipped { $0.x - window.minX }.clipped { window.maxX - $0.x }
      .clipped { $0.y - window.minY }.clipped { window.maxY - $0.y }
  }

  /// The part where a linear function of the point is not negative.
  private func clipped(_ inside: (LabelPoint) -> Double) -> LabelPolygon {
    guard var previous = points.last else { return self }
    var kept: [LabelPoint] = []
    for point in points {
      let (before, here) = (inside(previous), inside(point))
      if before < 0 && here > 0 || before > 0 && here < 0 {
        let part = before / (before - here)
        kept.append(
          LabelPoint(
            x: previous.x + part * (point.x - previous.x), y: previous.y + part * (point.y - previous.y)))
      }
      if here >= 0 { kept.append(point) }
      previous = point
    }
    return LabelPolygon(points: kept)
  }
}

/// A point with a meaning, such as a left elbow.
struct LabelKeypoint: Equatable, Sendable {
  var point: LabelPoint
  /// 0 if the point has no label, 1 if it is hidden, 2 if it can be seen. Nil if the labels do not say.
  var visibility: Double?

  static func unlabeled(_ visibility: Double?) -> LabelKeypoint {
    LabelKeypoint(point: LabelPoint(x: 0, y: 0), visibility: visibility.map { _ in 0 })
  }

  var isLabeled: Bool { visibility.map { $0 != 0 } ?? (point != LabelPoint(x: 0, y: 0)) }
}
