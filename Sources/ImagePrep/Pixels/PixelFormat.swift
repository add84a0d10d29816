/// What the bytes of one pixel mean.
public enum PixelFormat: String, Sendable, Hashable, CaseIterable {
  /// One byte: luminance, 0 black to 255 white.
  case gray8
  /// Three bytes: red, green, blue.
  case rgb8
  /// Four bytes: red, green, blue, and straight (not premultiplied) alpha.
  case rgba8

  /// Bytes a pixel.
  public var channels: Int {
    switch self {
    case .gray8: 1
    case .rgb8: 3
    case .rgba8: 4
    }
  }

  public var hasAlpha: Bool { self == .rgba8 }
}
