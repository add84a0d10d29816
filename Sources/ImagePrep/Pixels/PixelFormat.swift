/// What the bytes of one pixel mean.
public enum PixelFormat: String, Sendable, Hashable, CaseIterable {
  /// One byte: luminance, 0 black to 255 white.
  case gray8
  /// Three bytes: red, green, blue.
  case rgb8
  /// Four bytes: red, green, blue, and straight (not premultiplied) alpha.
  case rgba8
  /// Six bytes: red, green and blue from 0 to 65535, in the byte order of the processor. The pictures that tensors of more
  /// than 8 bits are made of, from PNGs of 16 bits.
  case rgb16
  /// Twelve bytes: red, green and blue as a `Float` each, 0 black to 255 white, and beyond both. The pictures that tensors
  /// are made of with ``Arithmetic/float``.
  case rgbFloat

  /// Samples a pixel.
  public var channels: Int {
    switch self {
    case .gray8: 1
    case .rgb8, .rgb16, .rgbFloat: 3
    case .rgba8: 4
    }
  }

  public var bytesPerPixel: Int { channels * (self == .rgbFloat ? 4 : self == .rgb16 ? 2 : 1) }

  /// True for pictures that only tensors are made of.
  var isForTensors: Bool { self == .rgb16 || self == .rgbFloat }

  public var hasAlpha: Bool { self == .rgba8 }
}
