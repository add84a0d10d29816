import ImagePrep

/// How one of several views is written.
public struct ViewOutput: Sendable {
  public let encoding: Encoding
  public let names: OutputNames

  public init(_ encoding: Encoding, _ names: OutputNames) {
    self.encoding = encoding
    self.names = names
  }
}

extension Job {
  /// Finds views that would be written to one file, and views that would replace an input.
  ///
  /// - Parameter outputs: Those of the first view.
  /// - Throws: `NameClashes`, or `ImageError` with the code `invalidOptions`.
  public func checkViews(_ inputs: [Input], _ outputs: [OutputTarget]) throws {
    var folders: [SystemPath: SystemPath] = [:]
    var taken = Set(outputs.compactMap { Self.resolved($0, &folders) })
    var all = isNumbered(0) ? outputs : []
    for (index, view) in otherViews.enumerated() {
      for output in try view.names.outputs(for: inputs, replacing: existing == .replace) {
        guard let path = Self.resolved(output, &folders), taken.insert(path).inserted else {
          throw ImageError(
            .invalidOptions, "two views would both be written to \(output.name ?? "-")",
            advice: "give each view an \(.output) of its own")
        }
        if isNumbered(index + 1) { all.append(output) }
      }
    }
    for output in all where output.path.map({ FileKind(of: $0) == .device }) ?? (output == .standardOutput) {
      throw ImageError(
        .invalidOptions, "several images cannot go to \(output.name ?? "-")",
        advice: "name a file or a folder with \(.output), or use \(.format) npy")
    }
    try checkNumbered(all, inputs, &folders)
  }

  /// Finds numbered outputs that could replace an input.
  private func checkNumbered(
    _ outputs: [OutputTarget], _ inputs: [Input], _ folders: inout [SystemPath: SystemPath]
  ) throws(ImageError) {
    let numbered = Set(outputs.compactMap { Self.resolved($0, &folders) })
    for input in inputs where existing == .replace && input.problem == nil && !input.isStandardInput {
      guard let last = input.path.fileExtension, let stem = input.path.stem.withoutNumber,
        let output = Self.resolved(.file(stem.adding(".\(last)")), &folders), numbered.contains(output)
      else { continue }
      throw ImageError(
        .invalidOptions, "it is an input, and a numbered output could replace it",
        advice: "name another folder with \(.output)", path: input.path)
    }
  }

  /// One path for all its spellings, with links in the folder resolved; nil for standard output.
  private static func resolved(
    _ output: OutputTarget, _ folders: inout [SystemPath: SystemPath]
  ) -> SystemPath? {
    output.path.map { NameClashes.resolved($0, &folders) }
  }
}
