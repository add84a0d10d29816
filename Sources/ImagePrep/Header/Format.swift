/// A file format. It is recognized by the first bytes of a file, never by the name.
public enum Format: String, Sendable, CaseIterable {
  case jpeg
  case png
  case gif
  case webp

  /// The first bytes that tell the formats apart; `nil` matches any byte.
  private var signature: [UInt8?] {
    switch self {
    case .jpeg: [0xFF, 0xD8, 0xFF]
    case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    case .gif: [0x47, 0x49, 0x46, 0x38, nil, 0x61]
    case .webp:
      [0x52, 0x49, 0x46, 0x46, nil, nil, nil, nil, 0x57, 0x45, 0x42, 0x50]
    }
  }

  /// The number of bytes that `init(sniffing:)` looks at.
  static let signatureLength = 12

  /// The format of a file that begins with these bytes; nil if it is unknown.
  public init?(sniffing bytes: [UInt8]) {
    let match = Self.allCases.first { format in
      let signature = format.signature
      return bytes.count >= signature.count
        && zip(signature, bytes).allSatisfy { $0 == nil || $0 == $1 }
    }
    guard let match else { return nil }
    self = match
  }
}

extension Format {
  /// The file extensions of this format, the usual one first.
  public var fileExtensions: [String] {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .png: ["png", "apng"]
    case .gif: ["gif"]
    case .webp: ["webp"]
    }
  }

  /// The format that a file's extension stands for; nil if it is none of these.
  public init?(named path: some PathConvertible) {
    let fileExtension = path.systemPath.fileExtension ?? ""
    guard let match = Self.allCases.first(where: { $0.fileExtensions.contains(fileExtension) }) else {
      return nil
    }
    self = match
  }

  /// A warning if the extension of a file in this format stands for another format.
  public func warning(ofName path: some PathConvertible) -> Warning? {
    guard let named = Format(named: path), named != self else { return nil }
    return Warning(.misnamed, "its name says \(named.rawValue), its bytes are \(rawValue)")
  }

  /// The format of a file, by its first bytes. Nil if the format is unknown or the file cannot be read. Pipes and
  /// devices are not read, because their bytes would be gone.
  public init?(contentsOf path: some PathConvertible) {
    guard let format = try? Self.read(contentsOf: path.systemPath) else { return nil }
    self = format
  }

  /// The format of a file, by its first bytes; nil if it is unknown.
  ///
  /// - Throws: `ImageError` for a file that cannot be read.
  package static func read(contentsOf path: SystemPath) throws(ImageError) -> Format? {
    let first = try InputFile.read(path, Limits(), acceptsDevices: false) {
      (descriptor) throws(ImageError) in
      try ByteSource(descriptor: descriptor, limits: Limits()).peek(Self.signatureLength)
    }
    return Format(sniffing: first)
  }
}
