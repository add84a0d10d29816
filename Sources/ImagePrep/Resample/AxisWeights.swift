/// The source samples that each output of one axis is made from, and their weights.
struct AxisWeights {
  /// The first source sample of each output's window.
  let starts: IntegerList<Int32>
  /// The start of each output's weights among all weights, and the end of the last.
  private let offsets: IntegerList<Int>
  private let storage: AlignedStorage

  /// Makes zero weights for windows that begin at `starts` and have `count` samples each.
  ///
  /// - Throws: `ImageError` with the code `outOfMemory`: a picture one pixel wide and hundreds of millions high has long
  ///   windows.
  private init(starts: IntegerList<Int32>, count: (Int) -> Int) throws(ImageError) {
    self.starts = starts
    var sum = 0
    offsets = try IntegerList(count: starts.count + 1) { output in
      defer { if output < starts.count { sum += count(output) } }
      return sum
    }
    storage = try AlignedStorage(byteCount: sum * MemoryLayout<Double>.stride)
  }

  /// The bytes for `outputs` windows of at most `taps` samples.
  static func byteCount(outputs: Int, taps: Int) -> Int {
    outputs * (MemoryLayout<Int32>.stride + MemoryLayout<Int>.stride + taps * MemoryLayout<Double>.stride)
  }

  /// The most samples that a window has.
  static func mostTaps(
    _ filter: Filter, scale: Double, sourceCount: Int, _ antialiasing: Antialiasing = .on
  ) -> Int {
    min(sourceCount, Int((2 * filter.support * (antialiasing == .on ? max(scale, 1) : 1)).rounded(.up)) + 1)
  }

  /// The normalized weights of an output's window; their sum is 1.
  func window(_ output: Int) -> UnsafeMutableBufferPointer<Double> {
    let first = unsafe storage.elements(of: Double.self) + offsets[output]
    return unsafe UnsafeMutableBufferPointer(start: first, count: count(output))
  }

  /// The largest magnitude of a weight.
  var largest: Double {
    starts.indices.reduce(0) { largest, output in unsafe window(output).reduce(largest) { max($0, abs($1)) } }
  }

  /// The number of samples in an output's window.
  func count(_ output: Int) -> Int { offsets[output + 1] - offsets[output] }

  /// - Parameters:
  ///   - scale: Source samples for each output. It is not always the ratio of the two counts, because a plane that a
  ///     codec has shrunk may reach past the picture's edge.
  ///   - sourceCount: The number of source samples.
  ///   - outputs: The outputs that are wanted, out of those for the whole source.
  init(
    filter: Filter, scale: Double, sourceCount: Int, outputs: Range<Int>
  ) throws(ImageError) {
    let stretch = max(scale, 1)
    let support = filter.support * stretch
    func center(_ output: Int) -> Double { (Double(output) + 0.5) * scale }
    // The center of a plane's last output may lie past its last sample, by less than one sample.
    func end(_ output: Int) -> Int { max(1, min(sourceCount, Int(center(output) + support + 0.5))) }
    let first = outputs.lowerBound
    let starts = try IntegerList<Int32>(count: outputs.count) { index in
      min(end(first + index) - 1, max(0, Int(center(first + index) - support + 0.5)))
    }
    try self.init(starts: starts) { end(first + $0) - starts[$0] }
    for (index, output) in outputs.enumerated() {
      let window = unsafe window(index)
      var sum = 0.0
      for tap in 0..<count(index) {
        let distance = Double(tap + starts[index]) - center(output) + 0.5
        unsafe window[tap] = filter.weight(at: distance * (1 / stretch))
        unsafe sum += window[tap]
      }
      if sum == 0 {
        unsafe window[count(index) - 1] = 1
      } else {
        for tap in 0..<count(index) { unsafe window[tap] /= sum }
      }
    }
  }

  /// Weights without antialiasing (`UpSampleKernel.cpp` of PyTorch). Taps outside of the source count for its edge.
  ///
  /// - Parameters:
  ///   - count: The outputs for the whole source.
  ///   - alignsCorners: True to put the first and the last sample on those of the source.
  private init(
    _ filter: Filter, sourceCount: Int, count: Int, outputs: Range<Int>, alignsCorners: Bool
  ) throws(ImageError) {
    let support = Int(filter.support)
    func place(_ output: Int) -> (first: Int, rest: Double) {
      let scale =
        alignsCorners
        ? (count > 1 ? Double(sourceCount - 1) / Double(count - 1) : 0) : Double(sourceCount) / Double(count)
      var place = alignsCorners ? Double(output) * scale : (Double(output) + 0.5) * scale - 0.5
      if filter == .bilinear { place = max(place, 0) }
      let whole = min(place.rounded(.down), Double(sourceCount - 1))
      return (Int(whole), min(max(place - whole, 0), 1))
    }
    func start(_ output: Int) -> Int { max(0, place(output).first - support + 1) }
    let first = outputs.lowerBound
    let starts = try IntegerList<Int32>(count: outputs.count) { start(first + $0) }
    try self.init(starts: starts) {
      min(sourceCount, place(first + $0).first + support + 1) - starts[$0]
    }
    for (index, output) in outputs.enumerated() {
      let (window, (whole, rest)) = unsafe (window(index), place(output))
      for tap in 0..<2 * support {
        let sample = min(max(whole - support + 1 + tap, 0), sourceCount - 1)
        unsafe window[sample - starts[index]] += filter.unwidenedWeight(
          at: Double(tap + 1 - support) - rest)
      }
    }
  }

  /// - Parameters:
  ///   - count: The outputs for the whole source.
  ///   - outputs: Those that are wanted.
  init(
    filter: Filter, sourceCount: Int, count: Int, outputs: Range<Int>, _ antialiasing: Antialiasing
  ) throws(ImageError) {
    guard antialiasing != .on else {
      try self.init(
        filter: filter, scale: Double(sourceCount) / Double(count), sourceCount: sourceCount, outputs: outputs
      )
      return
    }
    try self.init(
      filter, sourceCount: sourceCount, count: count, outputs: outputs,
      alignsCorners: antialiasing == .offAlignedCorners)
  }

  /// The same weights for an axis that runs the other way.
  func reversed(sourceCount: Int) throws(ImageError) -> AxisWeights {
    let last = starts.count - 1
    let mirrored = try IntegerList<Int32>(count: starts.count) { index in
      sourceCount - starts[last - index] - count(last - index)
    }
    let result = try AxisWeights(starts: mirrored) { count(last - $0) }
    for (index, output) in starts.indices.reversed().enumerated() {
      let (from, target) = unsafe (window(output), result.window(index))
      for tap in 0..<count(output) { unsafe target[tap] = from[count(output) - 1 - tap] }
    }
    return result
  }

  /// The weights for a plane with one sample for every `factor` of this axis. They include the plane's upsampling, so
  /// the plane never has to be upsampled: the result is the same.
  func folded(
    by factor: Int, _ upsampling: PlaneLayout.Upsampling, sourceCount: Int
  ) throws(ImageError) -> AxisWeights {
    guard factor > 1 else { return self }
    let last = sourceCount - 1
    let firsts = try IntegerList<Int32>(count: starts.count) { max(0, starts[$0] / factor - 1) }
    let result = try AxisWeights(starts: firsts) { output in
      let end = min(last, (starts[output] + count(output) - 1) / factor + 1)
      return max(end, firsts[output]) - firsts[output] + 1
    }
    for output in starts.indices {
      let (weights, sums) = unsafe (window(output), result.window(output))
      for tap in 0..<count(output) {
        let weight = unsafe weights[tap]
        let (near, phase) = (starts[output] + tap).quotientAndRemainder(dividingBy: factor)
        let nearer = min(near, last) - firsts[output]
        if upsampling == .replicated {
          unsafe sums[nearer] += weight
        } else {
          let farther = min(max(near + (phase == 0 ? -1 : 1), 0), last) - firsts[output]
          unsafe sums[nearer] += 0.75 * weight
          unsafe sums[farther] += 0.25 * weight
        }
      }
    }
    return result
  }
}
