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

/// Whether a small copy of the whole picture is among its tiles.
public enum WholeTile: String, Sendable, CaseIterable {
  case first, last
  /// The last, if there are several tiles (InternVL).
  case lastUnlessOne = "last-unless-one"
}

extension Job {
  /// Finds views that would be written to one file, and views that would replace an input.
  ///
  /// - Parameter outputs: Those of the first view.
  /// - Throws: `NameClashes`, or `ImageError` with the code `invalidOptions`.
  public func checkViews(_ inputs: [Input], _ outputs: [OutputTarget]) throws {
    var taken = Set(outputs)
    for view in otherViews {
      for output in try view.names.outputs(for: inputs, replacing: existing == .replace) {
        guard taken.insert(output).inserted else {
          throw ImageError(
            .invalidOptions, "two views would both be written to \(output.name ?? "-")",
            advice: "give each view an \(.output) of its own")
        }
      }
    }
  }
}
