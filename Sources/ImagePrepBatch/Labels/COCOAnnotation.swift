import ImagePrep

/// The fields of an annotation that are read. All others stay as they are.
struct COCOAnnotation: Decodable {
  var bbox: [Double]?
  var segmentation: Segmentation?
  var keypoints: [Double]?
  var area: Double?
  var segmentsInfo: Anything?

  enum CodingKeys: String, CodingKey {
    case bbox, segmentation, keypoints, area
    case segmentsInfo = "segments_info"
  }

  enum Segmentation: Decodable {
    case polygons([[Double]])
    /// Run lengths of a mask.
    case runs

    init(from decoder: any Decoder) throws {
      if (try? decoder.container(keyedBy: RunKeys.self)) != nil {
        self = .runs
      } else {
        self = .polygons(try decoder.singleValueContainer().decode([[Double]].self))
      }
    }

    private enum RunKeys: CodingKey { case counts, size }
  }

  struct Anything: Decodable { init(from decoder: any Decoder) {} }

  /// Why it cannot be moved; nil if it can.
  var obstacle: String? {
    if case .runs? = segmentation { return "run lengths (RLE) cannot be moved" }
    if segmentsInfo != nil { return "the segments of a panoptic mask cannot be moved" }
    if let bbox, ![0, 4].contains(bbox.count) { return "a bbox of \(bbox.count) numbers cannot be moved" }
    return nil
  }

  /// Nil if nothing in it is a place in the picture.
  var shape: LabelShape? {
    var shape = LabelShape()
    if let bbox, bbox.count == 4 {
      shape.box = LabelBox(minX: bbox[0], minY: bbox[1], maxX: bbox[0] + bbox[2], maxY: bbox[1] + bbox[3])
    }
    if case .polygons(let polygons)? = segmentation {
      shape.polygons = polygons.map { numbers in
        LabelPolygon(
          points: stride(from: 0, to: numbers.count - 1, by: 2).map {
            LabelPoint(x: numbers[$0], y: numbers[$0 + 1])
          })
      }
    }
    if let keypoints {
      shape.keypoints = stride(from: 0, to: keypoints.count - 2, by: 3).map {
        LabelKeypoint(
          point: LabelPoint(x: keypoints[$0], y: keypoints[$0 + 1]), visibility: keypoints[$0 + 2])
      }
    }
    return shape == LabelShape() ? nil : shape
  }

  /// What is wrong with its numbers; nil if nothing is.
  var fault: String? {
    var numbers = (bbox ?? []) + (keypoints ?? []) + [area].compactMap(\.self)
    if case .polygons(let polygons)? = segmentation { numbers += polygons.joined() }
    if let number = numbers.first(where: { abs($0) >= LabelPoint.limit }) {
      return "\(number) is too large for a place in a picture"
    }
    if let bbox, bbox.count == 4, bbox[2] < 0 || bbox[3] < 0 { return "bbox: a side is negative" }
    if case .polygons(let polygons)? = segmentation {
      for (index, numbers) in polygons.enumerated() where numbers.count % 2 != 0 || numbers.count < 6 {
        return "segmentation[\(index)]: \(numbers.count) numbers are no polygon"
      }
    }
    if let keypoints, keypoints.count % 3 != 0 {
      return "keypoints: \(keypoints.count) numbers are no list of x, y, v"
    }
    return nil
  }
}

/// The moved fields of an annotation as text.
struct MovedCOCOFields {
  private let moved: MovedLabel
  /// Between the numbers of an array.
  private let comma: String

  init(_ moved: MovedLabel, comma: String) {
    self.moved = moved
    self.comma = comma
  }

  /// The new text of a field; nil if it stays.
  func text(of name: String, _ annotation: COCOAnnotation) -> String? {
    switch name {
    case "bbox": return moved.shape.box.map(box)
    case "segmentation":
      guard !moved.shape.polygons.isEmpty else { return nil }
      return
        "[\(moved.shape.polygons.map { list($0.points.flatMap { [$0.x, $0.y] }) }.joined(separator: comma))]"
    case "keypoints":
      guard !moved.shape.keypoints.isEmpty else { return nil }
      return list(moved.shape.keypoints.flatMap { [$0.point.x, $0.point.y, $0.visibility ?? 0] })
    case "num_keypoints":
      guard !moved.shape.keypoints.isEmpty else { return nil }
      return "\(moved.shape.keypoints.count(where: \.isLabeled))"
    case "area":
      let polygons = moved.shape.polygons.reduce(0) { $0 + $1.area }
      return annotation.area.map { area in NumberText.pixels(moved.areaFactor.map { area * $0 } ?? polygons) }
    default: return nil
    }
  }

  /// Edges are rounded before their difference, so that a box at the picture's edge ends there.
  private func box(_ box: LabelBox) -> String {
    let edges = [box.minX, box.minY, box.maxX, box.maxY].map(NumberText.pixels.rounded)
    return list([edges[0], edges[1], edges[2] - edges[0], edges[3] - edges[1]])
  }

  private func list(_ numbers: [Double]) -> String {
    "[\(numbers.map { NumberText.pixels($0) }.joined(separator: comma))]"
  }
}
