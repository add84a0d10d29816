import CResampleKernels

/// The weights of one axis in fixed point. The kernels take samples two by two, so every window starts at an even
/// sample and is filled up with zero weights.
final class FixedAxis: Sendable {
  let outputs: Int
  /// The length of the longest window.
  let taps: Int
  let starts: IntegerList<Int32>
  /// The end of each window, without the zero weights.
  let ends: IntegerList<Int32>

  private let pairs: IntegerList<Int32>
  private let weightStorage: AlignedStorage
  private let fineStorage: AlignedStorage
  private let shift: Int32

  private init(_ weights: AxisWeights, shift: Int, isExact: Bool) throws(ImageError) {
    outputs = weights.starts.count
    let starts = try IntegerList<Int32>(count: outputs) { weights.starts[$0] / 2 * 2 }
    let ends = try IntegerList<Int32>(count: outputs) { weights.starts[$0] + weights.count($0) }
    pairs = try IntegerList(count: outputs) { (ends[$0] - starts[$0] + 1) / 2 }
    (self.starts, self.ends) = (starts, ends)
    taps = 2 * (pairs.max() ?? 1)
    self.shift = Int32(shift)
    let byteCount = outputs * taps * MemoryLayout<Int16>.stride
    weightStorage = try AlignedStorage(byteCount: byteCount)
    fineStorage = try AlignedStorage(byteCount: isExact ? byteCount : 0)
  }

  /// The bytes for `outputs` windows of at most `taps` samples.
  static func byteCount(outputs: Int, taps: Int, isExact: Bool) -> Int {
    let weights = (taps + 2) * MemoryLayout<Int16>.stride
    return outputs * (3 * MemoryLayout<Int32>.stride + (isExact ? 2 : 1) * weights)
  }

  /// The index of a window's first weight.
  private func firstWeight(_ output: Int, _ weights: AxisWeights) -> Int {
    output * taps + weights.starts[output] - starts[output]
  }

  /// The fractional bits of PyTorch's weights: as many, up to 22, as keep the largest weight below 2¹⁵.
  static func torchBits(largest: Double) -> Int {
    (0..<22).first { Int(0.5 + largest * Double(1 << ($0 + 1))) >= 1 << 15 } ?? 22
  }

  /// Weights with 22 fractional bits, each rounded half away from zero, as Pillow rounds them.
  ///
  /// - Parameter bits: The bits that weights are rounded to; the others are zero. A sum of such weights times samples,
  ///   rounded at 22 bits, is the sum rounded at `bits`. Default: 22.
  static func exact(
    _ weights: AxisWeights, bits: Int = Int(RESAMPLE_EXACT_BITS)
  ) throws(ImageError) -> FixedAxis {
    let axis = try FixedAxis(weights, shift: Int(RESAMPLE_EXACT_BITS), isExact: true)
    let coarse = unsafe axis.weightStorage.elements(of: Int16.self)
    let fine = unsafe axis.fineStorage.elements(of: Int16.self)
    let one = Double(1 << bits)
    for output in weights.starts.indices {
      let first = axis.firstWeight(output, weights)
      let window = unsafe weights.window(output)
      for tap in window.indices {
        let weight = unsafe window[tap]
        let fixed = Int(weight * one + (weight < 0 ? -0.5 : 0.5)) << (Int(RESAMPLE_EXACT_BITS) - bits)
        unsafe coarse[first + tap] = Int16(clamping: fixed >> Int(RESAMPLE_FINE_BITS))
        unsafe fine[first + tap] = Int16(fixed & (1 << Int(RESAMPLE_FINE_BITS) - 1))
      }
    }
    return axis
  }

  /// Weights with as many fractional bits as 16 bits hold, at most `bits`.
  ///
  /// The running sum is rounded instead of each weight. Every window then sums to exactly 1, and a flat color stays the
  /// same.
  static func balanced(_ weights: AxisWeights, bits: Int) throws(ImageError) -> FixedAxis {
    let largest = weights.largest
    var shift = bits
    while largest * Double(1 << shift) > Double(Int16.max) - 1 { shift -= 1 }
    let axis = try FixedAxis(weights, shift: shift, isExact: false)
    let target = unsafe axis.weightStorage.elements(of: Int16.self)
    for output in weights.starts.indices {
      var sum = 0.0
      var fixedSum = 0
      let first = axis.firstWeight(output, weights)
      let window = unsafe weights.window(output)
      for tap in window.indices {
        let weight = unsafe window[tap]
        sum += weight
        let rounded = Int((sum * Double(1 << shift)).rounded())
        unsafe target[first + tap] = Int16(clamping: rounded - fixedSum)
        fixedSum = rounded
      }
    }
    return axis
  }

  /// The axis as the kernels take it; valid while this object lives.
  var kernelAxis: resample_axis {
    let weights = unsafe UnsafePointer(weightStorage.elements(of: Int16.self))
    return unsafe resample_axis(
      outputs: outputs, taps: taps,
      starts: starts.pointer, pairs: pairs.pointer,
      weights: weights, coarse: weights,
      fine: UnsafePointer(fineStorage.elements(of: Int16.self)), shift: shift)
  }

  var byteCount: Int {
    starts.byteCount + ends.byteCount + pairs.byteCount + weightStorage.byteCount + fineStorage.byteCount
  }

  /// The number of samples that a source must have room for, including those with zero weights.
  var reach: Int { (starts.max() ?? 0) + taps }
}
