import ImagePrep

/// What a model's processor makes of an image: all of its tensors.
public struct PresetTensors<Scalar: TensorScalar>: Sendable {
  /// The name of ``pixels``, such as `pixel_values`.
  public let name: String
  public let pixels: Tensor<Scalar>
  /// The other tensors, such as masks of padding and grids of patches.
  public let others: [NumberTensor]
  public let plan: Plan
}

extension Preset {
  /// Decodes an image and makes the tensors that the model's processor returns.
  ///
  /// ```swift
  /// let image = try normalizer.open(upload)
  /// let tensors: PresetTensors<Float> = try preset.tensors(of: image)
  /// tensors.pixels.shape  // [1, 3, 224, 224]
  /// ```
  ///
  /// - Parameters:
  ///   - image: Limits of its opening hold.
  ///   - type: That of the elements of pixels. If the preset names a type, it must be this one.
  /// - Throws: `ImageError`, as ``OpenImage/tensor(_:_:of:)``.
  public func tensors<Scalar: TensorScalar>(
    of image: OpenImage, as type: Scalar.Type = Scalar.self
  ) throws(ImageError) -> PresetTensors<Scalar> {
    let plan = try image.plan(options)
    var pictures: Int?
    let pixels: Tensor<Scalar>
    if options.tiles == nil {
      pixels = try image.tensor(plan, tensor)
    } else {
      let tiles = try image.render(plan).tiles()
      pixels = try Tensor(tiles, tensor)
      pictures = tiles.count
    }
    var others: [NumberTensor] = []
    for extra in extraTensors { others.append(try plan.numbers(extra, beside: tensor, pictures: pictures)) }
    return PresetTensors(name: tensorName, pixels: pixels, others: others, plan: plan)
  }
}
