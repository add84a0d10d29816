import CImageCodecs

/// How a result is written.
public struct Encoding: Sendable, Equatable {
  public var format: OutputFormat
  /// For JPEG and lossy WebP: 1 (smallest) to 100 (best); 75 to 95 is sensible. Default: 90.
  public var quality = 90
  /// For WebP: true keeps every pixel exactly. PNG and PPM always do, JPEG never can. Default: false.
  public var lossless = false
  /// For JPEG: the resolution of color. Default: `half`.
  public var subsampling = Subsampling.half
  /// For PNG: the zlib level, 0 (stored) to 9 (smallest). Default: 1, the fastest that compresses.
  public var compressionLevel = 1

  /// How pixels become a tensor, for npy and safetensors. Default: `uint8`, NCHW, RGB.
  public var tensor = TensorFormat()
  /// The name of the tensor in a safetensors file. Default: `pixel_values`.
  public var tensorName = "pixel_values"
  /// More tensors of a safetensors file. Default: none.
  public var extraTensors: [ExtraTensor] = []
  /// Where points of the source lie in the result, for safetensors. Renderings set it. Default: nil, not written.
  public var receipt: AffineTransform?
  /// Where the picture lies in the result. Renderings set it.
  var geometry: ResultGeometry?
  /// The pictures in one tensor; nil for one without an axis for pictures.
  var pictures: Int?

  /// The metadata to write; PPM and tensors cannot hold any. Default: none.
  public var metadata = ImageMetadata()

  public init(_ format: OutputFormat) {
    self.format = format
  }

  /// The resolution of color in a JPEG.
  public enum Subsampling: String, Sendable, CaseIterable {
    /// Half the resolution of brightness in each direction.
    case half = "4:2:0"
    /// The resolution of brightness.
    case full = "4:4:4"
  }

  /// True if the file holds more than 8 bits a sample, where the image has them.
  package var keepsDepth: Bool { format.isTensor && tensor.keepsDepth }

  /// - Throws: `ImageError` with the code `invalidOptions`.
  public func validate() throws(ImageError) {
    guard (1...100).contains(quality) else {
      throw ImageError(.invalidOptions, "\(.quality) \(quality) is out of range: 1 to 100")
    }
    guard (0...9).contains(compressionLevel) else {
      throw ImageError(.invalidOptions, "\(.compressionLevel) \(compressionLevel) is out of range: 0 to 9")
    }
    if format.isTensor { try tensor.validate() }
    if format == .npy, !extraTensors.isEmpty {
      throw ImageError(
        .invalidOptions, "\(.format) npy holds one tensor, and \(.extraTensors) adds more",
        advice: "use \(.format) safetensors")
    }
    for extra in extraTensors { try extra.validate(beside: tensor, pictures: pictures) }
    let names = [tensorName] + extraTensors.map(\.name)
    for (index, name) in names.enumerated() {
      let isName = !name.isEmpty && name.utf8.count <= 255 && name.unicodeScalars.allSatisfy(Self.isAllowed)
      guard isName, name != "__metadata__", !names[..<index].contains(name) else {
        throw ImageError(
          .invalidOptions,
          "\(name) is no name for a tensor: each takes one of its own, of letters, digits, _, - and .")
      }
    }
    if format == .npy, tensor.resolvedType == .bfloat16 {
      throw ImageError(
        .invalidOptions, "\(.format) npy cannot hold \(.dtype) bfloat16, which NumPy does not know",
        advice: "use \(.format) safetensors, or \(.dtype) float32")
    }
    if lossless, format == .jpeg || format.isTensor {
      throw ImageError(
        .invalidOptions, "\(.lossless) cannot be had with \(.format) \(format.rawValue)",
        advice: "use \(.format) webp or png")
    }
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
    default: false
    }
  }

  /// Warnings about metadata that a file of this format cannot hold.
  public func warnings(about metadata: ImageMetadata) -> [Warning] {
    let largestExif = Int(JPEG_LARGEST_EXIF)
    return switch format {
    case .jpeg where metadata.exifBlock?.count ?? 0 > largestExif:
      [
        Warning(
          .metadataLeftOut,
          "its Exif has more than the \(largestExif) bytes that a JPEG holds, and is left out")
      ]
    case .ppm where metadata != ImageMetadata():
      [Warning(.metadataLeftOut, "a PPM holds no metadata: they are left out")]
    case .npy where metadata != ImageMetadata(), .safetensors where metadata != ImageMetadata():
      [Warning(.metadataLeftOut, "a tensor holds no metadata of pictures: they are left out")]
    default: []
    }
  }
}

extension Options {
  /// Lets the first view keep 16 bits a sample if its file holds them.
  ///
  /// - Throws: `ImageError` with the code `invalidOptions` if the grade has no more than 8.
  package mutating func keepDepth(in encoding: Encoding) throws(ImageError) {
    try checkDepth(of: encoding)
    keepsDepth = encoding.keepsDepth
  }

  /// - Throws: `ImageError` with the code `invalidOptions` for a file of 16 bits a sample, if the grade has no more than 8.
  package func checkDepth(of encoding: Encoding) throws(ImageError) {
    if encoding.format.isTensor { try encoding.tensor.check(decode) }
  }
}
