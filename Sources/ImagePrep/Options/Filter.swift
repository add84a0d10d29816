/// The filter that weighs source pixels by their distance, with Pillow's definitions.
///
/// To shrink an image, every filter but `nearest` is widened by the scale, so that all source pixels count
/// (antialiasing).
public enum Filter: String, Sendable, CaseIterable {
  /// Windowed sinc, support 3: the sharpest; the default.
  case lanczos3
  /// Cubic convolution with a = −0.5, support 2.
  case bicubic
  /// Hamming-windowed sinc, support 1: as cheap as `bilinear` and sharper.
  case hamming
  /// Triangle, support 1.
  case bilinear
  /// Mean of the covered pixels, support 0.5.
  case box
  /// The one pixel under the center: for masks and for pixel art.
  case nearest
}
