import ImagePrep

/// One image to work on.
public struct Input: Sendable, Equatable {
  /// Where it is; `-` is standard input.
  public var path: String
  /// Its path inside the folder that was walked to find it; nil for an input that was named itself.
  public var relativePath: String?

  public init(path: String, relativePath: String? = nil) {
    self.path = path
    self.relativePath = relativePath
  }

  public var isStandardInput: Bool { path == "-" }
}

/// Finds the images that are meant by a list of files and folders.
public struct InputWalk: Sendable {
  /// A folder that is not walked: the one the results go to.
  public var excluded: String?

  public init(excluding excluded: String? = nil) {
    self.excluded = excluded
  }

  /// The inputs in the order they are named; those of a folder by name, its subfolders included.
  ///
  /// In a folder, hidden files and earlier results (`*.prep.*`) are passed over, and so is a file that has
  /// neither the name nor the first bytes of an image. Folders behind symbolic links are not walked.
  ///
  /// - Parameter passedOver: Is told of every file of a folder that is not taken, hidden ones and earlier results aside.
  public func inputs(
    _ paths: [String], passedOver: (String) -> Void = { _ in }
  ) throws(ImageError) -> [Input] {
    var inputs: [Input] = []
    for path in paths {
      guard path != "-", FileSystem.isFolder(path) else {
        inputs.append(Input(path: path))
        continue
      }
      let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      try walk(folder, prefix: "", into: &inputs, passedOver)
    }
    return inputs
  }

  private func walk(
    _ folder: String, prefix: String, into inputs: inout [Input], _ passedOver: (String) -> Void
  ) throws(ImageError) {
    let names = try FileSystem.names(in: folder)
    for name in names where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      if FileSystem.isFolder(path) {
        guard !FileSystem.isSymbolicLink(path), !isExcluded(path) else { continue }
        try walk(path, prefix: "\(prefix)\(name)/", into: &inputs, passedOver)
      } else if OutputNames.isDefaultName(name) {
        continue
      } else if FileSystem.isRegularFile(path), isImage(name, path) {
        inputs.append(Input(path: path, relativePath: prefix + name))
      } else {
        passedOver(path)
      }
    }
  }

  private func isExcluded(_ path: String) -> Bool {
    excluded.map { FileSystem.isSame($0, as: path) } ?? false
  }

  private func isImage(_ name: String, _ path: String) -> Bool {
    Self.hasImageName(name) || Format(contentsOf: path) != nil
  }

  private static func hasImageName(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    let known = ["jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "webp"]
    return known.contains(name[name.index(after: dot)...].lowercased())
  }
}
