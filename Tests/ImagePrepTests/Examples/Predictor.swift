import ImagePrep

/// Makes what CLIP needs of an upload: the middle of the picture, 224×224, as floats with CLIP's mean and deviation.
struct Predictor {
  /// Your model: it gets a tensor of 1×3×224×224.
  let run: (Tensor<Float>) throws -> [Float]
  private let normalizer: Normalizer
  private var format = TensorFormat()

  init(run: @escaping (Tensor<Float>) throws -> [Float]) {
    self.run = run
    var options = Options(geometry: .fit(.shortest(224)))
    options.geometry.canvas = Size(width: 224, height: 224)
    options.filter = .bicubic
    normalizer = Normalizer(options)
    (format.mean, format.std) = TensorFormat.clip
  }

  func predict(_ upload: [UInt8]) throws -> [Float] {
    try run(normalizer.tensor(upload, format))
  }
}
