import ImagePrep
import ImagePrepPresets
import Testing

@Suite("The tensors of a preset")
struct PresetTensorsTests {
  /// An opened PNG of one color.
  private static func open(_ size: Size, _ color: [UInt8] = [255, 128, 0]) throws -> OpenImage {
    let samples = (0..<size.width * size.height).flatMap { _ in color }
    let pixels = try PixelBuffer(size: size, format: .rgb8, samples: samples)
    return try Normalizer().open(pixels.encoded(as: Encoding(.png)))
  }

  @Test("Pixels have the shapes that transformers gives", arguments: [0, 3])
  func shapes(_ index: Int) throws {
    let size = ShapeTests.sizes[index]
    for (name, shapes) in ShapeTests.rows {
      let preset = try Preset(config: #"{"image_processor_type": "\#(name)"}"#, name: name)
      let tensors: PresetTensors<Float> = try preset.tensors(of: Self.open(size))
      #expect(tensors.pixels.shape == shapes[index], "\(name) of \(size)")
      #expect(tensors.name == preset.tensorName)
      #expect(tensors.others.map(\.name) == preset.extraTensors.map(\.name))
    }
  }

  @Test("Values are those of the mean and the deviation, in every tile")
  func values() throws {
    // A picture of one color stays so, whatever its size.
    for name in ["siglip", "internvl-3.5"] {
      let preset = try #require(Preset.named(name))
      let tensors: PresetTensors<Float> = try preset.tensors(of: Self.open(Size(width: 640, height: 480)))
      let (shape, elements) = (tensors.pixels.shape, tensors.pixels.elements)
      let area = shape[2] * shape[3]
      #expect(elements.count == shape[0] * 3 * area)
      for picture in 0..<shape[0] {
        for (channel, sample) in [255.0, 128, 0].enumerated() {
          let mean = preset.tensor.mean[min(channel, preset.tensor.mean.count - 1)]
          let std = preset.tensor.std[min(channel, preset.tensor.std.count - 1)]
          let expected = Float((sample / 255 - mean) / std)
          let first = (3 * picture + channel) * area
          for index in [first, first + area / 2, first + area - 1] {
            #expect(abs(elements[index] - expected) < 1e-5, "\(name), picture \(picture)")
          }
        }
      }
    }
  }

  @Test("Qwen's grid counts patches of 14, of sides that are multiples of 28")
  func grid() throws {
    let preset = try #require(Preset.named("qwen2-vl"))
    let tensors: PresetTensors<Float> = try preset.tensors(of: Self.open(Size(width: 640, height: 480)))
    // 640 is nearest to 23 · 28 = 644, and 480 to 17 · 28 = 476.
    #expect(tensors.pixels.shape == [34 * 46, 3 * 2 * 14 * 14])
    let grid = try #require(tensors.others.first { $0.name == "image_grid_thw" })
    #expect(grid.shape == [1, 3])
    #expect(grid.elements == [1, 34, 46])
    #expect(grid.bytes == [1, 34, 46].flatMap { [$0, 0, 0, 0, 0, 0, 0, 0] })
  }

  @Test("A mask is 1 where the picture is")
  func mask() throws {
    let preset = try Preset(
      config:
        #"{"image_processor_type": "DetrImageProcessor", "size": {"shortest_edge": 8, "longest_edge": 16}, "pad_size": {"height": 16, "width": 16}}"#,
      name: "small")
    let tensors: PresetTensors<Float> = try preset.tensors(of: Self.open(Size(width: 32, height: 16)))
    #expect(tensors.pixels.shape == [1, 3, 16, 16])
    let mask = try #require(tensors.others.first)
    #expect(mask.name == "pixel_mask")
    #expect(mask.shape == [1, 16, 16])
    // The picture is 16 by 8, at the top.
    #expect(mask.elements == (0..<256).map { $0 < 128 ? 1 : 0 })
  }

  @Test("Limits of the opening hold")
  func limits() throws {
    var options = Options()
    options.limits.memory = 1 << 20
    let pixels = try PixelBuffer(size: Size(width: 640, height: 480), format: .rgb8)
    let image = try Normalizer(options).open(pixels.encoded(as: Encoding(.png)))
    let preset = try #require(Preset.named("siglip-512"))
    #expect(throws: ImageError.self) { try preset.tensors(of: image, as: Float.self) }
  }

  @Test("A tensor takes pictures of one size, and at least one")
  func stack() throws {
    func picture(_ side: Int, _ value: UInt8) throws -> PixelBuffer {
      try PixelBuffer(
        size: Size(width: side, height: side), format: .rgb8,
        samples: Array(repeating: value, count: 3 * side * side))
    }
    let tensor: Tensor<UInt8> = try Tensor([picture(2, 1), picture(2, 7)])
    #expect(tensor.shape == [2, 3, 2, 2])
    #expect(
      (0..<24).map { tensor.elements[$0] } == Array(repeating: 1, count: 12) + Array(repeating: 7, count: 12))
    #expect(throws: ImageError.self) { try Tensor<UInt8>([picture(2, 1), picture(3, 1)]) }
    #expect(throws: ImageError.self) { try Tensor<UInt8>([]) }
    let clear = try PixelBuffer(size: Size(width: 2, height: 2), format: .rgba8)
    #expect(throws: ImageError.self) { try Tensor<UInt8>([clear]) }
  }
}
