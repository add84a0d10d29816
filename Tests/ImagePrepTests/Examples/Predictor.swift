import ImagePrep

struct Predictor {
  private let normalizer = Normalizer(Options(max: 1024, multiple: 8))

  func predict(_ upload: [UInt8]) throws -> [Float] {
    let pixels = try normalizer.normalize(upload).pixels  // RGB, upright, both sides multiples of 8
    return run(pixels.planes(), width: pixels.width, height: pixels.height)
  }
}

extension PixelBuffer {
  /// All red samples, then all green and all blue ones, from 0 to 1: the layout CHW, which most models take.
  func planes() -> [Float] {
    let area = width * height
    var planes = [Float](repeating: 0, count: 3 * area)
    for y in 0..<height {
      let row = self[row: y]
      for x in 0..<width {
        for channel in 0..<3 {
          planes[channel * area + y * width + x] = Float(row[3 * x + channel]) / 255
        }
      }
    }
    return planes
  }
}

/// Stands for a model.
private func run(_ planes: [Float], width: Int, height: Int) -> [Float] { planes }
