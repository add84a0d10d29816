import ImagePrepPlatform

extension Filter {
  /// How far the filter reaches from its center, in source pixels at scale 1.
  var support: Double {
    switch self {
    case .lanczos3: 3
    case .bicubic: 2
    case .hamming, .bilinear: 1
    case .box: 0.5
    case .nearest: 0
    }
  }

  /// The weight at a signed distance, before weights are normalized.
  ///
  /// Each operation is as in Pillow's filters, because `exact` promises the same bits. For example, box includes only
  /// its right edge.
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

  /// The weight at a distance in source pixels, without antialiasing.
  func unwidenedWeight(at distance: Double) -> Double {
    guard self == .bicubic else { return weight(at: distance) }
    let (x, a) = (abs(distance), -0.75)
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }

  private func sinc(_ x: Double) -> Double {
    if x == 0 { return 1 }
    let angle = x * Double.pi
    return sin(angle) / angle
  }
}
