/// The sums of one of OpenCV's methods: first across the upright picture, then down it. All add in OpenCV's order.
protocol OpenCVSums {
  /// What a sample is between the passes.
  associatedtype Between: BitwiseCopyable

  init(_ method: OpenCVMethod, channels: Int)

  /// Adds up `count` samples beside each other.
  ///
  /// - Parameter samples: The address of each tap's first sample.
  func across(
    _ samples: UnsafePointer<UnsafePointer<UInt8>>, _ weights: UnsafePointer<Float>, taps: Int,
    count: Int, into target: UnsafeMutablePointer<Between>)

  /// - Parameters:
  ///   - others: Not 0 for each sample that lies in a column that is computed in the other way.
  ///   - isOther: True if the row is.
  func down(
    _ samples: UnsafePointer<UnsafePointer<Between>>, _ weights: UnsafePointer<Float>, taps: Int,
    others: UnsafePointer<UInt8>, isOther: Bool, count: Int, into target: UnsafeMutablePointer<UInt8>)
}

extension UInt8 {
  /// The nearest byte; halves become even.
  init(rounding value: Float) {
    self = UInt8(Swift.min(Swift.max(value.rounded(.toNearestOrEven), 0), 255))
  }
}

/// `INTER_LINEAR`: the first pass keeps 11 fractional bits. The second drops four of them.
struct OpenCVLinearSums: OpenCVSums {
  init(_ method: OpenCVMethod, channels: Int) {}

  func across(
    _ samples: UnsafePointer<UnsafePointer<UInt8>>, _ weights: UnsafePointer<Float>, taps: Int,
    count: Int, into target: UnsafeMutablePointer<Int32>
  ) {
    let (first, second) = unsafe (samples[0], samples[1])
    let (near, far) = unsafe (Int32(weights[0]), Int32(weights[1]))
    for index in 0..<count {
      unsafe target[index] = Int32(first[index]) &* near &+ Int32(second[index]) &* far
    }
  }

  func down(
    _ samples: UnsafePointer<UnsafePointer<Int32>>, _ weights: UnsafePointer<Float>, taps: Int,
    others: UnsafePointer<UInt8>, isOther: Bool, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) {
    let (first, second) = unsafe (samples[0], samples[1])
    let (near, far) = unsafe (Int32(weights[0]), Int32(weights[1]))
    for index in 0..<count {
      let sum = unsafe (near &* (first[index] >> 4)) >> 16 &+ (far &* (second[index] >> 4)) >> 16
      unsafe target[index] = UInt8(clamping: (sum &+ 2) >> 2)
    }
  }
}

/// `INTER_AREA` of whole pixels: sums of integers. The mean of 2×2 is rounded half up, any other half to even.
struct OpenCVWholeAreaSums: OpenCVSums {
  private let isQuad: Bool
  private let factor: Float

  init(_ method: OpenCVMethod, channels: Int) {
    var (columns, rows) = (1, 1)
    if case .wholeArea(let wide, let high) = method { (columns, rows) = (wide, high) }
    isQuad = columns == 2 && rows == 2
    factor = 1 / Float(columns * rows)
  }

  func across(
    _ samples: UnsafePointer<UnsafePointer<UInt8>>, _ weights: UnsafePointer<Float>, taps: Int,
    count: Int, into target: UnsafeMutablePointer<Int32>
  ) {
    unsafe target.update(repeating: 0, count: count)
    for tap in 0..<taps {
      let row = unsafe samples[tap]
      for index in 0..<count { unsafe target[index] &+= Int32(row[index]) }
    }
  }

  func down(
    _ samples: UnsafePointer<UnsafePointer<Int32>>, _ weights: UnsafePointer<Float>, taps: Int,
    others: UnsafePointer<UInt8>, isOther: Bool, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) {
    for index in 0..<count {
      var sum = 0
      for tap in 0..<taps { sum &+= unsafe Int(samples[tap][index]) }
      unsafe target[index] = isQuad ? UInt8(clamping: (sum + 2) >> 2) : UInt8(rounding: Float(sum) * factor)
    }
  }
}

/// `INTER_AREA` of boxes that may begin and end inside a pixel.
struct OpenCVAreaSums: OpenCVSums {
  init(_ method: OpenCVMethod, channels: Int) {}

  func across(
    _ samples: UnsafePointer<UnsafePointer<UInt8>>, _ weights: UnsafePointer<Float>, taps: Int,
    count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    unsafe target.update(repeating: 0, count: count)
    for tap in 0..<taps {
      let (row, weight) = unsafe (samples[tap], weights[tap])
      for index in 0..<count { unsafe target[index] += Float(row[index]) * weight }
    }
  }

  func down(
    _ samples: UnsafePointer<UnsafePointer<Float>>, _ weights: UnsafePointer<Float>, taps: Int,
    others: UnsafePointer<UInt8>, isOther: Bool, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) {
    for index in 0..<count {
      var sum: Float = 0
      for tap in 0..<taps { sum += unsafe weights[tap] * samples[tap][index] }
      unsafe target[index] = UInt8(rounding: sum)
    }
  }
}
