/// A tensor of whole numbers beside that of pixels, such as a mask of padding.
public struct NumberTensor: Sendable, Equatable {
  public let name: String
  public let type: ExtraTensor.Element
  /// The length of each axis.
  public let shape: [Int]
  /// All elements, the last axis contiguous.
  public let elements: [Int]

  /// The elements as numbers of ``type``, little-endian.
  public var bytes: [UInt8] {
    elements.flatMap { element in
      (0..<type.byteCount).map { UInt8(truncatingIfNeeded: element >> (8 * $0)) }
    }
  }
}

extension Plan {
  /// The numbers of an extra tensor for the first view.
  ///
  /// - Parameters:
  ///   - format: Of the tensor beside it.
  ///   - pictures: In that tensor. Default: nil, one without an axis for pictures.
  /// - Throws: `ImageError` with the code `invalidOptions` if it cannot follow from such a tensor.
  public func numbers(
    _ extra: ExtraTensor, beside format: TensorFormat, pictures: Int? = nil
  ) throws(ImageError) -> NumberTensor {
    try extra.validate(beside: format, pictures: pictures)
    guard let geometry = Encoding(.safetensors).describing(self).geometry else {
      throw ImageError(.invalidOptions, "a plan without a view has no \(.extraTensors)")
    }
    let values = extra.values(geometry, format, pictures: pictures)
    let elements = (0..<values.count).map(values.element)
    return NumberTensor(name: extra.name, type: extra.type, shape: values.shape, elements: elements)
  }
}
