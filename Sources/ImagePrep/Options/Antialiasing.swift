/// Which samples of the source a sample of the result is made from.
public enum Antialiasing: String, Sendable, CaseIterable {
  /// All that it covers: filters are widened by the scale.
  case on
  /// The nearest alone, however much the picture shrinks: 2 across for ``Filter/bilinear``, and 4 for ``Filter/bicubic``,
  /// with a = −0.75 (`antialias=False` of torchvision).
  case off
  /// As `off`, with the centers of the corner pixels of the source on those of the result (`align_corners=True` of PyTorch).
  case offAlignedCorners = "off-align-corners"

  /// The filters that have a form without antialiasing.
  static let filtersWithout: [Filter] = [.bilinear, .bicubic, .nearest]
}
