import ImagePrep

/// Takes samples from their sources, counts them, and leaves out those of other parts.
struct Intake {
  private var sources: any InputSource
  private let part: Part?
  /// All images, those of other parts included, and the sum of the hashes of their relative paths.
  private(set) var total = 0
  private(set) var hashes: UInt64 = 0
  /// True once there are no more.
  private(set) var isAtEnd = false

  enum Taken {
    case passedOver(SystemPath)
    /// - place: The number of images before its first one, those of other parts included.
    case sample(BatchSample, place: Int)
  }

  init(_ sources: any InputSource, part: Part?) {
    self.sources = sources
    self.part = part
  }

  mutating func next() throws(ImageError) -> Taken? {
    while let found = try sources.next() {
      switch found {
      case .passedOver(let path): return .passedOver(path)
      case .sample(let sample):
        let place = total
        for image in sample.images {
          total += 1
          hashes &+= Part.hash(image.relativePath)
        }
        if part?.contains(sample.key) ?? true { return .sample(sample, place: place) }
      }
    }
    isAtEnd = true
    return nil
  }
}
