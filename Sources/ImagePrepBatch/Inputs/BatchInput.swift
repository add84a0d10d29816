import ImagePrep

/// One image of a batch, as its source found it.
struct BatchInput: Sendable {
  /// The name in the account: as the user named it, a slash and the path inside.
  var name: SystemPath
  /// The path inside the folder, the tar or the list: the output is named after it.
  var relativePath: SystemPath
  /// Nil if there is a problem.
  var content: Content?
  /// The other columns of a list, as a JSON object.
  var columns: [UInt8]?
  /// Why the input cannot be read at all.
  var problem: ImageError?

  /// Where the bytes are.
  enum Content: Sendable {
    case file(SystemPath, InputIdentity)
    case bytes([UInt8], InputIdentity)
  }

  var identity: InputIdentity? {
    switch content {
    case .file(_, let identity), .bytes(_, let identity): identity
    case nil: nil
    }
  }
}

/// What a source finds next.
enum Found: Sendable {
  case sample(BatchSample)
  /// A file that is no image.
  case passedOver(SystemPath)

  static func input(_ input: BatchInput) -> Found { .sample(BatchSample(input)) }
}

/// A source of inputs, which finds them one by one, in their order.
protocol InputSource {
  /// Nil after the last.
  mutating func next() throws(ImageError) -> Found?
}
