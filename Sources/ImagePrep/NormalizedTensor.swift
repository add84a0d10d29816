extension Normalizer {
  /// Normalizes the image in a file, a pipe or a device, and makes a tensor of it.
  ///
  /// - Throws: `ImageError`, with `path` in it.
  public func tensor<Scalar: TensorScalar>(
    contentsOf path: some PathConvertible, _ format: TensorFormat = TensorFormat(),
    of type: Scalar.Type = Scalar.self
  ) throws(ImageError) -> Tensor<Scalar> {
    try normalize(contentsOf: path).pixels.tensor(format)
  }

  /// Normalizes the image in memory, and makes a tensor of it.
  public func tensor<Scalar: TensorScalar>(
    _ bytes: Span<UInt8>, _ format: TensorFormat = TensorFormat(), of type: Scalar.Type = Scalar.self
  ) throws(ImageError) -> Tensor<Scalar> {
    try normalize(bytes).pixels.tensor(format)
  }
}
