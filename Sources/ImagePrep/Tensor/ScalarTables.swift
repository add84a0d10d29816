/// The element of each sample from 0 to 255, for each of a tensor's channels, as little-endian bits.
///
/// A sample has 256 values, so every formula and type costs one look-up.
struct ScalarTables {
  /// 256 elements for each channel, in the tensor's order.
  let bits: [UInt32]

  init(_ format: TensorFormat) {
    let type = format.resolvedType
    let order = format.channels == .bgr ? [2, 1, 0] : Array(0..<format.channels.count)
    bits = order.flatMap { channel in
      (0..<256).map { sample in
        type == .uint8 ? UInt32(sample) : type.bits(of: format.value(UInt8(sample), channel))
      }
    }
  }
}

extension TensorFormat {
  /// The value of a sample. The operations of `float32` and their order are those of transformers and torchvision.
  ///
  /// - Parameter channel: 0 for red, 1 for green, 2 for blue.
  func value(_ sample: UInt8, _ channel: Int) -> Float {
    func number(_ numbers: [Double], _ none: Double) -> Float {
      Float(numbers.isEmpty ? none : numbers[min(channel, numbers.count - 1)])
    }
    let scaled = rescale.map { Float(Double(sample) * $0) } ?? Float(sample) / 255
    if mean.isEmpty, std.isEmpty { return scaled }
    return (scaled - number(mean, 0)) / number(std, 1)
  }
}

extension ScalarType {
  /// A number in this type, rounded to the nearest, half to even.
  func bits(of value: Float) -> UInt32 {
    switch self {
    case .uint8: UInt32(min(255, max(0, value.rounded(.toNearestOrEven))))
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
