import ImagePrep

/// Holds the members of an archive to WebDataset's rule: those of a sample stand together, each once.
///
/// It remembers 16 bytes for each sample.
struct SampleOrder {
  /// Two sums of a key, with chance in each, so that two keys with one fingerprint do not occur.
  private struct Fingerprint: Hashable {
    var one: Int
    var other: Int

    init(_ key: SystemPath) {
      one = key.hashValue
      var hasher = Hasher()
      hasher.combine(1)
      hasher.combine(key)
      other = hasher.finalize()
    }
  }

  private let path: SystemPath
  private var earlier: Set<Fingerprint> = []
  private var key: SystemPath?
  private var suffixes: Set<SystemPath> = []

  /// - Parameter path: The archive's path, for messages.
  init(path: SystemPath) { self.path = path }

  /// Takes the next member.
  ///
  /// - Throws: `ImageError` with the code `corrupt` that names the member, if its sample has ended before, or if it is
  ///   there twice.
  mutating func add(_ name: SampleName, _ member: SystemPath) throws(ImageError) {
    if key == name.key {
      guard suffixes.insert(name.suffix).inserted else {
        throw Self.double(member, path)
      }
      return
    }
    guard earlier.insert(Fingerprint(name.key)).inserted else {
      throw ImageError(
        .corrupt,
        "the files of sample \(name.key) do not stand together: \(member) comes after other samples",
        advice: "make the archive again in the order of names", path: path)
    }
    key = name.key
    suffixes = [name.suffix]
  }

  static func double(_ member: SystemPath, _ path: SystemPath) -> ImageError {
    ImageError(
      .corrupt, "member \(member) is there twice", advice: "make the archive again without doubles",
      path: path)
  }
}
