import CResampleKernels

/// The weights of one axis in fixed point, laid out for the kernels.
///
/// Every window is padded with zero weights to the same even number of taps.
final class FixedAxis {
  let outputs: Int
  let taps: Int
  let starts: [Int]
  /// The window's length before padding.
  let lengths: [Int]

  private let startStorage: AlignedStorage
  private let weightStorage: AlignedStorage
  private let fineStorage: AlignedStorage
  private let shift: Int32
  private let isExact: Bool

  private init(_ weights: AxisWeights, shift: Int, isExact: Bool) throws(ImageError) {
    outputs = weights.starts.count
    taps = (weights.longestWindow + 1) / 2 * 2
    starts = weights.starts
    lengths = weights.windows.map(\.count)
    self.shift = Int32(shift)
    self.isExact = isExact
    startStorage = try AlignedStorage(byteCount: outputs * MemoryLayout<Int32>.stride)
    let byteCount = outputs * taps * MemoryLayout<Int16>.stride
    weightStorage = try AlignedStorage(byteCount: byteCount)
    fineStorage = try AlignedStorage(byteCount: isExact ? byteCount : 0)
    let target = unsafe startStorage.elements(of: Int32.self)
    for (index, start) in starts.enumerated() { unsafe target[index] = Int32(start) }
  }

  /// Weights with 22 fractional bits, each rounded half away from zero, as Pillow rounds them.
  static func exact(_ weights: AxisWeights) throws(ImageError) -> FixedAxis {
    let axis = try FixedAxis(weights, shift: Int(RESAMPLE_EXACT_BITS), isExact: true)
    let coarse = unsafe axis.weightStorage.elements(of: Int16.self)
    let fine = unsafe axis.fineStorage.elements(of: Int16.self)
    let one = Double(1 << Int(RESAMPLE_EXACT_BITS))
    for (output, window) in weights.windows.enumerated() {
      for (tap, weight) in window.enumerated() {
        let fixed = Int(weight * one + (weight < 0 ? -0.5 : 0.5))
        unsafe coarse[output * axis.taps + tap] = Int16(clamping: fixed >> Int(RESAMPLE_FINE_BITS))
        unsafe fine[output * axis.taps + tap] = Int16(fixed & (1 << Int(RESAMPLE_FINE_BITS) - 1))
      }
    }
    return axis
  }

  /// Weights with as many fractional bits as 16 bits hold, at most `bits`.
  ///
  /// The running sum is rounded instead of each weight, so that every window sums to exactly 1 and a flat
  /// colour stays what it is.
  static func balanced(_ weights: AxisWeights, bits: Int) throws(ImageError) -> FixedAxis {
    let largest = weights.windows.reduce(0) { $1.reduce($0) { max($0, abs($1)) } }
    var shift = bits
    while largest * Double(1 << shift) > Double(Int16.max) - 1 { shift -= 1 }
    let axis = try FixedAxis(weights, shift: shift, isExact: false)
    let target = unsafe axis.weightStorage.elements(of: Int16.self)
    for (output, window) in weights.windows.enumerated() {
      var sum = 0.0
      var fixedSum = 0
      for (tap, weight) in window.enumerated() {
        sum += weight
        let rounded = Int((sum * Double(1 << shift)).rounded())
        unsafe target[output * axis.taps + tap] = Int16(clamping: rounded - fixedSum)
        fixedSum = rounded
      }
    }
    return axis
  }

  /// What the kernels take; valid as long as this object lives.
  var kernelAxis: resample_axis {
    let weights = unsafe UnsafePointer(weightStorage.elements(of: Int16.self))
    return unsafe resample_axis(
      outputs: outputs, taps: taps,
      starts: UnsafePointer(startStorage.elements(of: Int32.self)),
      weights: weights, coarse: weights,
      fine: UnsafePointer(fineStorage.elements(of: Int16.self)), shift: shift)
  }

  /// The source samples output `index` needs, as a range.
  func window(_ index: Int) -> Range<Int> { starts[index]..<starts[index] + lengths[index] }

  /// The samples a source must have room for, padding included.
  var reach: Int { (starts.max() ?? 0) + taps }
}
