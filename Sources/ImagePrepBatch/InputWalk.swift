import ImagePrep

/// One image to work on.
public struct Input: Sendable, Equatable {
  /// The path of the image; `-` is standard input.
  public var path: SystemPath
  /// The path inside the walked folder; nil for an input that the user named itself.
  public var relativePath: SystemPath?
  /// The error of a folder that cannot be read, or of a file that the system does not show. Such an input fails.
  public var problem: ImageError?

  public init(path: SystemPath, relativePath: SystemPath? = nil, problem: ImageError? = nil) {
    self.path = path
    self.relativePath = relativePath
    self.problem = problem
  }

  public var isStandardInput: Bool { path == "-" }

  /// The name in messages.
  public var name: SystemPath { isStandardInput ? "standard input" : path }
}

/// Finds the images in a list of files and folders.
public struct InputWalk: Sendable {
  /// Paths to skip in folders: the folders and the files that results go to.
  public var excluded: [SystemPath]

  public init(excluding excluded: [SystemPath] = []) {
    self.excluded = excluded
  }

  /// The inputs in the order of `paths`. Those of a folder, including its subfolders, are in the order of their names'
  /// bytes.
  ///
  /// In a folder, hidden files and earlier results (`*.prep.*`) are skipped. So are files with neither the name nor the
  /// first bytes of an image. Folders behind symbolic links are not walked.
  ///
  /// A folder that cannot be read, a file that cannot be examined, and a link to nothing with an image's name become
  /// inputs with a `problem`. They may be or hold images, and must not be lost silently.
  ///
  /// - Parameter passedOver: Called with every skipped file of a folder, except hidden files and earlier results.
  public func inputs(_ paths: [SystemPath], passedOver: (SystemPath) -> Void = { _ in }) -> [Input] {
    var inputs: [Input] = []
    for path in paths {
      if path != "-", FileSystem.isFolder(path) {
        walk(path.withoutSlashes, inside: nil, into: &inputs, passedOver)
      } else {
        inputs.append(Input(path: path))
      }
    }
    return inputs
  }

  /// - Parameter relative: The folder's path inside the named folder; nil for the named folder itself.
  private func walk(
    _ folder: SystemPath, inside relative: SystemPath?, into inputs: inout [Input],
    _ passedOver: (SystemPath) -> Void
  ) {
    let (names, problem) = FileSystem.names(in: folder)
    if let problem { inputs.append(Input(path: folder, relativePath: relative, problem: problem)) }
    for name in names where !name.hasPrefix(".") {
      let path = folder.appending(name)
      var input = Input(path: path, relativePath: relative?.appending(name) ?? name)
      switch FileKind(of: path) {
      case .folder:
        guard !FileSystem.isSymbolicLink(path), !isExcluded(path) else { continue }
        walk(path, inside: input.relativePath, into: &inputs, passedOver)
      case .unknown(let number):
        input.problem = ImageError(.unreadable, system: number, path: path)
        inputs.append(input)
      case .file where OutputNames.isDefaultName(name) || isExcluded(path):
        continue
      case .file:
        do {
          if try isImage(path) { inputs.append(input) } else { passedOver(path) }
        } catch {
          input.problem = error
          inputs.append(input)
        }
      case .nothing where OutputNames.isDefaultName(name): continue
      case .nothing where Format(named: name) != nil:
        input.problem = ImageError(
          .missing, "it is a link, and the file that it leads to is not there", advice: "fetch its data",
          path: path)
        inputs.append(input)
      case .nothing, .device:
        passedOver(path)
      }
    }
  }

  private func isExcluded(_ path: SystemPath) -> Bool {
    excluded.contains { FileSystem.isSame($0, as: path) }
  }

  private func isImage(_ path: SystemPath) throws(ImageError) -> Bool {
    if Format(named: path) != nil { return true }
    return try Format.read(contentsOf: path) != nil
  }
}
