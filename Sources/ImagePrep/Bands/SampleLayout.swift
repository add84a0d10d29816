/// The type of a sample from the decoder to the result, or a byte of a `DeepSample`.
typealias Sample = UInt8

/// A sample of 16 bits, in the byte order of the processor.
typealias DeepSample = UInt16

/// What the samples of a row mean during scaling.
enum SampleLayout: Equatable {
  case gray
  case rgb
  /// Straight alpha.
  case rgba
  /// RGB multiplied by alpha, and alpha: transparent pixels weigh nothing.
  case premultipliedRGBA
  /// Four inks; 255 is no ink.
  case inks
  /// Of 16 bits.
  case deepGray, deepRGB
  /// Floats, which can be below 0 and above 255.
  case floatGray, floatRGB

  var hasAlpha: Bool { self == .rgba || self == .premultipliedRGBA }

  /// Samples a pixel.
  var channels: Int {
    switch self {
    case .gray, .deepGray, .floatGray: 1
    case .rgb, .deepRGB, .floatRGB: 3
    case .rgba, .premultipliedRGBA, .inks: 4
    }
  }

  var isDeep: Bool { self == .deepGray || self == .deepRGB }

  var isFloat: Bool { self == .floatGray || self == .floatRGB }

  var bytesPerPixel: Int {
    channels * (isFloat ? MemoryLayout<Float>.stride : isDeep ? MemoryLayout<DeepSample>.stride : 1)
  }
}
