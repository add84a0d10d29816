/// The source samples of one output on an upright axis, and their weights, as OpenCV computes them.
struct OpenCVTaps {
  /// Called with each tap: the source's index and the weight.
  typealias Take = (Int, Float) -> Void

  let method: OpenCVMethod
  /// True for the axis that runs along the upright rows.
  let isAcross: Bool
  /// Samples of the source, and of the whole result.
  let source: Int
  let scaled: Int

  /// - Returns: True if OpenCV computes the output in its other way: where a window of `cubic` leaves the picture.
  func taps(of output: Int, _ take: Take) -> Bool {
    let scale = OpenCVMethod.scale(source, scaled)
    switch method {
    case .linear: linear(output, scale, take)
    case .areaLinear: areaLinear(output, scale, take)
    case .wholeArea:
      let width = Int(scale.rounded(.toNearestOrEven))
      for tap in 0..<width { take(output * width + tap, 1) }
    case .area: area(output, scale, take)
    case .cubic: return cubic(output, take)
    case .smallCubic: smallCubic(output, scale, take)
    }
    return false
  }

  /// A weight as a whole number of 2048ths.
  private static func whole(_ weight: Float) -> Float { (weight * 2048).rounded(.toNearestOrEven) }

  /// Two neighbors. Beside the picture, the sample at its edge counts alone. Above and below, it counts twice, and both
  /// products are rounded.
  private func pair(_ start: Int, _ fraction: Float, _ take: Take) {
    let isInside = start >= 0 && start < source - 1
    let fraction = isInside || !isAcross ? fraction : 0
    take(min(max(start, 0), source - 1), Self.whole(1 - fraction))
    take(min(max(start + 1, 0), source - 1), Self.whole(fraction))
  }

  private func linear(_ output: Int, _ scale: Double, _ take: Take) {
    let center = Float((Double(output) + 0.5) * scale - 0.5)
    let start = center.rounded(.down)
    pair(Int(start), center - start, take)
  }

  private func areaLinear(_ output: Int, _ scale: Double, _ take: Take) {
    let start = Int((Double(output) * scale).rounded(.down))
    let inverse = Double(scaled) / Double(source)
    let fraction = Float(Double(output + 1) - Double(start + 1) * inverse)
    pair(start, fraction <= 0 ? 0 : fraction - fraction.rounded(.down), take)
  }

  /// A box of `scale` samples. Parts of a thousandth of a sample and less do not count.
  private func area(_ output: Int, _ scale: Double, _ take: Take) {
    let start = Double(output) * scale
    let end = start + scale
    let width = min(scale, Double(source) - start)
    let last = min(Int(end.rounded(.down)), source - 1)
    let first = min(Int(start.rounded(.up)), last)
    if Double(first) - start > 1e-3 { take(first - 1, Float((Double(first) - start) / width)) }
    for index in first..<last { take(index, Float(1 / width)) }
    if end - Double(last) > 1e-3 { take(last, Float(min(min(end - Double(last), 1), width) / width)) }
  }

  /// IPP has the place between two samples as a 32-bit float, plus 1. It computes the weights in 64 bits.
  private func cubic(_ output: Int, _ take: Take) -> Bool {
    let center = (Double(output) + 0.5) * (Double(source) / Double(scaled)) - 0.5
    let start = center.rounded(.down)
    let first = Int(start)
    let x = Double(1 + Float(center - start) - 1)
    let a = -0.75
    let y = 1 - x
    let weights = [
      ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a,
      ((a + 2) * x - (a + 3)) * x * x + 1,
      ((a + 2) * y - (a + 3)) * y * y + 1,
      ((a * (y + 1) - 5 * a) * (y + 1) + 8 * a) * (y + 1) - 4 * a,
    ]
    for (tap, weight) in weights.enumerated() {
      take(min(max(first - 1 + tap, 0), source - 1), Float(weight))
    }
    return first < 1 || first >= source - 2
  }

  /// OpenCV's own cubic weights, in 32-bit floats, rounded to 2048ths.
  private func smallCubic(_ output: Int, _ scale: Double, _ take: Take) {
    let center = Float((Double(output) + 0.5) * scale - 0.5)
    let start = center.rounded(.down)
    let x = center - start
    let a: Float = -0.75
    let y = 1 - x
    let first = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a
    let second = ((a + 2) * x - (a + 3)) * x * x + 1
    let third = ((a + 2) * y - (a + 3)) * y * y + 1
    for (tap, weight) in [first, second, third, 1 - first - second - third].enumerated() {
      take(min(max(Int(start) - 1 + tap, 0), source - 1), Self.whole(weight))
    }
  }
}
