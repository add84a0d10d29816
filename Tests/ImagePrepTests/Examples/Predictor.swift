import ImagePrep

struct Predictor {
  /// Your model: it gets the planes, their width and their height.
  let run: ([Float], Int, Int) throws -> [Float]
  private let normalizer = Normalizer(Options(max: 1024, multiple: 8))

  init(run: @escaping ([Float], Int, Int) throws -> [Float]) { self.run = run }

  func predict(_ upload: [UInt8]) throws -> [Float] {
    let pixels = try normalizer.normalize(upload).pixels  // RGB, upright, both sides multiples of 8
    return try run(pixels.planes(), pixels.width, pixels.height)
  }
}

extension PixelBuffer {
  /// All red values, then all green, then all blue, from 0 to 1: the layout CHW.
  func planes() -> [Float] {
    var planes: [Float] = []
    planes.reserveCapacity(3 * width * height)
    for channel in 0..<3 {
      for y in 0..<height {
        let row = self[row: y]
        for x in 0..<width { planes.append(Float(row[3 * x + channel]) / 255) }
      }
    }
    return planes
  }
}
