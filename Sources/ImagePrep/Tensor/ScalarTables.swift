import CResampleKernels

/// How a tensor's elements follow from samples, for the kernels.
///
/// A sample has 256 values, so a table holds every formula and type. Kernels that compute do so only if the numbers are
/// those of the table, to the bit.
@safe struct ScalarTables {
  /// Valid while these tables live. Its `samples` are those of RGB.
  let packing: resample_packing
  /// 256 elements for each channel, in the tensor's order, as little-endian bits.
  private let table: AlignedStorage

  /// - Throws: `ImageError` with the code `outOfMemory`.
  init(_ format: TensorFormat) throws(ImageError) {
    let type = format.resolvedType
    let order = format.channels == .bgr ? [2, 1, 0] : Array(0..<format.channels.count)
    table = try AlignedStorage(byteCount: 256 * order.count * MemoryLayout<UInt32>.stride)
    let bits = unsafe table.elements(of: UInt32.self)
    let factor = format.rescale ?? 1 / 255
    let scale = Self.scale(factor, bits: 16)
    let fineScale = Self.scale(factor / Double(1 << RESAMPLE_FRACTION_BITS), bits: 10)
    var packing = unsafe resample_packing()
    unsafe packing.samples = 3
    unsafe packing.channels = order.count
    unsafe packing.is_reversed = format.channels == .bgr
    unsafe packing.is_planar = format.layout.isPlanar
    unsafe packing.type = type.kernelType
    unsafe packing.table = UnsafePointer(bits)
    unsafe packing.scale = (scale.high, scale.rest)
    unsafe packing.fine_scale = (fineScale.high, fineScale.rest)
    var isComputed = type.isFloat
    for (index, channel) in order.enumerated() {
      let mean = format.number(format.mean, channel) ?? 0
      let std = format.number(format.std, channel) ?? 1
      unsafe resample_set_numbers(&packing, index, mean, std)
      for sample in 0..<256 {
        let value = format.value(UInt8(sample), channel)
        unsafe bits[256 * index + sample] =
          type.isFloat ? type.bits(of: value) : UInt32(sample * type.largest / 255)
        isComputed = isComputed && Self.computes(value, Float(sample), scale, mean, std)
      }
    }
    unsafe packing.is_computed = isComputed
    unsafe self.packing = packing
  }

  /// A factor in two parts. The first has so few bits that a sample times it is exact: 24 less those of a sample.
  private static func scale(_ factor: Double, bits: Int) -> (high: Float, rest: Float) {
    let high = Float(bitPattern: Float(factor).bitPattern & (~0 << (24 - UInt32(bits))))
    return (high, Float(factor - Double(high)))
  }

  /// True if both ways of the kernels to compute a value give it, to the bit.
  private static func computes(
    _ value: Float, _ sample: Float, _ scale: (high: Float, rest: Float), _ mean: Float, _ std: Float
  ) -> Bool {
    let moved = sample * scale.high + sample * scale.rest - mean
    let inverse = Float(1 / Double(std))
    let rest = Float(1 / Double(std) - Double(inverse))
    let multiplied = (moved * rest).addingProduct(moved, inverse)
    return !value.isNaN && (moved / std).bitPattern == value.bitPattern
      && multiplied.bitPattern == value.bitPattern
  }
}

extension ScalarType {
  fileprivate var kernelType: resample_element {
    switch self {
    case .uint8: RESAMPLE_UINT8
    case .uint16: RESAMPLE_UINT16
    case .float16: RESAMPLE_FLOAT16
    case .bfloat16: RESAMPLE_BFLOAT16
    case .float32: RESAMPLE_FLOAT32
    }
  }
}

extension TensorFormat {
  /// The value of a sample. The operations of `float32` and their order are those of transformers and torchvision.
  ///
  /// - Parameter channel: 0 for red, 1 for green, 2 for blue.
  func value(_ sample: UInt8, _ channel: Int) -> Float {
    let scaled = rescale.map { Float(Double(sample) * $0) } ?? Float(sample) / 255
    if mean.isEmpty, std.isEmpty { return scaled }
    return (scaled - (number(mean, channel) ?? 0)) / (number(std, channel) ?? 1)
  }

  /// The value of a sample of 16 bits. 65535 stands for 255.
  func value(_ sample: UInt16, _ channel: Int) -> Float {
    let scaled = Float(rescale.map { Double(sample) * $0 / 257 } ?? Double(sample) / 65535)
    return (scaled - (number(mean, channel) ?? 0)) / (number(std, channel) ?? 1)
  }

  /// The value of a sample that need not be whole.
  func value(_ sample: Float, _ channel: Int) -> Float {
    let scaled = Float(Double(sample) * (rescale ?? 1 / 255))
    return (scaled - (number(mean, channel) ?? 0)) / (number(std, channel) ?? 1)
  }

  /// The number of a channel, of one for all or one for each; nil if there is none.
  func number(_ numbers: [Double], _ channel: Int) -> Float? {
    numbers.isEmpty ? nil : Float(numbers[min(channel, numbers.count - 1)])
  }
}

extension ScalarType {
  /// A number in this type, rounded to the nearest, half to even.
  func bits(of value: Float) -> UInt32 {
    switch self {
    case .uint8, .uint16: UInt32(min(Float(largest), max(0, value.rounded(.toNearestOrEven))))
    case .float16: UInt32(Self.half(value))
    case .bfloat16: UInt32(BFloat16(value).bitPattern)
    case .float32: value.bitPattern
    }
  }

  /// The bits of a number as IEEE 754 binary16. Swift's own `Float16` does not exist on every platform.
  private static func half(_ value: Float) -> UInt16 {
    let sign = UInt16(value.sign == .minus ? 0x8000 : 0)
    let magnitude = value.magnitude
    guard magnitude == magnitude else { return 0x7E00 }
    // Half of the last step above the largest number rounds to infinity.
    guard magnitude < 65520 else { return sign | 0x7C00 }
    // Numbers below 2⁻¹⁴ are multiples of 2⁻²⁴; others have ten bits after the first.
    let exponent = max(-14, magnitude == 0 ? -14 : Int(magnitude.exponent))
    let steps = Int(
      (magnitude * Float(sign: .plus, exponent: 10 - exponent, significand: 1)).rounded(.toNearestOrEven))
    return sign | UInt16((exponent + 14) << 10 + steps)
  }
}

/// A 16-bit float with the exponent of a `Float` and 7 bits of its fraction.
public struct BFloat16: Sendable, Hashable {
  public let bitPattern: UInt16

  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The nearest, half to even.
  public init(_ value: Float) {
    let bits = value.bitPattern
    let rounded = bits &+ 0x7FFF &+ (bits >> 16 & 1)
    bitPattern = value.isNaN ? 0x7FC0 : UInt16(truncatingIfNeeded: rounded >> 16)
  }

  public var floatValue: Float { Float(bitPattern: UInt32(bitPattern) << 16) }
}
