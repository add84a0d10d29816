/// The type of a sample from the decoder to the result. It is named once, so that wider samples can follow.
typealias Sample = UInt8

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

  var hasAlpha: Bool { self == .rgba || self == .premultipliedRGBA }

  /// Samples a pixel.
  var channels: Int {
    switch self {
    case .gray: 1
    case .rgb: 3
    case .rgba, .premultipliedRGBA, .inks: 4
    }
  }
}
