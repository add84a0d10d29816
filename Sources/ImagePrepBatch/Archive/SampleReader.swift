import ImagePrep

/// The members of an archive that belong together: an image, and what is said about it.
struct Sample: Equatable {
  struct Member: Equatable {
    var name: SystemPath
    var data: [UInt8]

    /// True if it is named as an image or begins as one, as files in a folder are judged.
    var isImage: Bool {
      Format(named: name) != nil || Format(sniffing: Array(data.prefix(16))) != nil
    }
  }

  /// The members' common path up to the first dot of their names.
  var key: SystemPath
  /// In the archive's order.
  var members: [Member]

  static func tooLarge(
    _ key: SystemPath, _ member: SystemPath, most: Int, _ path: SystemPath
  ) -> ImageError {
    ImageError(
      .overLimit, "sample \(key) has more than \(limit: most) bytes with member \(member)", path: path)
  }
}

/// Samples, one after another.
protocol SampleSource: AnyObject {
  /// The next sample with all its data; nil after the last one.
  func next() throws(ImageError) -> Sample?
  /// The number of hidden files so far.
  var hidden: Int { get }
  /// The number of folders, links and devices so far.
  var passedOver: Int { get }
}

/// Reads the samples of a tar archive one after another, by WebDataset's rules.
///
/// Hidden files (`.DS_Store`, `._1.jpg`) belong to no sample. They are passed over and counted.
final class SampleReader: SampleSource {
  private let reader: TarReader
  private let path: SystemPath
  private let mostBytes: Int
  private var order: SampleOrder
  /// The first member of the next sample, which only its header shows.
  private var pending: (name: SampleName, member: TarMember)?
  private(set) var hidden = 0
  var passedOver: Int { reader.passedOver }

  /// - Parameters:
  ///   - path: The archive's path, for messages.
  ///   - mostBytes: The most bytes of a whole sample. Default: 1 GB.
  init(_ stream: any ByteStream, path: SystemPath, mostBytes: Int = 1 << 30) {
    reader = TarReader(stream, path: path)
    self.path = path
    self.mostBytes = mostBytes
    order = SampleOrder(path: path)
  }

  /// The next sample with all its data; nil after the last one.
  ///
  /// - Throws: `ImageError`: what ``TarReader`` and ``SampleOrder`` throw, and `overLimit` for a sample that is too large.
  func next() throws(ImageError) -> Sample? {
    if pending == nil { pending = try nextMember() }
    guard var (name, member) = pending else { return nil }
    pending = nil
    var sample = Sample(key: name.key, members: [])
    var bytes = 0
    while true {
      try order.add(name, member.name)
      guard member.size <= mostBytes - bytes else {
        throw Sample.tooLarge(sample.key, member.name, most: mostBytes, path)
      }
      bytes += member.size
      sample.members.append(Sample.Member(name: member.name, data: try reader.read(atMost: mostBytes)))
      guard let next = try nextMember() else { return sample }
      if next.name.key != sample.key {
        pending = next
        return sample
      }
      (name, member) = next
    }
  }

  private func nextMember() throws(ImageError) -> (name: SampleName, member: TarMember)? {
    while let member = try reader.next() {
      if let name = SampleName(member.name) { return (name, member) }
      hidden += 1
    }
    return nil
  }
}
