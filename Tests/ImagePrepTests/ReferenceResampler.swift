import Testing

@testable import ImagePrep

/// The simple path: whole images, one pass after the other, plain integers. It is what the streaming path is
/// held to.
enum ReferenceResampler {
  /// Samples of one plane, row by row.
  struct Grid {
    var columns: Int
    var samples: [Int]
    var rows: Int { samples.count / columns }

    /// The same samples with rows and columns exchanged, for planes of `channels` samples a pixel.
    func transposed(channels: Int) -> Grid {
      let width = columns / channels
      var result = Grid(columns: rows * channels, samples: [])
      result.samples.reserveCapacity(samples.count)
      for x in 0..<width {
        for y in 0..<rows {
          result.samples += samples[(y * width + x) * channels..<(y * width + x + 1) * channels]
        }
      }
      return result
    }

    /// Weighs rows: each output row is a sum over its window, then finished.
    func weighed(_ weights: [(start: Int, window: [Int])], finish: (Int) -> Int) -> Grid {
      var result = Grid(columns: columns, samples: [])
      result.samples.reserveCapacity(columns * weights.count)
      for (start, window) in weights {
        for x in 0..<columns {
          var sum = 0
          for (tap, weight) in window.enumerated() { sum += weight * samples[(start + tap) * columns + x] }
          result.samples.append(finish(sum))
        }
      }
      return result
    }
  }

  static func grid(_ image: PixelBuffer) -> Grid {
    Grid(columns: image.rowBytes, samples: image.samples.map(Int.init))
  }

  /// Weights with so many fractional bits, rounded half away from zero.
  private static func exactWeights(
    _ weights: PillowWeights, bits: Int
  ) -> [(start: Int, window: [Int])] {
    zip(weights.starts, weights.windows).map { start, window in
      (start, window.map { Int(($0 * Double(1 << bits)).rounded(.toNearestOrAwayFromZero)) })
    }
  }

  /// PyTorch's bits: one more would bring the largest weight to 2¹⁵, rounded half up.
  private static func torchBits(_ weights: PillowWeights) -> Int {
    let largest = weights.windows.joined().max() ?? 1
    var bits = 0
    while bits < 22, largest * Double(2 << bits) < 32767.5 { bits += 1 }
    return bits
  }

  /// Pillow's way: along the rows, then down the columns, rounded and clipped to 8 bits by each; the other way
  /// round where the height loses more than twice the pixels that the width loses.
  static func exact(
    _ image: PixelBuffer, _ filter: Filter, to size: Size, like arithmetic: Arithmetic = .pillow
  ) throws -> PixelBuffer {
    let channels = image.format.channels
    func weigh(_ grid: Grid, _ count: Int, _ scaled: Int) -> Grid {
      let weights = PillowWeights(filter, from: count, to: scaled)
      let bits = arithmetic == .torchvision ? torchBits(weights) : 22
      return grid.weighed(exactWeights(weights, bits: bits)) { sum in
        min(255, max(0, (sum + 1 << (bits - 1)) >> bits))
      }
    }
    func alongRows(_ grid: Grid) -> Grid {
      guard size.width != image.width else { return grid }
      return weigh(grid.transposed(channels: channels), image.width, size.width).transposed(
        channels: channels)
    }
    func downColumns(_ grid: Grid) -> Grid {
      guard size.height != image.height else { return grid }
      return weigh(grid, image.height, size.height)
    }
    let losesHeight =
      arithmetic == .pillow && size.height < image.height
      && image.height - size.height > 2 * (image.width - size.width)
    let grid = losesHeight ? alongRows(downColumns(grid(image))) : downColumns(alongRows(grid(image)))
    return try PixelBuffer(size: size, format: image.format, samples: grid.samples.map { UInt8($0) })
  }

  /// The result in double precision, neither rounded nor clipped on the way.
  static func ideal(_ image: PixelBuffer, _ filter: Filter, to size: Size) -> [Double] {
    let channels = image.format.channels
    let across = PillowWeights(filter, from: image.width, to: size.width)
    let down = PillowWeights(filter, from: image.height, to: size.height)
    let samples = image.samples.map(Double.init)
    var rows: [[Double]] = []
    for y in 0..<image.height {
      var row: [Double] = []
      for x in 0..<size.width {
        for channel in 0..<channels {
          var sum = 0.0
          for (tap, weight) in across.windows[x].enumerated() {
            sum += weight * samples[(y * image.width + across.starts[x] + tap) * channels + channel]
          }
          row.append(sum)
        }
      }
      rows.append(row)
    }
    return down.windows.indices.flatMap { y in
      (0..<size.width * channels).map { x in
        down.windows[y].enumerated().reduce(0) { $0 + $1.element * rows[down.starts[y] + $1.offset][x] }
      }
    }
  }

  /// One plane the balanced way, to samples with 6 fractional bits.
  static func balanced(
    _ plane: Grid, channels: Int, across: PillowWeights, down: PillowWeights
  ) -> Grid {
    let (downFixed, downShift) = fixed(down, bits: 22)
    let (acrossFixed, acrossShift) = fixed(across, bits: 15)
    func rounding(_ shift: Int) -> (Int) -> Int {
      { min(32767, max(-32768, ($0 + 1 << (shift - 1)) >> shift)) }
    }
    return plane.weighed(downFixed, finish: rounding(downShift - 6))
      .transposed(channels: channels)
      .weighed(acrossFixed, finish: rounding(acrossShift))
      .transposed(channels: channels)
  }

  /// Weights whose running sum is rounded, with as many bits as 16 hold.
  private static func fixed(_ weights: PillowWeights, bits: Int) -> ([(start: Int, window: [Int])], Int) {
    let largest = weights.windows.joined().map(abs).max() ?? 1
    var shift = bits
    while largest * Double(1 << shift) > 32766 { shift -= 1 }
    let windows = weights.windows.map { window in
      var (sum, before) = (0.0, 0)
      return window.map { weight in
        sum += weight
        let now = Int((sum * Double(1 << shift)).rounded())
        defer { before = now }
        return now - before
      }
    }
    return (Array(zip(weights.starts, windows)), shift)
  }
}
