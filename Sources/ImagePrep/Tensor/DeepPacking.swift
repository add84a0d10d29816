import CResampleKernels

/// Writes pixels of 16-bit RGB as a tensor's elements.
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
  func pack(
    _ row: UnsafePointer<DeepSample>, pixels count: Int, to start: UnsafeMutableRawPointer, planeBytes: Int
  ) {
    let isPlanar = format.layout.isPlanar
    let step = type.byteCount * (isPlanar ? 1 : order.count)
    for (index, channel) in order.enumerated() {
      let first = unsafe start + index * (isPlanar ? planeBytes : type.byteCount)
      for x in 0..<count {
        let pixel = unsafe row + 3 * x
        let bits = unsafe bits(of: format.channels == .gray ? Self.gray(pixel) : pixel[channel], channel)
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

  /// The element of a sample, in its low bits.
  private func bits(of sample: DeepSample, _ channel: Int) -> UInt32 {
    switch type {
    case .uint8: UInt32(sample.roundedToByte)
    case .uint16: UInt32(sample)
    case .float16, .bfloat16, .float32: type.bits(of: format.value(sample, channel))
    }
  }

  /// Pillow's `L`, of 16 bits.
  private static func gray(_ pixel: UnsafePointer<DeepSample>) -> DeepSample {
    let factors = (Int(RESAMPLE_RED_IN_L), Int(RESAMPLE_GREEN_IN_L), Int(RESAMPLE_BLUE_IN_L))
    let sum = unsafe factors.0 * Int(pixel[0]) + factors.1 * Int(pixel[1]) + factors.2 * Int(pixel[2])
    return DeepSample((sum + (1 << 15)) >> 16)
  }
}
