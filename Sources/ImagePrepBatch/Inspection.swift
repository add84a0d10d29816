import ImagePrep

/// Reads the header of each input and makes its plan. Writes nothing.
public struct Inspection: Sendable {
  public let normalizer: Normalizer

  public init(_ normalizer: Normalizer) { self.normalizer = normalizer }

  /// Never throws: one failure must not stop the rest.
  public func run(_ input: Input) -> Outcome {
    Outcome(of: input, .none, normalizer) { outcome throws(ImageError) in
      try outcome.plan(input, countingFrames: true, normalizer)
    }
  }
}
