import ImagePrep
import Testing

@testable import ImagePrepBatch

@Suite("Labels move with their images")
struct LabelMoveTests {
  static func move(
    _ transform: AffineTransform, _ width: Double = 100, _ height: Double = 100,
    _ change: (inout RemapRules) -> Void = { _ in }
  ) -> LabelMove {
    var rules = RemapRules()
    change(&rules)
    let window = LabelBox(minX: 0, minY: 0, maxX: width, maxY: height)
    return LabelMove(transform: transform, window: window, rules: rules)
  }

  static func moved(_ verdict: LabelVerdict) throws -> MovedLabel {
    guard case .moved(let moved) = verdict else {
      Issue.record("dropped: \(verdict)")
      return MovedLabel(shape: LabelShape())
    }
    return moved
  }

  private static func box(_ x: Double, _ y: Double, _ right: Double, _ bottom: Double) -> LabelBox {
    LabelBox(minX: x, minY: y, maxX: right, maxY: bottom)
  }

  private static func polygon(_ numbers: Double...) -> LabelPolygon {
    LabelPolygon(
      points: stride(from: 0, to: numbers.count, by: 2).map { LabelPoint(x: numbers[$0], y: numbers[$0 + 1]) }
    )
  }

  /// A box of a stored picture of 100×60, from (10, 5) to (30, 20), where each turn puts it.
  @Test(
    "A box follows every orientation",
    arguments: zip(
      Orientation.allCases,
      [
        [10, 5, 30, 20], [70, 5, 90, 20], [70, 40, 90, 55], [10, 40, 30, 55],
        [5, 10, 20, 30], [40, 10, 55, 30], [40, 70, 55, 90], [5, 70, 20, 90],
      ] as [[Double]]))
  func orientations(_ orientation: Orientation, _ there: [Double]) throws {
    let transform = orientation.transform(ofStored: Size(width: 100, height: 60))
    let verdict = Self.move(transform).move(LabelShape(box: Self.box(10, 5, 30, 20)))
    let moved = try Self.moved(verdict)
    #expect(moved.shape.box == Self.box(there[0], there[1], there[2], there[3]))
    #expect(!moved.isClipped && moved.areaFactor == 1)
  }

  @Test(
    "Labels of the upright picture come to the same place as those of the stored one",
    arguments: Orientation.allCases)
  func upright(_ orientation: Orientation) throws {
    let stored = Size(width: 100, height: 60)
    let turn = orientation.transform(ofStored: stored)
    // The receipt of a run that crops 10 pixels from the left and doubles.
    let receipt = Receipt(
      input: "a", output: nil, stored: stored, orientation: orientation,
      result: Size(width: 500, height: 500),
      place: Self.box(0, 0, 500, 500), transform: turn.followed(by: AffineTransform(2, 0, -20, 0, 2, 0)))
    let here = LabelShape(box: Self.box(12, 15, 40, 50))
    var rules = RemapRules()
    rules.coordinates = .upright
    let moved = try Self.moved(receipt.move(rules).move(here))
    #expect(moved.shape.box == Self.box(4, 30, 60, 100))
    let size = receipt.labeledSize(.upright)
    #expect(size == (orientation.swapsAxes ? Size(width: 60, height: 100) : stored))
  }

  @Test("Cover crops, and its boxes are clipped; pad moves them; area follows")
  func geometry() throws {
    // 200×100 covers 50×50: half the size, 25 cropped from the left.
    let cover = Self.move(AffineTransform(0.5, 0, -25, 0, 0.5, 0), 50, 50)
    let part = try Self.moved(cover.move(LabelShape(box: Self.box(40, 20, 80, 60))))
    #expect(part.shape.box == Self.box(0, 10, 15, 30))
    // Three quarters of it stay, a quarter as large.
    #expect(part.isClipped && part.areaFactor == 0.1875)
    // 200×100 padded to 100×100: half the size, 25 down.
    var pad = Self.move(AffineTransform(0.5, 0, 0, 0, 0.5, 25))
    let whole = try Self.moved(pad.move(LabelShape(box: Self.box(0, 0, 200, 100))))
    #expect(whole.shape.box == Self.box(0, 25, 100, 75) && !whole.isClipped)
    // Padding is no part of the picture: what was cropped away does not appear in it.
    pad = LabelMove(transform: pad.transform, window: Self.box(0, 25, 100, 75), rules: RemapRules())
    let above = LabelShape(box: Self.box(0, -40, 20, 20))
    #expect(try Self.moved(pad.move(above)).shape.box == Self.box(0, 25, 10, 35))
    #expect(pad.move(LabelShape(box: Self.box(0, -40, 20, -1))) == .dropped(.outside))
  }

  @Test("A box outside is dropped, one that only touches too; others follow the rules")
  func rules() throws {
    let shift = AffineTransform(1, 0, -10, 0, 1, 0)
    let quarterLost = LabelShape(box: Self.box(0, 0, 40, 10))
    #expect(Self.move(shift).move(LabelShape(box: Self.box(0, 0, 10, 10))) == .dropped(.outside))
    #expect(Self.move(shift).move(LabelShape(box: Self.box(200, 0, 220, 10))) == .dropped(.outside))
    #expect(try Self.moved(Self.move(shift).move(quarterLost)).shape.box == Self.box(0, 0, 30, 10))
    #expect(Self.move(shift) { $0.outside = .drop }.move(quarterLost) == .dropped(.partlyOutside))
    #expect(Self.move(shift) { $0.minVisible = 0.76 }.move(quarterLost) == .dropped(.belowMinVisible))
    #expect(try Self.moved(Self.move(shift) { $0.minVisible = 0.75 }.move(quarterLost)).isClipped)
    let inside = LabelShape(box: Self.box(10, 0, 110, 100))
    #expect(try !Self.moved(Self.move(shift) { $0.outside = .drop }.move(inside)).isClipped)
    // A line has no area, and is seen where it lies.
    let line = LabelShape(box: Self.box(20, 5, 20, 15))
    #expect(
      try Self.moved(Self.move(shift) { $0.minVisible = 1 }.move(line)).shape.box == Self.box(10, 5, 10, 15))
  }

  @Test("Polygons are clipped at the edges, and those outside are gone")
  func polygons() throws {
    let identity = AffineTransform(1, 0, 0, 0, 1, 0)
    // A square that sticks out at the right, a triangle inside, one outside.
    let shape = LabelShape(polygons: [
      Self.polygon(90, 10, 110, 10, 110, 30, 90, 30), Self.polygon(0, 0, 10, 0, 0, 10),
      Self.polygon(200, 0, 210, 0, 200, 10),
    ])
    let moved = try Self.moved(Self.move(identity).move(shape))
    #expect(moved.shape.polygons.map(\.area) == [200, 50])
    #expect(Set(moved.shape.polygons[0].points.map(\.x)) == [90, 100])
    #expect(moved.shape.polygons[1] == shape.polygons[1])
    #expect(moved.isClipped && moved.areaFactor == nil)
    #expect(Self.move(identity).move(LabelShape(polygons: [shape.polygons[2]])) == .dropped(.outside))
    // 250 of 500 are left.
    #expect(Self.move(identity) { $0.minVisible = 0.51 }.move(shape) == .dropped(.belowMinVisible))
    #expect(try Self.moved(Self.move(identity) { $0.minVisible = 0.5 }.move(shape)).isClipped)
    // A diamond about the corner keeps a quarter: a triangle whose sides are 20 and 20.
    let diamond = Self.polygon(100, -20, 120, 0, 100, 20, 80, 0)
    let left = try Self.moved(Self.move(identity).move(LabelShape(polygons: [diamond])))
    #expect(left.shape.polygons.map(\.area) == [200])
  }

  @Test("Keypoints without a label stay so, and those that leave the picture lose theirs")
  func keypoints() throws {
    func point(_ x: Double, _ y: Double, _ visibility: Double?) -> LabelKeypoint {
      LabelKeypoint(point: LabelPoint(x: x, y: y), visibility: visibility)
    }
    let shift = AffineTransform(2, 0, -20, 0, 2, 0)
    let shape = LabelShape(keypoints: [point(30, 10, 2), point(0, 0, 0), point(5, 10, 1), point(60, 50, 1)])
    let moved = try Self.moved(Self.move(shift).move(shape))
    #expect(moved.shape.keypoints == [point(40, 20, 2), point(0, 0, 0), point(0, 0, 0), point(100, 100, 1)])
    #expect(moved.lostKeypoints == 1)
    let twoNumbers = LabelShape(keypoints: [point(30, 10, nil), point(0, 0, nil), point(5, 10, nil)])
    let pairs = try Self.moved(Self.move(shift).move(twoNumbers))
    #expect(pairs.shape.keypoints == [point(40, 20, nil), point(0, 0, nil), point(0, 0, nil)])
    #expect(Self.move(shift).move(LabelShape(keypoints: [point(1, 1, 2)])) == .dropped(.outside))
  }

  @Test("Random boxes come back through the inverse")
  func roundTrip() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let stored = Size(
        width: .random(in: 1...4000, using: &generator), height: .random(in: 1...4000, using: &generator))
      let orientation = try #require(Orientation.allCases.randomElement(using: &generator))
      let scale = AffineTransform(
        .random(in: 0.05...4, using: &generator), 0, .random(in: -500...500, using: &generator),
        0, .random(in: 0.05...4, using: &generator), .random(in: -500...500, using: &generator))
      let there = orientation.transform(ofStored: stored).followed(by: scale)
      let back = try #require(there.inverse)
      let (x, y) = (
        Double.random(in: 0...3000, using: &generator), Double.random(in: 0...3000, using: &generator)
      )
      let box = Self.box(
        x, y, x + .random(in: 0...900, using: &generator), y + .random(in: 0...900, using: &generator))
      let again = box.moved(by: there).moved(by: back)
      for side in [\LabelBox.minX, \.minY, \.maxX, \.maxY] {
        #expect(abs(again[keyPath: side] - box[keyPath: side]) < 1e-6)
      }
    }
  }

  @Test("Numbers are short decimals")
  func numbers() {
    let values: [(Double, String)] = [
      (0, "0"), (-0.0, "0"), (12, "12"), (12.5, "12.5"), (-0.25, "-0.25"), (1 / 3, "0.333333"),
      (99.9999999, "100"), (1e-7, "0"), (0.000001, "0.000001"), (65_535.125, "65535.125"),
    ]
    for (value, text) in values { #expect(NumberText.pixels(value) == text) }
    #expect(NumberText.parts(1 / 3) == "0.333333333")
  }
}
