/// Everything that determines the weights of an axis, for each plane that is resampled along it.
struct AxisRecipe: Hashable, Sendable {
  var filter: Filter
  /// Source samples for each output.
  var scale: Double
  /// The samples of the first plane, which has the most.
  var sourceCount: Int
  /// The outputs that are wanted, out of those for the whole source.
  var outputs: Range<Int>
  /// True if the samples are stored in the opposite order.
  var isReversed = false
  /// Other than `on` only with `sixteenBits`.
  var antialiasing = Antialiasing.on
  var planes: [Plane]
  var precision: Precision

  struct Plane: Hashable, Sendable {
    /// Samples of the first plane for one of this plane.
    var factor: Int
    var upsampling: PlaneLayout.Upsampling
    var sourceCount: Int
  }

  enum Precision: Hashable, Sendable {
    /// Pillow's 22 bits.
    case exact
    /// PyTorch's 16 bits, whose place depends on the largest weight of all outputs for the whole source.
    case sixteenBits(ofAll: Int)
    /// At most this many fractional bits.
    case balanced(bits: Int)

    var isExact: Bool { if case .balanced = self { false } else { true } }
  }

  /// The weights of each plane. The last few are kept, because batches usually repeat one size.
  func axes() throws(ImageError) -> [FixedAxis] {
    if let known = Self.recent.find(self) { return known }
    let axes = try make()
    Self.recent.insert(axes, for: self, byteCount: axes.reduce(0) { $0 + $1.byteCount })
    return axes
  }

  /// The bytes for the axes, and for the weights that they are made from.
  var byteCount: Int { keptByteCount + makingByteCount }

  private var taps: Int { AxisWeights.mostTaps(filter, scale: scale, sourceCount: sourceCount, antialiasing) }

  private func taps(of plane: Plane) -> Int {
    plane.factor > 1 ? min(plane.sourceCount, taps / plane.factor + 3) : taps
  }

  /// The bytes for the axes.
  var keptByteCount: Int {
    var sum = 0
    for (index, plane) in planes.enumerated() where index == 0 || plane != planes[index - 1] {
      sum += FixedAxis.byteCount(outputs: outputs.count, taps: taps(of: plane), isExact: precision.isExact)
    }
    return sum
  }

  /// The bytes for the weights that the axes are made from. They are freed once the axes are made.
  var makingByteCount: Int {
    let others = planes.filter { $0.factor > 1 || isReversed }
      .map { AxisWeights.byteCount(outputs: outputs.count, taps: taps(of: $0)) }
    var whole = 0
    if case .sixteenBits(let all) = precision { whole = AxisWeights.byteCount(outputs: all, taps: taps) }
    return AxisWeights.byteCount(outputs: outputs.count, taps: taps) + max(whole, others.max() ?? 0)
  }

  private static let recent = LRUCache<AxisRecipe, [FixedAxis]>(mostEntries: 16, mostBytes: 2_000_000)

  private func make() throws(ImageError) -> [FixedAxis] {
    var weights = try weights(outputs)
    if isReversed { weights = try weights.reversed(sourceCount: sourceCount) }
    var axes: [FixedAxis] = []
    for (index, plane) in planes.enumerated() {
      if index > 0, plane == planes[index - 1] {
        axes.append(axes[index - 1])
        continue
      }
      let folded = try weights.folded(by: plane.factor, plane.upsampling, sourceCount: plane.sourceCount)
      switch precision {
      case .exact: axes.append(try .exact(folded))
      case .sixteenBits(let all):
        axes.append(try .exact(folded, bits: FixedAxis.torchBits(largest: self.weights(0..<all).largest)))
      case .balanced(let bits): axes.append(try .balanced(folded, bits: bits))
      }
    }
    return axes
  }

  private func weights(_ outputs: Range<Int>) throws(ImageError) -> AxisWeights {
    guard case .sixteenBits(let all) = precision else {
      return try AxisWeights(filter: filter, scale: scale, sourceCount: sourceCount, outputs: outputs)
    }
    return try AxisWeights(
      filter: filter, sourceCount: sourceCount, count: all, outputs: outputs, antialiasing)
  }
}
