import ImagePrepPlatform

/// How much of each frequency of a JPEG's blocks remains after the picture is scaled down.
struct FrequencyVisibility {
  /// How much an error of 1 in a coefficient adds to the mean squared error of the result: 64 weights for each of four
  /// components, in zigzag order.
  private(set) var weights = [Float](repeating: 0, count: 4 * 64)

  init(
    _ reduction: Reduction, _ samplings: [Sampling],
    _ model: ImageInfo.ColorModel, shrink: Int
  ) {
    let mostHorizontal = samplings.map(\.horizontal).max() ?? 1
    let mostVertical = samplings.map(\.vertical).max() ?? 1
    for (component, sampling) in samplings.prefix(4).enumerated() {
      // libjpeg's inverse transforms for 1/2, 1/4 and 1/8 use only as many frequencies as they make samples. A
      // subsampled component may be shrunk less, to make up for its subsampling.
      let subsampling = max(mostHorizontal / sampling.horizontal, mostVertical / sampling.vertical)
      let decoded = min(8, 8 / shrink * subsampling)
      let across = Self.responses(
        reduction.filter, reduction.horizontalScale * Double(sampling.horizontal) / Double(mostHorizontal))
      let down = Self.responses(
        reduction.filter, reduction.verticalScale * Double(sampling.vertical) / Double(mostVertical))
      for (index, (column, row)) in Self.zigzag.enumerated() where column < decoded && row < decoded {
        let response = across[column] * down[row]
        weights[64 * component + index] = Float(
          Self.weight(of: component, model) * response * response / 64)
      }
    }
  }

  /// How much an error of 1 in a component adds to the mean squared error of red, green and blue (JFIF's matrix).
  private static func weight(of component: Int, _ model: ImageInfo.ColorModel) -> Double {
    guard model == .yCbCr else { return 1 }
    return switch component {
    case 0: 1
    case 1: (0.344136 * 0.344136 + 1.772 * 1.772) / 3
    default: (1.402 * 1.402 + 0.714136 * 0.714136) / 3
    }
  }

  /// The filter's response to cosines with 0 to 7 half-waves in eight samples: its Fourier transform at their
  /// frequencies, by the trapezoidal rule.
  ///
  /// - Parameter scale: Samples for each pixel of the result. A filter is not widened to enlarge.
  private static func responses(_ filter: Filter, _ scale: Double) -> [Double] {
    let steps = 512
    let reach = filter.support * 1.0001
    let places = (-steps...steps).map { Double($0) / Double(steps) * reach }
    let weights = places.map { filter.weight(at: $0) }
    func sum(_ halfWaves: Int) -> Double {
      let turnsPerUnit = Double(halfWaves) / 16 * max(scale, 1)
      return zip(places, weights).reduce(0.0) { $0 + $1.1 * cos(2 * .pi * turnsPerUnit * $1.0) }
    }
    let whole = sum(0)
    return (0..<8).map { sum($0) / whole }
  }

  /// Columns and rows of a block in the order of coded coefficients (ITU-T T.81, figure A.6).
  private static let zigzag: [(column: Int, row: Int)] = (0..<15).flatMap { diagonal in
    let places = (max(0, diagonal - 7)...min(diagonal, 7)).map { (column: $0, row: diagonal - $0) }
    return diagonal.isMultiple(of: 2) ? places : places.reversed()
  }
}
