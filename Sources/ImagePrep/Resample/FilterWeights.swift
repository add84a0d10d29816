#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Filter {
  /// How far from its centre the filter reaches, in source pixels when nothing is scaled.
  var support: Double {
    switch self {
    case .lanczos3: 3
    case .bicubic: 2
    case .hamming, .bilinear: 1
    case .box: 0.5
    case .nearest: 0
    }
  }

  /// The weight at a signed distance, before weights are normalised.
  ///
  /// Written operation for operation as Pillow defines its filters, because `exact` promises the same
  /// bits: for example, box includes its right edge only.
  func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .lanczos3:
      return -3 <= distance && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
      return 0
    case .hamming:
      if x == 0 { return 1 }
      if x >= 1 { return 0 }
      let angle = x * Double.pi
      return sin(angle) / angle * (Double(Float(0.54)) + Double(Float(0.46)) * cos(angle))
    case .bilinear:
      return x < 1 ? 1 - x : 0
    case .box:
      return distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .nearest:
      return 0
    }
  }

  private func sinc(_ x: Double) -> Double {
    if x == 0 { return 1 }
    let angle = x * Double.pi
    return sin(angle) / angle
  }
}

/// Which source samples each output of one axis is made from, and how much of each.
struct AxisWeights {
  /// The first source sample of each output's window.
  private(set) var starts: [Int] = []
  /// The normalised weights of each output's window; their sum is 1.
  private(set) var windows: [[Double]] = []

  /// - Parameters:
  ///   - scale: Source samples for each output: not always the ratio of the two counts, because a plane that
  ///     a codec has shrunk may reach past the picture's edge.
  ///   - sourceCount: The samples there are.
  ///   - outputs: Which outputs are wanted, of those the whole source is scaled to.
  init(filter: Filter, scale: Double, sourceCount: Int, outputs: Range<Int>) {
    let stretch = max(scale, 1)
    let support = filter.support * stretch
    starts.reserveCapacity(outputs.count)
    windows.reserveCapacity(outputs.count)
    for output in outputs {
      let center = (Double(output) + 0.5) * scale
      // A plane's last output may be centred past its last sample by less than one sample.
      let end = max(1, min(sourceCount, Int(center + support + 0.5)))
      let start = min(end - 1, max(0, Int(center - support + 0.5)))
      var window = [Double](repeating: 0, count: end - start)
      var sum = 0.0
      for index in window.indices {
        let distance = Double(index + start) - center + 0.5
        window[index] = filter.weight(at: distance * (1 / stretch))
        sum += window[index]
      }
      if sum == 0 {
        window[window.count - 1] = 1
      } else {
        for index in window.indices { window[index] /= sum }
      }
      starts.append(start)
      windows.append(window)
    }
  }

  /// The same weights for an axis that runs the other way.
  mutating func reverse(sourceCount: Int) {
    for index in starts.indices {
      starts[index] = sourceCount - starts[index] - windows[index].count
      windows[index].reverse()
    }
    starts.reverse()
    windows.reverse()
  }

  /// The weights of a plane with one sample for every `factor` of this axis: upsampling it and weighing the
  /// samples that this makes comes to the same as weighing its own samples with these, so nothing ever has to
  /// be upsampled.
  func folded(by factor: Int, _ upsampling: PlaneLayout.Upsampling, sourceCount: Int) -> AxisWeights {
    guard factor > 1 else { return self }
    var result = AxisWeights()
    for (start, window) in zip(starts, windows) {
      let last = sourceCount - 1
      let first = max(0, start / factor - 1)
      let end = min(last, (start + window.count - 1) / factor + 1)
      var sums = [Double](repeating: 0, count: max(end, first) - first + 1)
      for (tap, weight) in window.enumerated() {
        let (near, phase) = (start + tap).quotientAndRemainder(dividingBy: factor)
        let nearer = min(near, last) - first
        if upsampling == .replicated {
          sums[nearer] += weight
        } else {
          let farther = min(max(near + (phase == 0 ? -1 : 1), 0), last) - first
          sums[nearer] += 0.75 * weight
          sums[farther] += 0.25 * weight
        }
      }
      result.starts.append(first)
      result.windows.append(sums)
    }
    return result
  }

  private init() {}

  var longestWindow: Int { windows.reduce(1) { max($0, $1.count) } }
}
