extension OutputFormat {
  /// The format that a file's extension stands for; nil if it is unknown.
  public init?(path: some PathConvertible) {
    let fileExtension = path.systemPath.fileExtension ?? ""
    guard let match = Self.allCases.first(where: { $0.fileExtensions.contains(fileExtension) }) else {
      return nil
    }
    self = match
  }

  /// The usual extension of files in this format.
  public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

  /// All extensions that stand for this format.
  private var fileExtensions: [String] {
    switch self {
    case .png: ["png"]
    case .jpeg: Format.jpeg.fileExtensions
    case .webp: Format.webp.fileExtensions
    case .ppm: ["ppm", "pnm"]
    case .npy, .safetensors: [rawValue]
    }
  }
}
