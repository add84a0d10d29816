/// Converts the colors of pixels of one layout.
protocol PixelConversion: Sendable {
  /// Converts pixels; in place, or from where they are to where they are to be.
  func convert(_ from: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, pixels: Int)
}
