import ImagePrep

/// The inputs of a source that a filter of paths allows. A folder is walked with the filter instead.
struct ChosenInputs: InputSource {
  private var source: any InputSource
  private let paths: PathFilter

  init(_ source: any InputSource, _ paths: PathFilter) {
    self.source = source
    self.paths = paths
  }

  mutating func next() throws(ImageError) -> Found? {
    while let found = try source.next() {
      guard case .sample(var sample) = found else { return found }
      let hadImages = !sample.images.isEmpty
      sample.members.removeAll { if case .image(let input) = $0 { isLeftOut(input) } else { false } }
      if !hadImages || !sample.images.isEmpty { return .sample(sample) }
    }
    return nil
  }

  /// False for a fault of the list or the archive itself, which must not be lost.
  private func isLeftOut(_ input: BatchInput) -> Bool {
    guard input.problem == nil || input.problem?.code == .missing, !input.relativePath.isEmpty else {
      return false
    }
    return !paths.allows(input.relativePath)
  }
}
