import ImagePrep

/// Files that belong together: an image by itself, or the members of a tar with one key.
struct BatchSample: Sendable {
  /// What its images have in common: their path up to the first dot of the name, or without the extension.
  var key: SystemPath
  /// In the order of the source.
  var members: [Member]

  enum Member: Sendable {
    case image(BatchInput)
    /// What is no image, and passes as it is.
    case companion(SystemPath, [UInt8])
  }

  var images: [BatchInput] { members.compactMap { if case .image(let input) = $0 { input } else { nil } } }

  var companions: [(name: SystemPath, bytes: [UInt8])] {
    members.compactMap { if case .companion(let name, let bytes) = $0 { (name, bytes) } else { nil } }
  }

  /// An image by itself.
  init(_ input: BatchInput) {
    key = input.relativePath.stem
    members = [.image(input)]
  }

  init(key: SystemPath, members: [Member]) {
    self.key = key
    self.members = members
  }
}

extension SystemPath {
  /// The path without what leads out of a folder: a slash at its start, and `.` and `..`, as `tar` takes its members.
  var confined: SystemPath {
    let names = bytes.split(separator: UInt8(ascii: "/")).filter { $0 != [0x2E] && $0 != [0x2E, 0x2E] }
    return SystemPath(bytes: Array(names.joined(separator: [UInt8(ascii: "/")])))
  }
}
