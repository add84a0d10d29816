extension OutputFormat {
  /// The format that a file of this name should have, by its extension; nil for an unknown one.
  public init?(path: some PathConvertible) {
    let fileExtension = path.systemPath.fileExtension ?? ""
    guard let match = Self.allCases.first(where: { $0.fileExtensions.contains(fileExtension) }) else {
      return nil
    }
    self = match
  }

  /// The usual extension of its files.
  public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

  /// All extensions that name it.
  private var fileExtensions: [String] {
    switch self {
    case .png: ["png"]
    case .jpeg: Format.jpeg.fileExtensions
    case .webp: Format.webp.fileExtensions
    case .ppm: ["ppm", "pnm"]
    }
  }
}
