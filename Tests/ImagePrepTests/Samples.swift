import TestSupport

@testable import ImagePrep

/// Memory for the kernels, filled with noise.
@safe final class Samples<Element: FixedWidthInteger & BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int, seed: UInt64, in range: ClosedRange<Element>) {
    unsafe base = .allocate(capacity: max(count, 1))
    self.count = count
    var generator = SeededGenerator(seed)
    for index in 0..<count {
      unsafe (base + index).initialize(to: Element.random(in: range, using: &generator))
    }
  }

  convenience init(zeros count: Int) { self.init(count, seed: 0, in: 0...0) }

  deinit { unsafe base.deallocate() }

  var values: [Element] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }
}
