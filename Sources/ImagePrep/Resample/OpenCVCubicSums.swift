/// `INTER_CUBIC` of Intel's library IPP 2026.0 with AVX2, which OpenCV's packages call. The library has no source: its
/// weights and orders were found by measurement. It adds in other orders at the edge of the picture than inside of it,
/// and some of its products are not rounded before they are added.
struct OpenCVCubicSums: OpenCVSums {
  /// A sample for outputs inside of the picture, and for those at its edge.
  struct Between: BitwiseCopyable {
    var inner: Float
    var edge: Float
  }

  private let isGray: Bool

  init(_ method: OpenCVMethod, channels: Int) { isGray = channels == 1 }

  /// `a * b + c`, rounded once. The product is exact in 64 bits.
  private static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float {
    Float(Double(a) * Double(b) + Double(c))
  }

  func across(
    _ samples: UnsafePointer<UnsafePointer<UInt8>>, _ weights: UnsafePointer<Float>, taps: Int,
    count: Int, into target: UnsafeMutablePointer<Between>
  ) {
    let w = unsafe SIMD4(weights[0], weights[1], weights[2], weights[3])
    let rows = unsafe (samples[0], samples[1], samples[2], samples[3])
    for index in 0..<count {
      let v = unsafe SIMD4(
        Float(rows.0[index]), Float(rows.1[index]), Float(rows.2[index]), Float(rows.3[index]))
      let inner =
        isGray
        ? (v[0] * w[0] + v[1] * w[1]) + (v[2] * w[2] + v[3] * w[3])
        : Self.fused(v[0], w[0], v[3] * w[3]) + Self.fused(v[1], w[1], v[2] * w[2])
      let edge = Self.fused(v[3], w[3], Self.fused(v[2], w[2], Self.fused(v[0], w[0], v[1] * w[1])))
      unsafe target[index] = Between(inner: inner, edge: edge)
    }
  }

  func down(
    _ samples: UnsafePointer<UnsafePointer<Between>>, _ weights: UnsafePointer<Float>, taps: Int,
    others: UnsafePointer<UInt8>, isOther: Bool, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) {
    let w = unsafe SIMD4(weights[0], weights[1], weights[2], weights[3])
    let rows = unsafe (samples[0], samples[1], samples[2], samples[3])
    for index in 0..<count {
      let v = unsafe (rows.0[index], rows.1[index], rows.2[index], rows.3[index])
      let sum =
        unsafe isOther || others[index] != 0
        ? (v.0.edge * w[0] + v.2.edge * w[2]) + (v.1.edge * w[1] + v.3.edge * w[3])
        : Self.fused(v.0.inner, w[0], v.1.inner * w[1]) + Self.fused(v.2.inner, w[2], v.3.inner * w[3])
      unsafe target[index] = UInt8(rounding: sum)
    }
  }
}

/// `INTER_CUBIC` of OpenCV itself. Its SSE code adds eight samples at a time in floats. Those that remain at the right
/// are added as integers.
struct OpenCVSmallCubicSums: OpenCVSums {
  init(_ method: OpenCVMethod, channels: Int) {}

  func across(
    _ samples: UnsafePointer<UnsafePointer<UInt8>>, _ weights: UnsafePointer<Float>, taps: Int,
    count: Int, into target: UnsafeMutablePointer<Int32>
  ) {
    for index in 0..<count {
      var sum: Int32 = 0
      for tap in 0..<4 { sum &+= unsafe Int32(samples[tap][index]) &* Int32(weights[tap]) }
      unsafe target[index] = sum
    }
  }

  func down(
    _ samples: UnsafePointer<UnsafePointer<Int32>>, _ weights: UnsafePointer<Float>, taps: Int,
    others: UnsafePointer<UInt8>, isOther: Bool, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) {
    for index in 0..<count {
      if unsafe others[index] != 0 {
        var sum = 0
        for tap in 0..<4 { sum += unsafe Int(samples[tap][index]) * Int(weights[tap]) }
        unsafe target[index] = UInt8(clamping: (sum + 1 << 21) >> 22)
      } else {
        var sum: Float = 0
        for tap in (0..<4).reversed() {
          sum += unsafe Float(samples[tap][index]) * (weights[tap] / 4_194_304)
        }
        unsafe target[index] = UInt8(rounding: sum)
      }
    }
  }
}
