import TestSupport
import Testing

@testable import ImagePrep

@Suite("Receipts: from the stored picture to the output")
struct ReceiptTests {
  private static func geometries() -> [Geometry] {
    var cropped = Geometry.fit(.max(300))
    cropped.crop = CropBox(x: .fraction(0.1), y: .pixels(7), width: .fraction(0.5), height: .fraction(0.25))
    var focused = Geometry.fit(.cover(width: 64, height: 96))
    focused.gravity = .focus(x: 0.2, y: 0.7)
    var canvas = Geometry.fit(.shortest(100))
    canvas.canvas = Size(width: 120, height: 90)
    return [
      .fit(.max(200)), cropped, focused, canvas, .fit(.pad(width: 80, height: 50)), .fit(.bucket(.sdxl)),
      .fit(.stretch(width: 10, height: 300)),
    ]
  }

  @Test("Corners of the kept part go to the corners of its place, for every orientation")
  func corners() throws {
    var generator = SeededGenerator(31)
    for geometry in Self.geometries() {
      for orientation in Orientation.allCases {
        let upright = Size(
          width: Int.random(in: 40...3000, using: &generator),
          height: Int.random(in: 40...3000, using: &generator))
        let plan = try SizeRuleTests.plan(upright, Options(geometry: geometry), orientation)
        let stored = orientation.apply(to: upright)
        // A point of the upright picture, and the same point where it is stored.
        for (right, down) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
          let scaledX = Double(plan.crop.x + right * plan.crop.size.width)
          let scaledY = Double(plan.crop.y + down * plan.crop.size.height)
          let x = Double(plan.region.x) + scaledX * Double(plan.region.size.width) / Double(plan.scaled.width)
          let y =
            Double(plan.region.y) + scaledY * Double(plan.region.size.height) / Double(plan.scaled.height)
          let point = Self.stored(x, y, orientation, stored)
          let there = plan.receipt(x: point.0, y: point.1)
          #expect(abs(there.x - Double(plan.placement.x + right * plan.placement.size.width)) < 1e-6)
          #expect(abs(there.y - Double(plan.placement.y + down * plan.placement.size.height)) < 1e-6)
          let inverse = try #require(plan.receipt.inverse)
          let back = inverse(x: there.x, y: there.y)
          #expect(abs(back.x - point.0) < 1e-6 && abs(back.y - point.1) < 1e-6)
        }
      }
    }
  }

  /// Where EXIF's table says that a point of the upright picture is stored.
  private static func stored(_ x: Double, _ y: Double, _ orientation: Orientation, _ size: Size) -> (
    Double, Double
  ) {
    let (width, height) = (Double(size.width), Double(size.height))
    return switch orientation {
    case .upright: (x, y)
    case .mirrored: (width - x, y)
    case .halfTurned: (width - x, height - y)
    case .flipped: (x, height - y)
    case .transposed: (y, x)
    case .quarterTurned: (y, height - x)
    case .transversed: (width - y, height - x)
    case .threeQuarterTurned: (width - y, x)
    }
  }

  @Test("A box outside of the picture is an error of the picture; one that no picture has, of the options")
  func boxes() throws {
    func plan(_ box: CropBox) throws -> Plan {
      var geometry = Geometry.fit(.max(nil))
      geometry.crop = box
      return try SizeRuleTests.plan(
        Size(width: 640, height: 427), Options(geometry: geometry, multiple: Multiple(width: 1, height: 1)))
    }
    let quarter = CropBox(x: .fraction(0.5), y: .fraction(0.5), width: .fraction(0.5), height: .fraction(0.5))
    #expect(try plan(quarter).region == Rectangle(x: 320, y: 214, size: Size(width: 320, height: 213)))
    // A part that is enlarged to the size of the whole is not the whole.
    var enlarged = Geometry.fit(.stretch(width: 640, height: 427))
    enlarged.crop = quarter
    #expect(try !SizeRuleTests.plan(Size(width: 640, height: 427), Options(geometry: enlarged)).keepsPixels)
    let outside = CropBox(x: .pixels(600), y: .pixels(0), width: .pixels(41), height: .pixels(1))
    #expect(throws: ImageError.self) { try plan(outside) }
    #expect(#expect(throws: ImageError.self) { try plan(outside) }?.code == .noSuchRegion)
    let empty = CropBox(x: .pixels(0), y: .pixels(0), width: .pixels(0), height: .pixels(1))
    #expect(#expect(throws: ImageError.self) { try plan(empty) }?.code == .invalidOptions)
  }
}
