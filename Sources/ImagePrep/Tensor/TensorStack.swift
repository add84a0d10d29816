extension Tensor {
  /// Makes one tensor of pictures of one size, such as tiles. Its shape is ``TensorFormat/shape(of:pictures:)``.
  ///
  /// - Parameter format: Its `dtype` is that of the elements, or nil.
  /// - Throws: `ImageError` with the code `invalidOptions` for no picture, pictures of several sizes, transparency, and a
  ///   format that contradicts itself or the elements; `outOfMemory`.
  public init(_ pictures: [PixelBuffer], _ format: TensorFormat = TensorFormat()) throws(ImageError) {
    guard let size = pictures.first?.size, pictures.allSatisfy({ $0.size == size }) else {
      throw ImageError(.invalidOptions, "a tensor takes pictures of one size, and at least one")
    }
    guard pictures.allSatisfy({ !$0.format.hasAlpha }) else { throw .transparentTensor }
    let packer = try TensorPacker(format, Scalar.self, size)
    unsafe try self.init(packer, pictures: pictures.count) { (start) throws(ImageError) in
      for (index, picture) in pictures.enumerated() {
        unsafe try packer.packAll(picture, to: start + index * packer.byteCount)
      }
    }
  }
}
