import Foundation
import ImagePrep

/// The weights of one axis, from the definitions of Pillow's filters and nothing of the library.
struct PillowWeights {
  /// The first sample of each output's window.
  var starts: [Int] = []
  /// The weights of each output's window. Their sum is 1.
  var windows: [[Double]] = []

  private init() {}

  /// - Parameter part: The outputs that are wanted; nil for all.
  init(_ filter: Filter, from count: Int, to outputs: Int, part: Range<Int>? = nil) {
    let scale = Double(count) / Double(outputs)
    // A filter is stretched to shrink a picture, and never made narrower.
    let stretch = max(1, scale)
    let support = Self.support(filter) * stretch
    for output in part ?? 0..<outputs {
      let center = (Double(output) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let end = min(count, Int(center + support + 0.5))
      let weights = (first..<end).map { sample in
        Self.weight(filter, (Double(sample) - center + 0.5) * (1 / stretch))
      }
      let sum = weights.reduce(0, +)
      starts.append(first)
      windows.append(weights.map { $0 / sum })
    }
  }

  /// The distance from its center at which a filter ends.
  private static func support(_ filter: Filter) -> Double {
    switch filter {
    case .box: 0.5
    case .bilinear, .hamming: 1
    case .bicubic: 2
    case .lanczos3: 3
    case .nearest: 0
    }
  }

  private static func weight(_ filter: Filter, _ distance: Double) -> Double {
    let x = abs(distance)
    switch filter {
    case .box: return distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - x)
    // Pillow's two constants have single precision.
    case .hamming: return x < 1 ? sinc(x) * (Double(0.54 as Float) + Double(0.46 as Float) * cos(.pi * x)) : 0
    // Cubic convolution (Keys, 1981), with a = -0.5.
    case .bicubic where x < 1: return 1.5 * pow(x, 3) - 2.5 * pow(x, 2) + 1
    case .bicubic where x < 2: return -0.5 * pow(x, 3) + 2.5 * pow(x, 2) - 4 * x + 2
    case .lanczos3 where x < 3: return sinc(x) * sinc(x / 3)
    case .bicubic, .lanczos3, .nearest: return 0
    }
  }

  private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }

  /// Weights for the samples of a plane with one sample for every `factor` of this axis: upsampling the plane and weighing the
  /// result gives the same sums.
  func folded(by factor: Int, count: Int, interpolates: Bool) -> Self {
    var result = Self()
    for (start, window) in zip(starts, windows) {
      var sums: [Int: Double] = [:]
      for (tap, weight) in window.enumerated() {
        for (sample, share) in Self.upsampling(start + tap, factor, count, interpolates: interpolates) {
          sums[sample, default: 0] += weight * share
        }
      }
      let first = sums.keys.min() ?? 0
      let last = sums.keys.max() ?? 0
      result.starts.append(first)
      result.windows.append((first...last).map { sums[$0] ?? 0 })
    }
    return result
  }

  /// The samples of a plane that make a sample of full size, and their shares: three quarters of the nearer and a quarter of
  /// the farther if there are half as many samples, the nearer alone if there are fewer.
  static func upsampling(
    _ index: Int, _ factor: Int, _ count: Int, interpolates: Bool
  ) -> [(sample: Int, share: Double)] {
    let near = min(index / factor, count - 1)
    guard factor == 2, interpolates else { return [(near, 1)] }
    let far = min(max(near + (index.isMultiple(of: 2) ? -1 : 1), 0), count - 1)
    return [(near, 0.75), (far, 0.25)]
  }
}
