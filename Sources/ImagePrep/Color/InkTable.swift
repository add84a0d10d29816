/// What Little CMS makes of the four inks, at the points of a grid; between them it is interpolated here.
///
/// Little CMS does the same with such a grid of its own: along a line between two values of the first ink, and at both
/// within that one of a cube's six tetrahedra where the other three lie. It finds the tetrahedron by branches, which
/// photographs mispredict. Here the three distances are sorted, without a branch, in a fifth of the time.
struct InkTable: PixelConversion {
  /// As many to a side as Little CMS has for four inks.
  private static let points = 17
  private static let steps = points - 1
  /// How far apart in `colors` the points are that follow each other in the first, second, third and fourth ink.
  private static let strides = [points * points * points, points * points, points, 1]

  /// RGB in the first three lanes, each divided by the square of 255: two weights in parts of 255 make it whole again.
  private let colors: AlignedStorage

  /// Where a value of an ink lies between two points of the grid.
  private struct Place: Sendable {
    /// What it adds to the index of the point before it.
    let index: Int32
    /// Parts of 255 from that point to the next, which are whole numbers for every value of 8 bits, in the upper 16
    /// bits; the ink's stride in the lower ones. Places of several inks are sorted as one number each.
    let distanceAndStride: Int32
  }

  /// Of the 256 values of the first ink, then of the second, third and fourth.
  private static let places = strides.flatMap { stride in
    (0...255).map { value in
      let point = min(value * steps / 255, steps - 1)
      let distance = value * steps - point * 255
      return Place(index: Int32(point * stride), distanceAndStride: Int32(distance << 16 | stride))
    }
  }

  /// - Parameter transform: From `lcms_cmyk_16` to `lcms_rgb_16`.
  init(_ transform: ICCTransform) throws(ImageError) {
    let count = Self.points * Self.points * Self.points * Self.points
    colors = try AlignedStorage(byteCount: count * MemoryLayout<SIMD4<Float>>.stride)
    unsafe Self.fill(colors.elements(of: SIMD4<Float>.self), from: transform)
  }

  private static func fill(_ colors: UnsafeMutablePointer<SIMD4<Float>>, from transform: ICCTransform) {
    let levels = (0...steps).map { UInt16((Double($0) * 65535 / Double(steps)).rounded()) }
    let pairs = levels.flatMap { first in levels.map { (first, $0) } }
    var index = 0
    var rgb = [UInt16](repeating: 0, count: 3 * pairs.count)
    for (first, second) in pairs {
      let inks = pairs.flatMap { third, fourth in [first, second, third, fourth] }
      unsafe transform.run(inks, to: &rgb, pixels: pairs.count)
      for pixel in pairs.indices {
        let color = SIMD4(Float(rgb[3 * pixel]), Float(rgb[3 * pixel + 1]), Float(rgb[3 * pixel + 2]), 0)
        unsafe colors[index] = color / (257 * 255 * 255)
        index += 1
      }
    }
  }

  /// - Parameters:
  ///   - from: Four inks a pixel; 255 is none.
  ///   - target: Room for RGB.
  func convert(_ from: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, pixels: Int) {
    let colors = unsafe colors.elements(of: SIMD4<Float>.self)
    unsafe Self.places.withUnsafeBufferPointer { places in
      guard let places = places.baseAddress else { return }
      for x in 0..<pixels {
        let first = unsafe places[Int(from[4 * x])]
        let second = unsafe places[256 + Int(from[4 * x + 1])]
        let third = unsafe places[512 + Int(from[4 * x + 2])]
        let fourth = unsafe places[768 + Int(from[4 * x + 3])]
        let point = unsafe colors + Int(first.index &+ second.index &+ third.index &+ fourth.index)

        let tetrahedron = Tetrahedron(second, third, fourth)
        let before = unsafe tetrahedron.color(point)
        let after = unsafe tetrahedron.color(point + Self.points * Self.points * Self.points)
        let distance = Float(first.distanceAndStride >> 16)
        let color = before * (255 - distance) + after * distance

        // In so large a float the fraction has no room, and is rounded away. None is below 0 or rounds to above 255.
        let rounded = unsafe unsafeBitCast(color + SIMD4(repeating: 0x1p23), to: SIMD4<UInt32>.self)
        for channel in 0..<3 {
          unsafe target[3 * x + channel] = UInt8(truncatingIfNeeded: rounded[channel])
        }
      }
    }
  }

  /// The way from a point of the grid to the opposite corner of its cube, along the ink first in which the color is farthest
  /// from it; and the weights of the four corners on it.
  private struct Tetrahedron {
    private let corners: (Int, Int, Int)
    private let weights: SIMD4<Float>

    @inline(__always)
    init(_ a: Place, _ b: Place, _ c: Place) {
      let (large, small) = (
        max(a.distanceAndStride, b.distanceAndStride), min(a.distanceAndStride, b.distanceAndStride)
      )
      let rest = min(large, c.distanceAndStride)
      let far = max(large, c.distanceAndStride)
      let (middle, near) = (max(small, rest), min(small, rest))

      let one = Int(far & 0xFFFF)
      let two = one + Int(middle & 0xFFFF)
      corners = (one, two, two + Int(near & 0xFFFF))
      let distances = SIMD4(255, far >> 16, middle >> 16, near >> 16)
      weights = SIMD4<Float>(distances &- SIMD4(far >> 16, middle >> 16, near >> 16, 0))
    }

    @inline(__always)
    func color(_ point: UnsafePointer<SIMD4<Float>>) -> SIMD4<Float> {
      unsafe point[0] * weights.x + point[corners.0] * weights.y
        + (point[corners.1] * weights.z + point[corners.2] * weights.w)
    }
  }
}
