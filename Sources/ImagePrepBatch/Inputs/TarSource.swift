import ImagePrep

/// The images of a tar archive, with their companions.
///
/// An image is known by its bytes, so that an archive that is made anew with the same members is no change. An archive
/// that ends early or breaks the rules becomes a failed input after the members before the fault.
final class TarSource: InputSource {
  /// The archive's name in the account; nil for standard input.
  private let name: SystemPath?
  private let reader: SampleReader
  private var isAtEnd = false

  /// - Parameter path: `-` is standard input.
  /// - Throws: `ImageError` for an archive that cannot be opened.
  init(_ path: SystemPath) throws(ImageError) {
    name = path == "-" ? nil : path
    let stream = path == "-" ? DescriptorStream(descriptor: 0) : try DescriptorStream(contentsOf: path)
    let message: SystemPath = path == "-" ? "standard input" : path
    let replayed = try ReplayedStream(stream, first: 2)
    let plain: any ByteStream =
      Gunzip.begins(with: replayed.first) ? Gunzip(replayed, path: message) : replayed
    reader = SampleReader(plain, path: message)
  }

  /// True for a path that is named as an archive, and for standard input.
  static func isNamed(_ path: SystemPath) -> Bool {
    let name = path.description.lowercased()
    return path == "-" || [".tar", ".tar.gz", ".tgz"].contains { name.hasSuffix($0) }
  }

  func next() -> Found? {
    guard !isAtEnd else { return nil }
    do throws(ImageError) {
      guard let sample = try reader.next() else {
        isAtEnd = true
        return nil
      }
      return .sample(found(sample))
    } catch {
      isAtEnd = true
      let name = name ?? "-"
      return .input(BatchInput(name: name, relativePath: name.name, problem: error))
    }
  }

  private func found(_ sample: Sample) -> BatchSample {
    BatchSample(
      key: sample.key.confined,
      members: sample.members.map { member in
        let path = member.name.confined
        guard member.isImage else { return .companion(path, member.data) }
        let sum = SHA256.digest(of: member.data).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        let identity = InputIdentity(size: member.data.count, modified: Int(truncatingIfNeeded: sum))
        return .image(
          BatchInput(
            name: name?.appending(member.name) ?? member.name, relativePath: path,
            content: .bytes(member.data, identity)))
      })
  }
}

/// A stream whose first bytes have been looked at.
final class ReplayedStream: ByteStream {
  /// Fewer than were asked for only if the stream has no more.
  let first: [UInt8]
  private let stream: any ByteStream
  private var replayed = 0

  init(_ stream: any ByteStream, first count: Int) throws(ImageError) {
    self.stream = stream
    var bytes: [UInt8] = []
    while bytes.count < count {
      let piece = try Self.piece(stream, count - bytes.count)
      if piece.isEmpty { break }
      bytes += piece
    }
    first = bytes
  }

  private static func piece(_ stream: any ByteStream, _ count: Int) throws(ImageError) -> [UInt8] {
    var piece = [UInt8](repeating: 0, count: count)
    var result: Result<Int, ImageError> = .success(0)
    unsafe piece.withUnsafeMutableBytes { buffer in
      do throws(ImageError) {
        result = .success(unsafe try stream.read(into: buffer))
      } catch {
        result = .failure(error)
      }
    }
    return Array(piece.prefix(try result.get()))
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageError) -> Int {
    guard replayed < first.count else { return unsafe try stream.read(into: buffer) }
    let count = min(buffer.count, first.count - replayed)
    unsafe buffer.copyBytes(from: first[replayed..<replayed + count])
    replayed += count
    return count
  }

  func skip(_ count: Int) throws(ImageError) -> Int {
    replayed < first.count ? 0 : try stream.skip(count)
  }
}
