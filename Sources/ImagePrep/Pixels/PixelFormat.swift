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

  /// Samples a pixel.
  public var channels: Int {
    switch self {
    case .gray8: 1
    case .rgb8, .rgb16: 3
    case .rgba8: 4
    }
  }

  public var bytesPerPixel: Int { self == .rgb16 ? 6 : channels }

  public var hasAlpha: Bool { self == .rgba8 }
}
