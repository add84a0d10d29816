import CResampleKernels

/// Writes pixels of RGB, of 16 bits or floats, as a tensor's elements.
struct DeepPacking {
  private let format: TensorFormat
  private let type: ScalarType
  private let order: [Int]

  init(_ format: TensorFormat) {
    self.format = format
    type = format.resolvedType
    order = format.channels == .bgr ? [2, 1, 0] : Array(0..<format.channels.count)
  }

  /// - Parameters:
  ///   - start: The first element. It need not be aligned.
  ///   - planeBytes: Bytes from a channel's plane to the next, in planar layouts.
  func pack<Sample: PackedSample>(
    _ row: UnsafePointer<Sample>, pixels count: Int, to start: UnsafeMutableRawPointer, planeBytes: Int
  ) {
    let isPlanar = format.layout.isPlanar
    let step = type.byteCount * (isPlanar ? 1 : order.count)
    for (index, channel) in order.enumerated() {
      let first = unsafe start + index * (isPlanar ? planeBytes : type.byteCount)
      for x in 0..<count {
        let pixel = unsafe row + 3 * x
        let sample = unsafe format.channels == .gray ? Sample.gray(pixel) : pixel[channel]
        let bits = sample.bits(type, format, channel)
        let target = unsafe first + x * step
        switch type.byteCount {
        case 1: unsafe target.storeBytes(of: UInt8(truncatingIfNeeded: bits), as: UInt8.self)
        case 2:
          unsafe target.storeBytes(of: UInt16(truncatingIfNeeded: bits).littleEndian, as: UInt16.self)
        default: unsafe target.storeBytes(of: bits.littleEndian, as: UInt32.self)
        }
      }
    }
  }
}

/// A sample of more than 8 bits.
protocol PackedSample: BitwiseCopyable {
  /// Pillow's `L` of a pixel.
  static func gray(_ pixel: UnsafePointer<Self>) -> Self

  /// The element of a sample, in its low bits.
  func bits(_ type: ScalarType, _ format: TensorFormat, _ channel: Int) -> UInt32
}

extension DeepSample: PackedSample {
  static func gray(_ pixel: UnsafePointer<DeepSample>) -> DeepSample {
    let factors = (Int(RESAMPLE_RED_IN_L), Int(RESAMPLE_GREEN_IN_L), Int(RESAMPLE_BLUE_IN_L))
    let sum = unsafe factors.0 * Int(pixel[0]) + factors.1 * Int(pixel[1]) + factors.2 * Int(pixel[2])
    return DeepSample((sum + (1 << 15)) >> 16)
  }

  func bits(_ type: ScalarType, _ format: TensorFormat, _ channel: Int) -> UInt32 {
    switch type {
    case .uint8: UInt32(roundedToByte)
    case .uint16: UInt32(self)
    case .float16, .bfloat16, .float32: type.bits(of: format.value(self, channel))
    }
  }
}

extension Float: PackedSample {
  static func gray(_ pixel: UnsafePointer<Float>) -> Float {
    let factors = (Float(RESAMPLE_RED_IN_L), Float(RESAMPLE_GREEN_IN_L), Float(RESAMPLE_BLUE_IN_L))
    return unsafe (factors.0 * pixel[0] + factors.1 * pixel[1] + factors.2 * pixel[2]) / 65536
  }

  func bits(_ type: ScalarType, _ format: TensorFormat, _ channel: Int) -> UInt32 {
    // Types of whole numbers round.
    type.bits(of: type.isFloat ? format.value(self, channel) : self * Float(type.largest) / 255)
  }
}
