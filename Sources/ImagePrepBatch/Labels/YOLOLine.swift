import ImagePrep

/// The keypoints on a line of a pose data set.
public struct YOLOKeypoints: Sendable, Equatable {
  public var count: Int
  /// The numbers of a keypoint: 2 (x y) or 3 (x y v). Nil accepts both.
  public var numbers: Int?

  public init(count: Int, numbers: Int? = nil) {
    self.count = count
    self.numbers = numbers
  }
}

/// A line of a label file. Its numbers are parts of the picture's sides.
struct YOLOLine {
  /// As it is spelled.
  let category: Substring
  /// In pixels.
  let shape: LabelShape

  /// - Parameters:
  ///   - size: Of the labeled picture.
  ///   - keypoints: Nil for lines of boxes and polygons.
  /// - Returns: Nil for an empty line. A text if the line is wrong.
  static func read(
    _ line: Substring, of size: Size, _ keypoints: YOLOKeypoints?
  ) -> Result<YOLOLine?, YOLOFault> {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let category = words.first else { return .success(nil) }
    let numbers = words.compactMap { Double($0) }.filter { abs($0) < LabelPoint.limit }
    guard numbers.count == words.count else {
      let word = words.first { Double($0).map { abs($0) < LabelPoint.limit } != true } ?? ""
      return .failure(YOLOFault(text: "'\(word)' is no number, or too large a one"))
    }
    let values = Array(numbers.dropFirst())
    let shape = keypoints.map { pose(values, size, $0) } ?? boxOrPolygon(values, size)
    return shape.map { .success(YOLOLine(category: category, shape: $0)) }
      ?? .failure(YOLOFault(text: "\(words.count) numbers are \(expectation(keypoints))"))
  }

  private static func expectation(_ keypoints: YOLOKeypoints?) -> String {
    guard let keypoints else {
      return
        "neither a box (class cx cy w h) nor a polygon (class and at least 3 points); --keypoints is for poses"
    }
    let counts = [2, 3].filter { keypoints.numbers ?? $0 == $0 }.map { "\(5 + keypoints.count * $0)" }
    return "no pose of \(keypoints.count) keypoints, which has \(counts.joined(separator: " or "))"
  }

  private static func box(_ values: ArraySlice<Double>, _ size: Size) -> LabelBox? {
    let (width, height) = (Double(size.width), Double(size.height))
    let values = Array(values)
    guard values[2] >= 0, values[3] >= 0 else { return nil }
    return LabelBox(
      minX: (values[0] - values[2] / 2) * width, minY: (values[1] - values[3] / 2) * height,
      maxX: (values[0] + values[2] / 2) * width, maxY: (values[1] + values[3] / 2) * height)
  }

  private static func boxOrPolygon(_ values: [Double], _ size: Size) -> LabelShape? {
    if values.count == 4 { return box(values[...], size).map { LabelShape(box: $0) } }
    guard values.count >= 6, values.count % 2 == 0 else { return nil }
    return LabelShape(polygons: [
      LabelPolygon(points: stride(from: 0, to: values.count, by: 2).map { point(values, $0, size) })
    ])
  }

  private static func pose(_ values: [Double], _ size: Size, _ keypoints: YOLOKeypoints) -> LabelShape? {
    guard let numbers = [2, 3].first(where: { values.count == 4 + keypoints.count * $0 }),
      keypoints.numbers ?? numbers == numbers, let box = box(values[..<4], size)
    else { return nil }
    return LabelShape(
      box: box,
      keypoints: stride(from: 4, to: values.count, by: numbers).map {
        LabelKeypoint(point: point(values, $0, size), visibility: numbers == 3 ? values[$0 + 2] : nil)
      })
  }

  private static func point(_ values: [Double], _ index: Int, _ size: Size) -> LabelPoint {
    LabelPoint(x: values[index] * Double(size.width), y: values[index + 1] * Double(size.height))
  }

  /// The lines of the moved label: one for each polygon.
  static func text(_ category: Substring, _ shape: LabelShape, in size: Size) -> [String] {
    func parts(_ x: Double, _ y: Double) -> [String] {
      [NumberText.parts(x / Double(size.width)), NumberText.parts(y / Double(size.height))]
    }
    func line(_ numbers: [String]) -> String { ([String(category)] + numbers).joined(separator: " ") }
    guard let box = shape.box else {
      return shape.polygons.map { line($0.points.flatMap { parts($0.x, $0.y) }) }
    }
    let keypoints = shape.keypoints.flatMap {
      parts($0.point.x, $0.point.y) + ($0.visibility.map { [NumberText.parts($0)] } ?? [])
    }
    let center = parts((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2)
    return [line(center + parts(box.width, box.height) + keypoints)]
  }
}

struct YOLOFault: Error {
  let text: String
}
