import ImagePrep

/// A file in a tar archive.
struct TarMember: Equatable {
  /// Its path as the archive has it: it may begin with `/` or `./`, or hold `..`.
  var name: SystemPath
  /// Its bytes.
  var size: Int
  /// Where its data begin in the archive (uncompressed).
  var offset: Int
}

/// Reads the files of a tar archive one after another, from anything that can be read from front to back: ustar, the
/// older format of Unix, GNU's long names and large numbers, and extended headers (pax) with `path` and `size`.
///
/// Folders, links and devices are passed over and counted. Everything that could lose a file is an error, which names the
/// archive and the member: an end before two blocks of zeros, a wrong checksum, a sparse file, a second archive that
/// follows the first. Memory is never taken on the word of a header: the data have come first.
///
/// Used by one thread at a time.
///
/// ```swift
/// let reader = TarReader(try DescriptorStream(contentsOf: path), path: path)
/// while let member = try reader.next() {
///   let bytes = try reader.read(atMost: 100_000_000)
/// }
/// ```
final class TarReader {
  /// The most bytes of an extended header or a long name.
  static let mostHeaderBytes = 1 << 20

  private let input: BufferedInput
  private let path: SystemPath
  private var block: [UInt8] = []
  /// What an extended header says about all members that follow.
  private var common = PaxRecords()
  /// The member that `next` returned last; nil before the first and after the last one.
  private var member: TarMember?
  /// The bytes of its data that were not read, and the zeros after them.
  private var unread = (data: 0, padding: 0)
  private var isAtEnd = false
  /// The number of members so far that are no files: folders, links, devices.
  private(set) var passedOver = 0

  /// - Parameter path: The archive's path, for messages.
  init(_ stream: any ByteStream, path: SystemPath) {
    input = BufferedInput(stream)
    self.path = path
  }

  /// The next file; nil after the last one. What was not read of the one before is passed over.
  ///
  /// At the end the stream is read to its own end.
  func next() throws(ImageError) -> TarMember? {
    try skipRest()
    member = nil
    var longName: [UInt8]?
    var own = PaxRecords()
    var isExtended = false
    while !isAtEnd {
      guard let header = try readHeader() else {
        guard !isExtended else { throw fault("it ends after a long name, without its member") }
        try drain()
        break
      }
      switch header.kind {
      case .longName:
        longName = Array(try readText(header).prefix { $0 != 0 })
        isExtended = true
      case .extended:
        try read(readText(header), into: &own)
        isExtended = true
      case .extendedForAll:
        try read(readText(header), into: &common)
      case .longTarget:
        try skipData(header)
        isExtended = true
      case .note: try skipData(header)
      default:
        let path = (own.path ?? common.path).flatMap { $0.isEmpty ? nil : $0 }
        let name = SystemPath(bytes: path ?? longName ?? header.name)
        let size = own.size ?? common.size ?? header.size
        if try begin(header, name, size: size, isSparse: own.isSparse || common.isSparse) { return member }
        longName = nil
        own = PaxRecords()
        isExtended = false
      }
    }
    return nil
  }

  /// The data of the member, or what is left of them.
  ///
  /// - Throws: `ImageError`: `overLimit` for more than `most` bytes; the member can be passed over then. `truncated` if
  ///   the archive ends before.
  func read(atMost most: Int) throws(ImageError) -> [UInt8] {
    guard unread.data <= most else {
      throw ImageError(
        .overLimit, "member \(memberName) has \(unread.data) bytes, and \(limit: most) are allowed",
        path: path)
    }
    var data: [UInt8] = []
    // What a header promises need not come.
    data.reserveCapacity(min(unread.data, 4 << 20))
    try read(unread.data, into: &data)
    return data
  }

  /// The next piece of the member's data; empty at their end.
  func readPiece(atMost most: Int = 1 << 20) throws(ImageError) -> [UInt8] {
    var piece: [UInt8] = []
    try read(min(unread.data, max(1, most)), into: &piece)
    return piece
  }

  /// The next bytes of the member's data, without using them up; fewer than `count` only at their end.
  func peek(_ count: Int) throws(ImageError) -> [UInt8] {
    let wanted = min(count, unread.data)
    let bytes = Array(try about { () throws(ImageError) in try input.peek(wanted) })
    guard bytes.count == wanted else { throw truncated }
    return bytes
  }

  private var memberName: String { "\(member?.name ?? "none")" }

  private func read(_ count: Int, into data: inout [UInt8]) throws(ImageError) {
    do throws(ImageError) {
      let came = try input.read(count, into: &data)
      unread.data -= came
      guard came == count else { throw truncated }
    } catch {
      throw error.at(path)
    }
  }

  private func skipRest() throws(ImageError) {
    let wanted = unread.data + unread.padding
    let came = try about { () throws(ImageError) in try input.skip(wanted) }
    guard came == wanted else { throw truncated }
    unread = (0, 0)
  }

  /// - Returns: False for what is no file.
  private func begin(
    _ header: TarHeader, _ name: SystemPath, size: Int, isSparse: Bool
  ) throws(ImageError) -> Bool {
    // In the oldest format a folder is a file whose name ends in a slash.
    if header.kind == .withoutData || name.hasSuffix("/") {
      passedOver += 1
      if header.kind == .file { try skipData(header) }
      return false
    }
    if header.kind == .sparse || isSparse {
      throw ImageError(
        .unsupportedVariant, "member \(name) is a sparse file",
        advice: "make the archive without sparse files",
        path: path)
    }
    if header.kind == .continued {
      throw ImageError(
        .unsupportedVariant, "member \(name) begins on another volume", advice: "join the volumes first",
        path: path)
    }
    guard !name.isEmpty else {
      throw fault("the member at byte \(input.position - TarBlock.size) has no name")
    }
    // The end of the data must be a number, too.
    guard size <= Int.max - input.position - TarBlock.size else {
      throw fault("member \(name) has an impossible size: \(size) bytes")
    }
    member = TarMember(name: name, size: size, offset: input.position)
    unread = (size, TarBlock.padding(after: size))
    return true
  }

  /// The next header; nil at the end of the archive.
  private func readHeader() throws(ImageError) -> TarHeader? {
    let place = input.position
    guard try readBlock() else {
      throw ImageError(
        .truncated,
        place == 0 ? "it is empty, and no tar archive" : "it ends without the mark of an archive's end",
        advice: "fetch or make it again", path: path)
    }
    if isZero(block) {
      // The second block of the mark. GNU's tar, too, takes one block at the end of a file for the mark.
      guard try !readBlock() || isZero(block) else {
        throw fault("a block of zeros stands at byte \(place), before other members")
      }
      return nil
    }
    do throws(TarHeader.Fault) {
      return try TarHeader(block)
    } catch {
      switch error {
      case .badChecksum where place == 0:
        throw ImageError(
          .unsupportedFormat, "it is no tar archive", advice: "name tar archives, plain or gzip", path: path)
      case .badChecksum: throw fault("the header at byte \(place) is damaged: its checksum is wrong")
      case .badSize: throw fault("the header at byte \(place) is damaged: its size is no number")
      }
    }
  }

  /// - Returns: False at the end of the stream.
  private func readBlock() throws(ImageError) -> Bool {
    block.removeAll(keepingCapacity: true)
    do throws(ImageError) {
      let count = try input.read(TarBlock.size, into: &block)
      if count == 0 { return false }
      guard count == TarBlock.size else {
        throw ImageError(
          .truncated, "it ends inside the header at byte \(input.position - count)", advice: "fetch it again")
      }
      return true
    } catch {
      throw error.at(path)
    }
  }

  private func isZero(_ block: [UInt8]) -> Bool { block.allSatisfy { $0 == 0 } }

  /// Reads what follows the end: padding, or what a tape had there. Another archive would be lost.
  private func drain() throws(ImageError) {
    isAtEnd = true
    while try !about({ () throws(ImageError) in try input.peek(1) }).isEmpty {
      block.removeAll(keepingCapacity: true)
      let place = input.position
      do throws(ImageError) {
        try input.read(TarBlock.size, into: &block)
      } catch {
        throw error.at(path)
      }
      if block.count == TarBlock.size, !isZero(block), (try? TarHeader(block)) != nil {
        throw ImageError(
          .corrupt, "another archive follows its end, at byte \(place)",
          advice: "join archives with tar --concatenate", path: path)
      }
    }
  }

  /// The text of a long name or an extended header.
  private func readText(_ header: TarHeader) throws(ImageError) -> [UInt8] {
    guard header.size <= Self.mostHeaderBytes else {
      throw ImageError(
        .overLimit,
        "the header at byte \(input.position - TarBlock.size) has \(header.size) bytes, more than \(Self.mostHeaderBytes)",
        path: path)
    }
    unread = (header.size, TarBlock.padding(after: header.size))
    let text = try read(atMost: header.size)
    try skipRest()
    return text
  }

  private func skipData(_ header: TarHeader) throws(ImageError) {
    guard header.size <= Int.max - input.position - TarBlock.size else {
      throw fault(
        "the header at byte \(input.position - TarBlock.size) has an impossible size: \(header.size) bytes")
    }
    unread = (header.size, TarBlock.padding(after: header.size))
    try skipRest()
  }

  private func read(_ text: [UInt8], into records: inout PaxRecords) throws(ImageError) {
    do throws(PaxRecords.Fault) {
      try records.read(text)
    } catch {
      let what = error == .badSize ? "a size that is no number" : "a record that is none"
      throw fault("the extended header before byte \(input.position) has \(what)")
    }
  }

  private func about<Value>(_ body: () throws(ImageError) -> Value) throws(ImageError) -> Value {
    do throws(ImageError) { return try body() } catch { throw error.at(path) }
  }

  private var truncated: ImageError {
    ImageError(
      .truncated, "it ends inside \(member.map { "member \($0.name)" } ?? "an extended header")",
      advice: "fetch it again", path: path)
  }

  private func fault(_ reason: Message) -> ImageError {
    ImageError(.corrupt, reason, advice: "fetch or make it again", path: path)
  }
}
