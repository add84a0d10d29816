extension Normalizer {
  /// Normalizes the image in a file, a pipe or a device to a tensor, without a picture between.
  ///
  /// - Throws: `ImageError`, with `path` in it.
  public func tensor<Scalar: TensorScalar>(
    contentsOf path: some PathConvertible, _ format: TensorFormat = TensorFormat(),
    of type: Scalar.Type = Scalar.self
  ) throws(ImageError) -> Tensor<Scalar> {
    try options.validate()
    return try open(contentsOf: path).tensor(options, format)
  }

  /// Normalizes the image in memory to a tensor, without a picture between.
  public func tensor<Scalar: TensorScalar>(
    _ bytes: Span<UInt8>, _ format: TensorFormat = TensorFormat(), of type: Scalar.Type = Scalar.self
  ) throws(ImageError) -> Tensor<Scalar> {
    try options.validate()
    return unsafe try bytes.withBytes { (buffer: UnsafeRawBufferPointer) throws(ImageError) in
      if let pool {
        let (image, info) = unsafe try pool.open(buffer, options.limits)
        return try OpenImage(image, info, path: nil).tensor(options, format)
      }
      let source = unsafe try ByteSource(borrowing: buffer, limits: options.limits)
      return try OpenImage(source).tensor(options, format)
    }
  }

  /// Normalizes the image in memory to a tensor, without a picture between.
  public func tensor<Scalar: TensorScalar>(
    _ bytes: [UInt8], _ format: TensorFormat = TensorFormat(), of type: Scalar.Type = Scalar.self
  ) throws(ImageError) -> Tensor<Scalar> {
    try tensor(bytes.span, format)
  }
}

extension OpenImage {
  fileprivate func tensor<Scalar: TensorScalar>(
    _ options: Options, _ format: TensorFormat
  ) throws(ImageError) -> Tensor<Scalar> {
    try tensor(plan(options), format)
  }
}
