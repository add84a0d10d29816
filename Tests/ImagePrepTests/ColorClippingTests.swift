import Foundation
import TestSupport
import Testing

@testable import ImagePrep

@Suite("Clipping of colors outside of RGB")
struct ColorClippingTests {
  /// Y, Cb and Cr of one pixel.
  private typealias YCbCr = (y: Double, b: Double, r: Double)

  /// The red, green and blue of JFIF and of WebP (ITU-R BT.601), in double precision, not clipped.
  private static func rgb(_ color: YCbCr, _ matrix: YCbCrMatrix) -> [Double] {
    let isFull = matrix == .fullRange
    let y: Double = isFull ? color.y : (color.y - 16) * 255 / 219
    let step: Double = isFull ? 1 : 255.0 / 224
    let b: Double = (color.b - 128) * step
    let r: Double = (color.r - 128) * step
    let red: Double = y + 1.402 * r
    let green: Double = y - 0.344136286 * b - 0.714136286 * r
    let blue: Double = y + 1.772 * b
    return [red, green, blue]
  }

  private static func clipped(_ rgb: [Double]) -> [Double] { rgb.map { min(255, max(0, $0)) } }

  private typealias Rows = [[UInt8]]

  /// Planes in rings.
  private static func planes(
    _ planes: [Rows], across: Int, down: Int, rowsPerBand: Int
  ) throws -> ([PlaneLayout], [RowRing]) {
    var layouts: [PlaneLayout] = []
    var rings: [RowRing] = []
    for (index, plane) in planes.enumerated() {
      let layout = PlaneLayout(
        width: plane[0].count, height: plane.count, rowBytes: plane[0].count,
        rowsPerBand: index == 0 ? down * rowsPerBand : rowsPerBand,
        horizontalPitch: index == 0 ? 1 : Double(across), verticalPitch: index == 0 ? 1 : Double(down))
      let ring = try RowRing(rowBytes: layout.rowBytes, capacity: layout.height)
      for (row, samples) in plane.enumerated() {
        let target = unsafe ring.row(row)
        for x in samples.indices { unsafe target[x] = samples[x] }
      }
      ring.append(plane.count)
      layouts.append(layout)
      rings.append(ring)
    }
    return (layouts, rings)
  }

  /// Planes in rings, clipped.
  private static func clip(
    _ y: Rows, _ b: Rows, _ r: Rows, across: Int, down: Int, _ matrix: YCbCrMatrix
  ) throws -> [Rows] {
    let (layouts, rings) = try planes([y, b, r], across: across, down: down, rowsPerBand: b.count)
    try ColorClipping(layouts, matrix, mayKeepMoves: false).clip(rings)
    var results: [Rows] = []
    for (ring, layout) in zip(rings, layouts) {
      var rows: Rows = []
      for row in 0..<layout.height {
        let samples = unsafe UnsafeBufferPointer(start: ring.row(row), count: layout.width)
        rows.append(unsafe Array(samples))
      }
      results.append(rows)
    }
    return results
  }

  private static func noise(
    _ width: Int, _ height: Int, _ generator: inout SeededGenerator
  ) -> Rows {
    var rows: Rows = []
    for _ in 0..<height {
      var row: [UInt8] = []
      for _ in 0..<width { row.append(UInt8.random(in: 0...255, using: &generator)) }
      rows.append(row)
    }
    return rows
  }

  @Test(
    "Where each pixel has its own chroma, it becomes the nearest color of RGB",
    arguments: [
      YCbCrMatrix.fullRange, .studioRange,
    ])
  func ownChroma(_ matrix: YCbCrMatrix) throws {
    var generator = SeededGenerator(21)
    let (width, height) = (203, 40)
    let y = Self.noise(width, height, &generator)
    let b = Self.noise(width, height, &generator)
    let r = Self.noise(width, height, &generator)
    let result = try Self.clip(y, b, r, across: 1, down: 1, matrix)
    for row in 0..<height {
      for x in 0..<width {
        let before: YCbCr = (Double(y[row][x]), Double(b[row][x]), Double(r[row][x]))
        let after: YCbCr = (Double(result[0][row][x]), Double(result[1][row][x]), Double(result[2][row][x]))
        let unclipped: [Double] = Self.rgb(before, matrix)
        let expected: [Double] = Self.clipped(unclipped)
        // Half a level of each component, times its factor, and half a level of the decoder's own rounding.
        let result: [Double] = Self.rgb(after, matrix)
        let difference = (0..<3).reduce(0.0) { max($0, abs(result[$1] - expected[$1])) }
        #expect(difference <= 2.2, "\(before) became \(after)")
        if unclipped.allSatisfy({ $0 > 1 && $0 < 254 }) { #expect(before == after) }
      }
    }
  }

  @Test("Chroma that four pixels share moves by their mean")
  func sharedChroma() throws {
    // Chroma is the same everywhere, so that nothing lies between samples.
    for (b, r) in [(UInt8(90), UInt8(240)), (220, 60), (255, 128), (10, 20), (128, 128), (128, 160)] {
      var generator = SeededGenerator(UInt64(b))
      let y = Self.noise(100, 8, &generator)
      func chroma(_ value: UInt8) -> Rows {
        Rows(repeating: [UInt8](repeating: value, count: 50), count: 4)
      }
      let result = try Self.clip(y, chroma(b), chroma(r), across: 2, down: 2, .fullRange)
      for row in 0..<4 {
        for x in 0..<50 {
          var bSum = 0.0
          var rSum = 0.0
          for index in 0..<4 {
            let (line, column) = (2 * row + index / 2, 2 * x + index % 2)
            let luma = Double(y[line][column])
            let rgb: [Double] = Self.rgb((luma, Double(b), Double(r)), .fullRange)
            let inside: [Double] = Self.clipped(rgb)
            let red: Double = inside[0] - rgb[0]
            let green: Double = inside[1] - rgb[1]
            let blue: Double = inside[2] - rgb[2]
            let gray: Double = 0.299 * red + 0.587 * green + 0.114 * blue
            #expect(abs(Double(result[0][line][column]) - luma - gray) <= 1)
            bSum += (blue - gray) / 1.772
            rSum += (red - gray) / 1.402
          }
          let bExpected: Double = min(255, max(0, Double(b) + bSum / 4))
          let rExpected: Double = min(255, max(0, Double(r) + rSum / 4))
          #expect(abs(Double(result[1][row][x]) - bExpected) <= 1)
          #expect(abs(Double(result[2][row][x]) - rExpected) <= 1)
        }
      }
    }
  }

  @Test("Where much is outside of RGB, the moves of chroma are kept with their fractions")
  func keptMoves() throws {
    var generator = SeededGenerator(5)
    let (width, bandRows) = (100, 2)
    let y = Self.noise(width, 8, &generator)
    let (b, r) = (UInt8(90), UInt8(240))
    let chroma = [b, r].map { Rows(repeating: [UInt8](repeating: $0, count: width / 2), count: 4) }
    let (layouts, rings) = try Self.planes([y] + chroma, across: 2, down: 2, rowsPerBand: bandRows)
    let clipping = try ColorClipping(layouts, .fullRange, mayKeepMoves: true)
    try clipping.clip(rings)
    let moves = try #require(clipping.moves)
    // Of the first band nothing is known. In the second, chroma stays.
    #expect(unsafe rings[1].row(0)[0] != b && rings[1].row(2)[0] == b && rings[2].row(3)[49] == r)
    #expect(moves.end == 4)
    var sumOfErrors = 0.0
    for row in 2..<4 {
      let kept = unsafe try [#require(moves.row(0, row)), #require(moves.row(1, row))]
      for x in 0..<width / 2 {
        var expected = [0.0, 0.0]
        for index in 0..<4 {
          let luma = Double(y[2 * row + index / 2][2 * x + index % 2])
          // A decoder rounds first.
          let rgb: [Double] = Self.rgb((luma, Double(b), Double(r)), .fullRange).map { $0.rounded() }
          let change = zip(Self.clipped(rgb), rgb).map { $0 - $1 }
          let gray: Double = 0.299 * change[0] + 0.587 * change[1] + 0.114 * change[2]
          expected[0] += (change[2] - gray) / 1.772 / 4
          expected[1] += (change[0] - gray) / 1.402 / 4
        }
        for plane in 0..<2 {
          let error = abs(Double(unsafe kept[plane][x]) / 16 - expected[plane])
          #expect(error <= 0.5)
          sumOfErrors += error
        }
      }
    }
    // Rounded to whole levels, they would be 0.25 away in the mean.
    #expect(sumOfErrors / Double(2 * width) < 0.1)
    // The addresses above are those of their memory.
    withExtendedLifetime((rings, clipping, moves)) {}
  }

  @Test("Gray is never moved, black and white included")
  func gray() throws {
    var y: Rows = []
    for row in 0..<6 { y.append((0..<70).map { UInt8(truncatingIfNeeded: 43 * row + 5 * $0) }) }
    let chroma = Rows(repeating: [UInt8](repeating: 128, count: 35), count: 3)
    let result = try Self.clip(y, chroma, chroma, across: 2, down: 2, .fullRange)
    #expect(result == [y, chroma, chroma])
  }

  @Test(
    "A photograph with blown colors is as near to exact as any other",
    arguments: [
      "blown-lights.jpg", "neon.jpg", "neon-422.jpg", "neon-444.jpg", "dark-noise.jpg", "neon.webp",
    ])
  func photographs(_ name: String) throws {
    let image = try #require(TestImage.named(name))
    let size = Size(width: image.size.width * 10 / 39, height: image.size.height * 10 / 39)
    var options = Options(
      geometry: .fit(.stretch(width: size.width, height: size.height)),
      multiple: Multiple(width: 1, height: 1))
    options.color = .keep
    let balanced = try Normalizer(options).normalize(contentsOf: image.path).pixels
    // An independent decoder's pixels, which are clipped at full size, scaled in Pillow's arithmetic.
    options.decode = .exact
    let exact = try Normalizer(options).normalize(image.expected()).pixels
    let decibels = 10 * log10(255 * 255 / balanced.meanSquaredError(from: exact))
    // 39 to 46 dB, where planes are resampled before they are clipped.
    #expect(decibels >= 52, "\(decibels)")
  }
}
