import ImagePrep

/// The parts of a label, in pixels.
struct LabelShape: Equatable, Sendable {
  var box: LabelBox?
  var polygons: [LabelPolygon] = []
  var keypoints: [LabelKeypoint] = []
}

struct MovedLabel: Equatable {
  var shape: LabelShape
  var isClipped = false
  var lostKeypoints = 0
  /// The factor for an area that the label states; nil if the area is that of its polygons.
  var areaFactor: Double?
}

enum LabelVerdict: Equatable {
  case moved(MovedLabel)
  case dropped(DropReason)
}

/// Moves the labels of one image.
struct LabelMove {
  let transform: AffineTransform
  /// The part of the output that the picture covers.
  let window: LabelBox
  let rules: RemapRules

  /// What is nearer to the window's edge than this, in pixels, is inside: transforms round.
  private static let tolerance = 1e-6

  func move(_ shape: LabelShape) -> LabelVerdict {
    var moved = MovedLabel(shape: LabelShape(keypoints: shape.keypoints))
    var visible = 1.0
    if let box = shape.box {
      let whole = box.moved(by: transform)
      guard let part = whole.clipped(to: window) else { return .dropped(.outside) }
      moved.shape.box = part
      moved.isClipped = !isWithin(whole)
      visible = whole.fraction(of: part)
    }
    let clipsPolygons = clip(shape.polygons, &moved)
    let hasPolygons = !shape.polygons.isEmpty
    if hasPolygons, moved.shape.polygons.isEmpty { return .dropped(.outside) }
    if hasPolygons, shape.box == nil {
      let area = shape.polygons.reduce(0) { $0 + $1.area } * scale
      visible = clipsPolygons && area > 0 ? moved.shape.polygons.reduce(0) { $0 + $1.area } / area : 1
    }
    moved.isClipped = moved.isClipped || clipsPolygons
    if moved.isClipped, rules.outside == .drop { return .dropped(.partlyOutside) }
    if moved.isClipped, visible < rules.minVisible { return .dropped(.belowMinVisible) }
    moved.areaFactor = clipsPolygons ? nil : scale * (hasPolygons ? 1 : visible)
    moveKeypoints(&moved)
    let isPoints = shape.box == nil && !hasPolygons && moved.lostKeypoints > 0
    if isPoints, !moved.shape.keypoints.contains(where: \.isLabeled) { return .dropped(.outside) }
    return .moved(moved)
  }

  /// How much larger areas become.
  private var scale: Double { abs(transform.a * transform.e - transform.b * transform.d) }

  /// Returns true if a polygon lost a part.
  private func clip(_ polygons: [LabelPolygon], _ moved: inout MovedLabel) -> Bool {
    var losesPart = false
    for polygon in polygons {
      let whole = polygon.moved(by: transform)
      let part = whole.clipped(to: window)
      if whole.points.allSatisfy(isWithin) {
        moved.shape.polygons.append(
          LabelPolygon(
            points: whole.points.map {
              LabelPoint(x: within($0.x, \.minX, \.maxX), y: within($0.y, \.minY, \.maxY))
            }))
        continue
      }
      losesPart = true
      if part.points.count > 2, part.area > Self.tolerance { moved.shape.polygons.append(part) }
    }
    return losesPart
  }

  private func moveKeypoints(_ moved: inout MovedLabel) {
    moved.shape.keypoints = moved.shape.keypoints.map { keypoint in
      guard keypoint.isLabeled else { return .unlabeled(keypoint.visibility) }
      let point = keypoint.point.moved(by: transform)
      guard isWithin(point) else {
        moved.lostKeypoints += 1
        return .unlabeled(keypoint.visibility)
      }
      let inside = LabelPoint(x: within(point.x, \.minX, \.maxX), y: within(point.y, \.minY, \.maxY))
      return LabelKeypoint(point: inside, visibility: keypoint.visibility)
    }
  }

  private func within(
    _ value: Double, _ least: KeyPath<LabelBox, Double>, _ most: KeyPath<LabelBox, Double>
  ) -> Double {
    min(max(value, window[keyPath: least]), window[keyPath: most])
  }

  private func isWithin(_ point: LabelPoint) -> Bool { reach.contains(point) }

  private func isWithin(_ box: LabelBox) -> Bool {
    isWithin(LabelPoint(x: box.minX, y: box.minY)) && isWithin(LabelPoint(x: box.maxX, y: box.maxY))
  }

  private var reach: LabelBox {
    LabelBox(
      minX: window.minX - Self.tolerance, minY: window.minY - Self.tolerance,
      maxX: window.maxX + Self.tolerance, maxY: window.maxY + Self.tolerance)
  }
}
