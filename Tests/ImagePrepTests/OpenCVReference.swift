@testable import ImagePrep

/// OpenCV's formulas, a sample at a time.
enum OpenCVReference {
  /// The sample at an output's left edge. It is a product of rounded numbers, so a whole place may come out below.
  private static func product(_ output: Int, _ from: Int, _ to: Int) -> Int {
    Int(Double(output) * (1 / (Double(to) / Double(from))))
  }

  /// The source places of an output on one axis, and their weights.
  private static func weights(
    _ filter: Filter, _ output: Int, _ from: Int, _ to: Int, grows: Bool
  ) -> [(Int, Double)] {
    func clamped(_ index: Int) -> Int { min(max(index, 0), from - 1) }
    let center = (Double(output) + 0.5) * Double(from) / Double(to) - 0.5
    let start = Int(center.rounded(.down))
    let x = center - center.rounded(.down)
    switch filter {
    case .bicubic:
      // Cubic convolution with a = −0.75.
      func kernel(_ distance: Double) -> Double {
        let d = abs(distance)
        return d <= 1 ? (1.25 * d - 2.25) * d * d + 1 : ((-0.75 * d + 3.75) * d - 6) * d + 3
      }
      return (-1...2).map { (clamped(start + $0), kernel(x - Double($0))) }
    case .box where grows:
      // Where an output begins in one source sample and ends in the next, it has parts of both.
      let first = product(output, from, to)
      let rest = (output + 1) * from - (first + 1) * to
      let far = rest > 0 ? Double(rest % from) / Double(from) : 0
      return [(clamped(first), 1 - far), (clamped(first + 1), far)]
    case .box:
      let (begin, end) = (output * from, (output + 1) * from)
      return (begin / to...(end - 1) / to).map { index in
        (index, Double(min(end, (index + 1) * to) - max(begin, index * to)) / Double(from))
      }
    case .nearest:
      return [(min(product(output, from, to), from - 1), 1)]
    default: return [(clamped(start), 1 - x), (clamped(start + 1), x)]
    }
  }

  /// The result in double precision.
  static func resize(_ image: PixelBuffer, _ filter: Filter, to size: Size) -> [Double] {
    let channels = image.format.channels
    let grows = size.width > image.width || size.height > image.height
    let samples = image.samples
    var result: [Double] = []
    for y in 0..<size.height {
      let down = weights(filter, y, image.height, size.height, grows: grows)
      for x in 0..<size.width {
        let across = weights(filter, x, image.width, size.width, grows: grows)
        for channel in 0..<channels {
          var sum = 0.0
          for (row, weight) in down {
            for (column, share) in across {
              sum += weight * share * Double(samples[(row * image.width + column) * channels + channel])
            }
          }
          result.append(min(max(sum, 0), 255))
        }
      }
    }
    return result
  }

  /// `INTER_LINEAR` in integers. Beside the picture, one sample counts. Above and below it, a row counts twice.
  static func linear(_ image: PixelBuffer, to size: Size) -> [Int] {
    func place(_ output: Int, _ from: Int, _ to: Int) -> (Int, Int, Int) {
      let center = Float((Double(output) + 0.5) * (1 / (Double(to) / Double(from))) - 0.5)
      let far = center - center.rounded(.down)
      func whole(_ weight: Float) -> Int { Int((weight * 2048).rounded(.toNearestOrEven)) }
      return (Int(center.rounded(.down)), whole(1 - far), whole(far))
    }
    let (channels, samples) = (image.format.channels, image.samples)
    func across(_ x: Int, _ row: Int, _ channel: Int) -> Int {
      let row = min(max(row, 0), image.height - 1)
      func sample(_ x: Int) -> Int { Int(samples[(row * image.width + x) * channels + channel]) }
      let (start, near, far) = place(x, image.width, size.width)
      if start < 0 { return 2048 * sample(0) }
      if start >= image.width - 1 { return 2048 * sample(image.width - 1) }
      return near * sample(start) + far * sample(start + 1)
    }
    var result: [Int] = []
    for y in 0..<size.height {
      let (start, near, far) = place(y, image.height, size.height)
      for x in 0..<size.width {
        for channel in 0..<channels {
          let upper = (near * (across(x, start, channel) >> 4)) >> 16
          let lower = (far * (across(x, start + 1, channel) >> 4)) >> 16
          result.append((upper + lower + 2) >> 2)
        }
      }
    }
    return result
  }
}
