/// Converts four inks to RGB. Little CMS gives the colors at the points of a grid; between them we interpolate.
///
/// Little CMS itself interpolates in such a grid: linearly between two values of the first ink, and at each of them in
/// one of the six tetrahedra of the cube of the other three inks. It finds the tetrahedron by branches, which
/// photographs make hard to predict. We sort the three distances without branches, which takes a fifth of the time.
struct InkTable: PixelConversion {
  /// Points along each ink, as many as Little CMS has for four inks.
  private static let points = 17
  private static let steps = points - 1
  /// The distance in `colors` between neighboring points along each of the four inks.
  private static let strides = [points * points * points, points * points, points, 1]

  /// RGB in the first three lanes, divided by 255², because each value is multiplied by two weights in parts of 255.
  private let colors: AlignedStorage

  /// The place of an ink's value between two points of the grid.
  private struct Place: Sendable {
    /// The ink's share of the index of the point before the value.
    let index: Int32
    /// Upper 16 bits: the distance from that point in parts of 255, a whole number for every 8-bit value. Lower 16
    /// bits: the ink's stride. As one number, places of several inks are easy to sort.
    let distanceAndStride: Int32
  }

  /// The places of the 256 values of the first ink, then of the second, third and fourth.
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
  ///   - from: Four inks a pixel; 255 is no ink.
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

        // A float this large has no room for a fraction, so adding it rounds. No value is below 0 or rounds above 255.
        let rounded = unsafe unsafeBitCast(color + SIMD4(repeating: 0x1p23), to: SIMD4<UInt32>.self)
        for channel in 0..<3 {
          unsafe target[3 * x + channel] = UInt8(truncatingIfNeeded: rounded[channel])
        }
      }
    }
  }

  /// The four corners from a point of the grid to the opposite corner of its cube, and their weights. The steps between
  /// them follow the inks by distance, the farthest first.
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
