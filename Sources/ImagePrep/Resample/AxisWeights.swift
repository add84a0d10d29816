/// Which source samples each output of one axis is made from, and how much of each.
struct AxisWeights {
  /// The first source sample of each output's window.
  let starts: [Int]
  /// Where each output's weights begin among all, and where the last end.
  private let offsets: [Int]
  private let storage: AlignedStorage

  /// Weights of zero for windows that begin at `starts` and have `counts` samples.
  ///
  /// - Throws: `ImageError` with the code `outOfMemory`: a picture one pixel wide and hundreds of millions high has long
  ///   windows.
  private init(starts: [Int], counts: [Int]) throws(ImageError) {
    self.starts = starts
    var offsets = [0]
    offsets.reserveCapacity(starts.count + 1)
    var sum = 0
    for count in counts {
      sum += count
      offsets.append(sum)
    }
    self.offsets = offsets
    storage = try AlignedStorage(byteCount: sum * MemoryLayout<Double>.stride)
  }

  /// The normalised weights of an output's window; their sum is 1.
  func window(_ output: Int) -> UnsafeMutableBufferPointer<Double> {
    let first = unsafe storage.elements(of: Double.self) + offsets[output]
    return unsafe UnsafeMutableBufferPointer(start: first, count: count(output))
  }

  /// How many samples an output's window has.
  func count(_ output: Int) -> Int { offsets[output + 1] - offsets[output] }

  /// - Parameters:
  ///   - scale: Source samples for each output: not always the ratio of the two counts, because a plane that
  ///     a codec has shrunk may reach past the picture's edge.
  ///   - sourceCount: The samples there are.
  ///   - outputs: Which outputs are wanted, of those the whole source is scaled to.
  init(
    filter: Filter, scale: Double, sourceCount: Int, outputs: Range<Int>
  ) throws(ImageError) {
    let stretch = max(scale, 1)
    let support = filter.support * stretch
    func center(_ output: Int) -> Double { (Double(output) + 0.5) * scale }
    // A plane's last output may be centred past its last sample by less than one sample.
    let ends = outputs.map { max(1, min(sourceCount, Int(center($0) + support + 0.5))) }
    let starts = zip(outputs, ends).map { min($1 - 1, max(0, Int(center($0) - support + 0.5))) }
    try self.init(starts: starts, counts: zip(starts, ends).map { $1 - $0 })
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

  /// The same weights for an axis that runs the other way.
  func reversed(sourceCount: Int) throws(ImageError) -> AxisWeights {
    let outputs = starts.indices.reversed()
    let result = try AxisWeights(
      starts: outputs.map { sourceCount - starts[$0] - count($0) }, counts: outputs.map(count))
    for (index, output) in outputs.enumerated() {
      let (from, target) = unsafe (window(output), result.window(index))
      for tap in 0..<count(output) { unsafe target[tap] = from[count(output) - 1 - tap] }
    }
    return result
  }

  /// The weights of a plane with one sample for every `factor` of this axis: upsampling it and weighing the
  /// samples that this makes comes to the same as weighing its own samples with these, so nothing ever has to
  /// be upsampled.
  func folded(
    by factor: Int, _ upsampling: PlaneLayout.Upsampling, sourceCount: Int
  ) throws(ImageError) -> AxisWeights {
    guard factor > 1 else { return self }
    let last = sourceCount - 1
    let firsts = starts.map { max(0, $0 / factor - 1) }
    let counts = starts.indices.map { output in
      let end = min(last, (starts[output] + count(output) - 1) / factor + 1)
      return max(end, firsts[output]) - firsts[output] + 1
    }
    let result = try AxisWeights(starts: firsts, counts: counts)
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
