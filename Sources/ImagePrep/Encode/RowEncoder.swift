/// Encodes an image as its rows are made.
protocol RowEncoder: AnyObject {
  /// Appends rows of an image. It is the same image in every call, with more rows final.
  func append(_ rows: Range<Int>, of image: PixelBuffer) throws(ImageError)

  /// Completes the file after the last row.
  func finish() throws(ImageError)
}

extension Encoding {
  func validate(hasAlpha: Bool) throws(ImageError) {
    try validate()
    guard !hasAlpha || format.holdsAlpha else {
      throw ImageError(
        .invalidOptions, "\(.format) \(format.rawValue) cannot hold alpha (\(.alpha) keep)",
        advice: "use \(.format) png or webp, or \(.alpha) flatten")
    }
  }

  /// - Throws: `ImageError` with the code `invalidOptions` if the format cannot hold alpha, or `unencodable` if it
  ///   cannot hold an image of that size.
  func makeEncoder(
    size: Size, format: PixelFormat, sink: ByteSink
  ) throws(ImageError) -> any RowEncoder {
    try validate(hasAlpha: format.hasAlpha)
    try self.format.check(size)
    guard !format.isForTensors || self.format.isTensor else {
      throw ImageError(
        .unencodable, "samples of more than 8 bits are written only as tensors",
        advice: "use \(.format) npy or safetensors")
    }
    switch self.format {
    case .png: return try PNGEncoder(size, format, self, sink)
    case .jpeg: return try JPEGEncoder(size, format, self, sink)
    case .webp: return WebPEncoder(self, sink)
    case .ppm: return try PPMEncoder(size, sink)
    case .npy, .safetensors: return try TensorEncoder(size, self, sink)
    }
  }
}
