/// The taps of a stored axis. Outputs are in stored order. The taps of each are in upright order, in which OpenCV adds
/// them up.
final class OpenCVAxis {
  let outputs: Int
  private let mostTaps: Int
  private let counts: IntegerList<Int32>
  /// Source samples from the first to the last that an output needs, in stored order.
  private let starts: IntegerList<Int32>
  private let ends: IntegerList<Int32>
  private let sources: AlignedStorage
  private let weightStorage: AlignedStorage
  /// 1 for each output that OpenCV computes in its other way.
  private let others: AlignedStorage

  /// - Parameters:
  ///   - isAcross: True if the axis runs along the upright rows.
  ///   - wanted: The outputs of the stored axis that are made.
  ///   - reversed: True if the axis is stored against its upright direction.
  init(
    _ method: OpenCVMethod, isAcross: Bool, source: Int, scaled: Int, wanted: Range<Int>, reversed: Bool
  ) throws(ImageError) {
    let taps = OpenCVTaps(method: method, isAcross: isAcross, source: source, scaled: scaled)
    let mostTaps = method.mostTaps(source, scaled)
    self.mostTaps = mostTaps
    outputs = wanted.count
    sources = try AlignedStorage(byteCount: outputs * mostTaps * MemoryLayout<Int32>.stride)
    weightStorage = try AlignedStorage(byteCount: outputs * mostTaps * MemoryLayout<Float>.stride)
    others = try AlignedStorage(byteCount: outputs)
    let (indexes, weights) = unsafe (sources.elements(of: Int32.self), weightStorage.elements(of: Float.self))
    let others = others
    counts = try IntegerList(count: outputs) { output in
      let stored = wanted.lowerBound + output
      var count = 0
      let isOther = taps.taps(of: reversed ? scaled - 1 - stored : stored) { index, weight in
        guard count < mostTaps else { return }
        unsafe indexes[output * mostTaps + count] = Int32(reversed ? source - 1 - index : index)
        unsafe weights[output * mostTaps + count] = weight
        count += 1
      }
      unsafe others.bytes[output] = isOther ? 1 : 0
      return count
    }
    let counts = counts
    func ends(of output: Int) -> (Int, Int) {
      let first = unsafe Int(indexes[output * mostTaps])
      let last = unsafe Int(indexes[output * mostTaps + max(counts[output], 1) - 1])
      return (min(first, last), max(first, last) + 1)
    }
    starts = try IntegerList(count: outputs) { ends(of: $0).0 }
    self.ends = try IntegerList(count: outputs) { ends(of: $0).1 }
  }

  static func byteCount(_ method: OpenCVMethod, source: Int, scaled: Int, outputs: Int) -> Int {
    let perTap = MemoryLayout<Int32>.stride + MemoryLayout<Float>.stride
    return outputs * (method.mostTaps(source, scaled) * perTap + 3 * MemoryLayout<Int32>.stride + 1)
  }

  func taps(_ output: Int) -> Int { counts[output] }
  func start(_ output: Int) -> Int { starts[output] }
  func end(_ output: Int) -> Int { ends[output] }
  func isOther(_ output: Int) -> Bool { unsafe others.bytes[output] != 0 }

  /// The stored indexes of an output's taps.
  func indexes(_ output: Int) -> UnsafePointer<Int32> {
    unsafe UnsafePointer(sources.elements(of: Int32.self)) + output * mostTaps
  }

  func weights(_ output: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(weightStorage.elements(of: Float.self)) + output * mostTaps
  }

  /// The most source samples from an output's first to its last.
  var longest: Int { (0..<outputs).map { end($0) - start($0) }.max() ?? 1 }
}
