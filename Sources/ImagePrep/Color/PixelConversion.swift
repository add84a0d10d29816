/// Converts the colors of pixels of one layout.
protocol PixelConversion: Sendable {
  /// Converts pixels. Source and target may be the same.
  func convert(_ from: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, pixels: Int)
}
