extension OpenImage {
  /// Decodes the image and makes a tensor of the result that a plan describes, without a picture between.
  ///
  /// In `balanced`, a tensor of floats has values that were never rounded to 8 bits; see ``TensorFormat``.
  ///
  /// - Parameter format: Its `dtype` is that of the elements, or nil.
  /// - Throws: `ImageError`, as ``render(_:to:)``; with the code `invalidOptions` for a format that contradicts itself or
  ///   the elements, and for transparency that is kept.
  public func tensor<Scalar: TensorScalar>(
    _ plan: Plan, _ format: TensorFormat = TensorFormat(), of type: Scalar.Type = Scalar.self
  ) throws(ImageError) -> Tensor<Scalar> {
    let packer = try TensorPacker(format, Scalar.self, plan.output)
    return unsafe try Tensor(packer) { (start) throws(ImageError) in
      _ = unsafe try packer.withPicture(for: start) { (picture) throws(ImageError) in
        unsafe try render(plan, into: TensorMemory(picture, packer), packer.byteCount + packer.waitingBytes)
      }
    }
  }

  /// Decodes the image and writes it as a tensor into the caller's memory, such as a part of a batch, without a picture
  /// between.
  ///
  /// - Parameters:
  ///   - memory: At least as many elements as ``TensorFormat/shape(of:)`` says. Others stay unchanged. Memory that does
  ///     not fit is refused before anything is decoded. After another error it may hold part of the result.
  ///   - format: Its `dtype` is that of the elements, or nil.
  @discardableResult
  public func render<Scalar: TensorScalar>(
    _ plan: Plan, into memory: inout MutableSpan<Scalar>, as format: TensorFormat
  ) throws(ImageError) -> RenderReport {
    let packer = try TensorPacker(format, Scalar.self, plan.output)
    try packer.check(memory.count)
    return unsafe try memory.withUnsafeMutableBytes { (bytes) throws(ImageError) in
      guard let start = bytes.baseAddress else {
        throw ImageError(.invalidOptions, "no memory for the tensor")
      }
      return unsafe try packer.withPicture(for: start) { (picture) throws(ImageError) in
        unsafe try render(plan, into: TensorMemory(picture, packer), packer.waitingBytes)
      }
    }
  }
}
