import ImagePrep

/// One image to work on.
public struct Input: Sendable, Equatable {
  /// Where it is; `-` is standard input.
  public var path: SystemPath
  /// Its path inside the folder that was walked to find it; nil for an input that was named itself.
  public var relativePath: SystemPath?
  /// Why nothing can be done with it: a folder that cannot be read, a file that the system does not show. It
  /// counts as an input that failed.
  public var problem: ImageError?

  public init(path: SystemPath, relativePath: SystemPath? = nil, problem: ImageError? = nil) {
    self.path = path
    self.relativePath = relativePath
    self.problem = problem
  }

  public var isStandardInput: Bool { path == "-" }

  /// What messages call it.
  public var name: SystemPath { isStandardInput ? "standard input" : path }
}

/// Finds the images that are meant by a list of files and folders.
public struct InputWalk: Sendable {
  /// What is passed over in folders: the folder or the file that the results go to.
  public var excluded: SystemPath?

  public init(excluding excluded: SystemPath? = nil) {
    self.excluded = excluded
  }

  /// The inputs in the order they are named; those of a folder by the bytes of their names, its subfolders
  /// included.
  ///
  /// In a folder, hidden files and earlier results (`*.prep.*`) are passed over, and so is a file that has
  /// neither the name nor the first bytes of an image. Folders behind symbolic links are not walked.
  ///
  /// A folder that cannot be read, a file that cannot be looked at, or a link to nothing with the name of an image is
  /// an input with a `problem`: it may be or hold an image, and must not be lost without a word.
  ///
  /// - Parameter passedOver: Is told of every file of a folder that is not taken, hidden ones and earlier
  ///   results aside.
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

  /// - Parameter relative: The folder's path inside the one that was named; nil for that one.
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
    excluded.map { FileSystem.isSame($0, as: path) } ?? false
  }

  private func isImage(_ path: SystemPath) throws(ImageError) -> Bool {
    if Format(named: path) != nil { return true }
    return try Format.read(contentsOf: path) != nil
  }
}
