import TestSupport
import Testing

@testable import ImagePrep

@Suite("Tensors")
struct TensorTests {
  private static let size = Size(width: 7, height: 5)

  private static func picture(_ format: PixelFormat = .rgb8) throws -> PixelBuffer {
    try .noise(size, format, seed: 51)
  }

  /// The element of a pixel, from the definition, in double precision.
  private static func expected(
    _ image: PixelBuffer, _ x: Int, _ y: Int, _ channel: Int, _ format: TensorFormat
  ) -> Double {
    let pixel = image[x, y].map(Double.init)
    let sample: Double
    let color: Int
    switch format.channels {
    case .rgb: (sample, color) = (pixel[channel], channel)
    case .bgr: (sample, color) = (pixel[2 - channel], 2 - channel)
    case .gray:
      (sample, color) = (
        ((19595 * pixel[0] + 38470 * pixel[1] + 7471 * pixel[2] + 32768) / 65536).rounded(.down), 0
      )
    }
    if format.resolvedType == .uint8 { return sample }
    func number(_ numbers: [Double], _ none: Double) -> Double {
      numbers.count == 3 ? numbers[color] : numbers.first ?? none
    }
    return (sample * (format.rescale ?? 1 / 255) - number(format.mean, 0)) / number(format.std, 1)
  }

  /// The place of an element, from the names of the axes.
  private static func index(_ layout: TensorLayout, _ x: Int, _ y: Int, _ channel: Int, _ channels: Int)
    -> Int
  {
    var index = 0
    for axis in layout.rawValue {
      switch axis {
      case "b", "n": index *= 1
      case "c": index = index * channels + channel
      case "h": index = index * size.height + y
      default: index = index * size.width + x
      }
    }
    return index
  }

  /// The number of elements that are farther from the definition than a part of their value.
  private static func wrong<Scalar: TensorScalar>(
    _ format: TensorFormat, _ type: Scalar.Type, tolerance: Double, _ value: (Scalar) -> Double
  ) throws -> Int {
    let image = try picture()
    let tensor: Tensor<Scalar> = try image.tensor(format)
    let format = tensor.format
    let channels = format.channels.count
    #expect(tensor.count == size.area * channels && tensor.shape.reduce(1, *) == tensor.count)
    #expect(tensor.shape.count == format.layout.rawValue.count && tensor.strides.last == 1)
    var wrong = 0
    for y in 0..<size.height {
      for x in 0..<size.width {
        for channel in 0..<channels {
          let wanted = expected(image, x, y, channel, format)
          let element = value(tensor.elements[index(format.layout, x, y, channel, channels)])
          if abs(element - wanted) > tolerance * max(abs(wanted), 1e-2) { wrong += 1 }
        }
      }
    }
    return wrong
  }

  @Test(
    "Every layout, order of channels and type has the values of the definition",
    arguments: TensorLayout.allCases,
    TensorChannels.allCases)
  func values(_ layout: TensorLayout, _ channels: TensorChannels) throws {
    var format = TensorFormat()
    format.layout = layout
    format.channels = channels
    #expect(try Self.wrong(format, UInt8.self, tolerance: 0, { Double($0) }) == 0)
    for named in [TensorFormat.imagenet, TensorFormat.clip, TensorFormat.half, (mean: [], std: [])] {
      (format.mean, format.std) =
        channels == .gray ? (Array(named.mean.prefix(1)), Array(named.std.prefix(1))) : named
      // Half a step of each type, and the steps of float32 before it.
      #expect(try Self.wrong(format, Float.self, tolerance: 1e-5, { Double($0) }) == 0)
      #expect(
        try Self.wrong(format, BFloat16.self, tolerance: 1 / 256 + 1e-5, { Double($0.floatValue) }) == 0)
      #if !(os(macOS) && arch(x86_64))
        #expect(try Self.wrong(format, Float16.self, tolerance: 1 / 2048 + 1e-5, { Double($0) }) == 0)
      #endif
    }
    format.rescale = 2
    (format.mean, format.std) = ([], [])
    #expect(try Self.wrong(format, Float.self, tolerance: 0, { Double($0) }) == 0)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("Halves are those of the processor, for 200,000 numbers of every magnitude")
    func halves() {
      var generator = SeededGenerator(52)
      for _ in 0..<200_000 {
        let value = Float(bitPattern: UInt32.random(in: .min ... .max, using: &generator))
        guard !value.isNaN else { continue }
        #expect(ScalarType.float16.bits(of: value) == UInt32(Float16(value).bitPattern), "\(value)")
      }
    }
  #endif

  @Test("BFloat16 is the nearest, half to even")
  func brainFloats() {
    for (bits, expected) in [
      (0x3F80_8000, 0x3F80), (0x3F81_8000, 0x3F82), (0x3F80_8001, 0x3F81), (0x7F7F_FFFF, 0x7F80),
      (0xC000_7FFF, 0xC000), (0x7F80_0001, 0x7FC0),
    ] as [(UInt32, UInt16)] {
      #expect(BFloat16(Float(bitPattern: bits)).bitPattern == expected)
    }
  }

  @Test("Images of a batch lie in one allocation, and nothing outside of an image's part is written")
  func batch() throws {
    let images = try [PixelBuffer.noise(Self.size, .rgb8, seed: 1), .noise(Self.size, .rgb8, seed: 2)]
    var format = TensorFormat()
    format.mean = [0.5]
    let count = Self.size.area * 3
    // The parts begin one element further, so that memory is unaligned.
    var memory = [Float](repeating: -7, count: 2 * count + 2)
    for (index, image) in images.enumerated() {
      var all = memory.mutableSpan
      var part = all.extracting(1 + index * count..<1 + (index + 1) * count)
      try image.pack(format, into: &part)
    }
    #expect(memory.first == -7 && memory.last == -7)
    for (index, image) in images.enumerated() {
      let tensor: Tensor<Float> = try image.tensor(format)
      for at in 0..<count { #expect(memory[1 + index * count + at] == tensor.elements[at]) }
    }
  }

  @Test("What contradicts itself is an error that names both")
  func contradictions() throws {
    let image = try Self.picture()
    var small = [Float](repeating: 0, count: 10)
    var span = small.mutableSpan
    #expect(throws: ImageError.self) { try image.pack(into: &span) }
    small.removeAll()
    var format = TensorFormat()
    format.mean = [0.5]
    let bytes = #expect(throws: ImageError.self) { _ = try image.tensor(format, of: UInt8.self) }
    #expect(bytes?.description.contains("encoding.tensor.mean") == true)
    #expect(bytes?.description.contains("encoding.tensor.dtype") == true)
    format.mean = [1, 2, 3]
    format.channels = .gray
    #expect(throws: ImageError.self) { _ = try image.tensor(format, of: Float.self) }
    format = TensorFormat()
    format.std = [0]
    #expect(throws: ImageError.self) { _ = try image.tensor(format, of: Float.self) }
    format.std = [.nan]
    #expect(throws: ImageError.self) { _ = try image.tensor(format, of: Float.self) }
    #expect(throws: ImageError.self) { _ = try Self.picture(.rgba8).tensor(of: UInt8.self) }
  }

  @Test("A NumPy file has its header in whole blocks of 64 bytes, and the elements after it")
  func npy() throws {
    let image = try Self.picture()
    for layout in TensorLayout.allCases {
      var encoding = Encoding(.npy)
      encoding.tensor.layout = layout
      let bytes = try image.encoded(as: encoding)
      let count = Int(bytes[8]) + 256 * Int(bytes[9])
      #expect(Array(bytes[..<8]) == [0x93] + Array("NUMPY".utf8) + [1, 0] && (count + 10) % 64 == 0)
      let header = String(decoding: bytes[10..<10 + count], as: UTF8.self)
      let shape = [
        TensorLayout.nchw: "(1, 3, 5, 7)", .nhwc: "(1, 5, 7, 3)", .chw: "(3, 5, 7)", .hwc: "(5, 7, 3)",
        .bnchw: "(1, 1, 3, 5, 7)",
      ][layout]
      #expect(header.hasPrefix("{'descr': '|u1', 'fortran_order': False, 'shape': \(shape ?? ""), }"))
      #expect(header.hasSuffix(" \n") || header.hasSuffix("}\n"))
      let tensor: Tensor<UInt8> = try image.tensor(encoding.tensor)
      #expect(bytes[(10 + count)...].elementsEqual((0..<tensor.count).map { tensor.elements[$0] }))
    }
  }

  @Test("A safetensors file says where its tensor lies, and the receipt")
  func safetensors() throws {
    let image = try Self.picture()
    var encoding = Encoding(.safetensors)
    encoding.tensor.dtype = .bfloat16
    encoding.receipt = AffineTransform(0.5, 0, 1, 0, 0.25, -2)
    let bytes = try image.encoded(as: encoding)
    let count = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(count % 8 == 0 && bytes.count == 8 + count + 2 * 3 * 35)
    let header = String(decoding: bytes[8..<8 + count], as: UTF8.self)
    #expect(header.contains(#""pixel_values":{"dtype":"BF16","shape":[1,3,5,7],"data_offsets":[0,210]}"#))
    #expect(header.contains(#""__metadata__":{"transform":"[0.5, 0.0, 1.0, 0.0, 0.25, -2.0]"}"#))
    var array = Encoding(.npy)
    array.tensor.dtype = .bfloat16
    #expect(throws: ImageError.self) { try image.encoded(as: array) }
  }
}
