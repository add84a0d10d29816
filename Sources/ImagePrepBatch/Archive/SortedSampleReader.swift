import ImagePrep
import ImagePrepPlatform

/// Reads the samples of a tar file whose members stand in any order: it reads all headers first, and then sample by sample
/// in the order of the keys' bytes. The members of a sample keep the archive's order.
///
/// It holds about 150 bytes for each member. A pipe or a compressed archive cannot be read this way, since its members
/// are read twice.
final class SortedSampleReader: SampleSource {
  private struct Place {
    var key: SystemPath
    var member: TarMember
  }

  private let file: DescriptorFile
  private let path: SystemPath
  private let mostBytes: Int
  private var places: [Place] = []
  private var position = 0
  private(set) var hidden = 0
  let passedOver: Int

  /// Reads all headers.
  ///
  /// - Parameter mostBytes: The most bytes of a whole sample. Default: 1 GB.
  /// - Throws: `ImageError`: what ``TarReader`` throws, `corrupt` for a member that is there twice, and `invalidOptions`
  ///   for what is no plain tar file.
  init(contentsOf path: SystemPath, mostBytes: Int = 1 << 30) throws(ImageError) {
    file = try DescriptorFile(path)
    self.path = path
    self.mostBytes = mostBytes
    let stream = DescriptorStream(descriptor: file.descriptor)
    let reader = TarReader(stream, path: path)
    do throws(ImageError) {
      while let member = try reader.next() {
        if let name = SampleName(member.name) {
          places.append(Place(key: name.key, member: member))
        } else {
          hidden += 1
        }
      }
    } catch {
      let isCompressed = Gunzip.begins(with: try file.read(2, at: 0))
      throw isCompressed ? Self.unsortable(path) : error
    }
    passedOver = reader.passedOver
    // In the archive's order where keys are equal.
    places.sort { ($0.key, $0.member.offset) < ($1.key, $1.member.offset) }
  }

  func next() throws(ImageError) -> Sample? {
    guard position < places.count else { return nil }
    var sample = Sample(key: places[position].key, members: [])
    var names: Set<SystemPath> = []
    var bytes = 0
    while position < places.count, places[position].key == sample.key {
      let member = places[position].member
      guard names.insert(member.name).inserted else { throw SampleOrder.double(member.name, path) }
      guard member.size <= mostBytes - bytes else {
        throw Sample.tooLarge(sample.key, member.name, most: mostBytes, path)
      }
      bytes += member.size
      let data = try file.read(member.size, at: member.offset)
      guard data.count == member.size else {
        throw ImageError(
          .truncated, "it ends inside member \(member.name)", advice: "do not change it while it is read",
          path: path)
      }
      sample.members.append(Sample.Member(name: member.name, data: data))
      position += 1
    }
    return sample
  }

  fileprivate static func unsortable(_ path: SystemPath) -> ImageError {
    ImageError(
      .invalidOptions, "its samples cannot be sorted, since it is no plain file of tar",
      advice: "unpack it first",
      path: path)
  }
}

/// A file that is read at any place.
private final class DescriptorFile {
  let descriptor: Int32
  private let path: SystemPath

  init(_ path: SystemPath) throws(ImageError) {
    guard FileKind(of: path) != .device else { throw SortedSampleReader.unsortable(path) }
    descriptor = Descriptor.open(path, O_RDONLY)
    self.path = path
    guard descriptor >= 0 else {
      throw ImageError(errno == ENOENT ? .missing : .unreadable, system: errno, path: path)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// - Returns: `count` bytes; fewer only at the end of the file.
  func read(_ count: Int, at offset: Int) throws(ImageError) -> [UInt8] {
    var failure: Int32 = 0
    let data = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while initialized < count {
        let rest = unsafe UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
        let came = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + initialized))
        if came < 0, errno == EINTR { continue }
        if came < 0 { failure = errno }
        if came <= 0 { break }
        initialized += came
      }
    }
    if failure != 0 { throw ImageError(.unreadable, "reading failed", system: failure, path: path) }
    return data
  }
}
