import ImagePrep

/// Gives every input its output.
public struct OutputNames: Sendable {
  private static let mark = ".prep"

  public var destination: Destination
  public var fileExtension: String
  public var rule: Rule

  /// Whether an input's extension is replaced or kept.
  public enum Rule: String, Sendable, CaseIterable {
    /// `a.jpg` becomes `a.png`. Only image extensions are replaced: `v1.2` becomes `v1.2.png`.
    case replaceExtension = "replace-extension"
    /// `a.jpg` becomes `a.jpg.png`, so that `a.jpg` and `a.gif` have two outputs.
    case keepExtension = "keep-extension"
  }

  /// - Parameter rule: Default: `replaceExtension`.
  public init(_ destination: Destination, fileExtension: String, rule: Rule = .replaceExtension) {
    self.destination = destination
    self.fileExtension = fileExtension
    self.rule = rule
  }

  /// True if the user named the output itself. In a folder, others may have created links.
  var namesFile: Bool {
    if case .file = destination { true } else { false }
  }

  /// True if a file's name is one that `Destination.besideInput` gives.
  static func isDefaultName(_ name: SystemPath) -> Bool {
    guard name.fileExtension != nil else { return false }
    return name.stem.hasSuffix(mark) || name.stem.withoutNumber?.hasSuffix(mark) == true
  }

  /// The output of each input, in the order of the inputs.
  ///
  /// - Parameter replacing: True if outputs replace existing files. Default: false.
  /// - Throws: `NameClashes` if several inputs would write one file, or an output would replace another input.
  public func outputs(
    for inputs: [Input], replacing: Bool = false
  ) throws(NameClashes) -> [OutputTarget] {
    let outputs = inputs.map(output)
    // A single output meets no other, and may replace its own input.
    guard inputs.count > 1 else { return outputs }
    var clashes = NameClashes(self, inputs, outputs)
    if clashes.isEmpty, replacing { clashes = NameClashes(replacedBy: outputs, inputs) }
    guard clashes.isEmpty else { throw clashes }
    return outputs
  }

  func output(for input: Input) -> OutputTarget {
    switch destination {
    case .standardOutput: .standardOutput
    case .file(let path): .file(path)
    case .besideInput where input.isStandardInput: .standardOutput
    case .besideInput: .file(named(input.path).adding("\(Self.mark).\(fileExtension)"))
    case .folder(let folder):
      .file(folder.appending(relativeOutput(of: input.relativePath ?? Self.name(input))))
    }
  }

  /// The path inside the folder of outputs, for an input's path inside its folder.
  func relativeOutput(of path: SystemPath) -> SystemPath { named(path).adding(".\(fileExtension)") }

  private static func name(_ input: Input) -> SystemPath {
    input.isStandardInput ? "stdin" : input.path.withoutSlashes.name
  }

  /// The path to which the output's extension is added.
  private func named(_ path: SystemPath) -> SystemPath {
    guard rule == .replaceExtension, let last = path.fileExtension else { return path }
    return last.isEmpty || ImageExtensions.all.contains(last) ? path.stem : path
  }

  /// Makes the folder of an output, if the destination is a folder.
  ///
  /// - Parameter sync: Whether the folder survives a power failure. Default: `none`.
  public func prepareFolder(for output: SystemPath, sync: Durability = .none) throws(ImageError) {
    guard case .folder(let root) = destination, let folder = output.folder else { return }
    do {
      try FileSystem.makeFolder(folder, inside: root, sync: sync)
    } catch {
      throw error.at(output)
    }
  }
}
