import ImagePrep
import ImagePrepPlatform

/// What earlier runs and this one have done: a file of records, each appended when its output is in place.
///
/// A record has its length (4 bytes), the checksum of its contents (8 bytes), a byte that says what it is, and an entry or
/// the path of an output that is no longer vouched for. Later records replace earlier ones of the same output. A process
/// that is killed leaves at most a part of one record at the end, which the next run cuts off.
///
/// Records are found by an index that each run makes anew, so that it cannot disagree with them.
final class Journal: Sendable {
  static let signature = [UInt8]("imgprep journal 1\n".utf8)
  private static let frameSize = 12
  /// No record is larger: a row has names and messages of bounded length.
  private static let largestRecord = 1 << 24

  private enum Kind: UInt8 {
    case entry = 1
    case forgotten = 2
  }

  private let file: RandomAccessFile
  private let folder: SystemPath
  private let state: State
  private let lock = ConditionVariable()

  /// What the lock guards.
  private final class State: @unchecked Sendable {
    let index: DiskIndex
    var end = 0
    /// The bytes of records that are not replaced.
    var live = 0

    init(_ index: DiskIndex) { self.index = index }
  }

  /// Opens the journal of a folder, or begins one.
  ///
  /// - Parameter scratch: A folder for the index.
  init(in folder: SystemPath, scratch: SystemPath) throws(ImageError) {
    self.folder = folder
    file = try RandomAccessFile(folder.appending("journal"))
    state = State(try DiskIndex(in: scratch))
    try load()
  }

  private func load() throws(ImageError) {
    let start = Self.signature.count
    guard try file.read(at: 0, count: start) == Self.signature else {
      // It is new, or was begun by a process that was killed at once.
      try file.truncate(to: 0)
      try file.write(Self.signature, at: 0)
      state.end = start
      return
    }
    state.end = start
    try scan { (record, offset) throws(ImageError) in
      try note(record, at: offset)
      state.end = offset + Self.frameSize + record.count
    }
    // What follows is a part of a record.
    try file.truncate(to: state.end)
  }

  /// Calls with every whole record from the start, and its place.
  private func scan(
    _ body: (_ record: [UInt8], _ offset: Int) throws(ImageError) -> Void
  ) throws(ImageError) {
    var buffer: [UInt8] = []
    // The places in the file and in the buffer of the next record.
    var (offset, place) = (Self.signature.count, 0)
    func have(_ count: Int) throws(ImageError) -> Bool {
      if buffer.count - place >= count { return true }
      buffer.removeFirst(place)
      place = 0
      buffer += try file.read(at: offset + buffer.count, count: max(1 << 20, count))
      return buffer.count >= count
    }
    while try have(Self.frameSize) {
      let (length, sum) = Self.frame(buffer, place)
      guard length > 0, length <= Self.largestRecord, try have(Self.frameSize + length) else { return }
      let first = place + Self.frameSize
      let record = Array(buffer[first..<first + length])
      guard FNV.hash(record) == sum else { return }
      try body(record, offset)
      place += Self.frameSize + length
      offset += Self.frameSize + length
    }
  }

  private static func frame(_ bytes: [UInt8], _ place: Int) -> (length: Int, sum: UInt64) {
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe (
        Int(buffer.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian),
        buffer.loadUnaligned(fromByteOffset: place + 4, as: UInt64.self).littleEndian
      )
    }
  }

  /// The output that a record is about.
  private static func output(_ record: [UInt8]) -> [UInt8] {
    var reader = ByteReader(record, from: 1)
    return reader.array()
  }

  /// Adds a record to the index.
  private func note(_ record: [UInt8], at offset: Int) throws(ImageError) {
    let output = Self.output(record)
    let size = Self.frameSize + record.count
    var replaced = 0
    try state.index.set(FNV.hash(output), to: offset) { (other) throws(ImageError) in
      let old = try self.record(at: other)
      guard Self.output(old) == output else { return false }
      replaced = Self.frameSize + old.count
      return true
    }
    state.live += size - replaced
  }

  private func record(at offset: Int) throws(ImageError) -> [UInt8] {
    // Most records fit into one read.
    let first = try file.read(at: offset, count: 2048)
    guard first.count >= Self.frameSize else { return [] }
    let length = min(Self.frame(first, 0).length, Self.largestRecord)
    if first.count >= Self.frameSize + length {
      return Array(first[Self.frameSize..<Self.frameSize + length])
    }
    return try file.read(at: offset + Self.frameSize, count: length)
  }

  /// The entry of an output; nil if there is none.
  func find(_ output: SystemPath) throws(ImageError) -> JournalEntry? {
    try lock.guarding { () throws(ImageError) in
      var found: [UInt8] = []
      _ = try state.index.find(FNV.hash(output.bytes)) { (offset) throws(ImageError) in
        let record = try self.record(at: offset)
        guard Self.output(record) == output.bytes else { return false }
        found = record
        return true
      }
      guard found.first == Kind.entry.rawValue else { return nil }
      return JournalEntry(found, from: 1)
    }
  }

  /// Adds what was done. The output must be in place.
  func append(_ entry: JournalEntry) throws(ImageError) { try append(.entry, entry.bytes) }

  /// Says that an output is about to be replaced or removed. If the process is killed then, no later run takes the new file
  /// for the old one.
  func forget(_ output: SystemPath) throws(ImageError) {
    var writer = ByteWriter()
    writer.add(output.bytes)
    try append(.forgotten, writer.bytes)
  }

  private func append(_ kind: Kind, _ bytes: [UInt8]) throws(ImageError) {
    let record = [kind.rawValue] + bytes
    try lock.guarding { () throws(ImageError) in
      try file.write(Self.framed(record), at: state.end)
      try note(record, at: state.end)
      state.end += Self.frameSize + record.count
    }
  }

  private static func framed(_ record: [UInt8]) -> [UInt8] {
    var framed: [UInt8] = []
    framed.reserveCapacity(frameSize + record.count)
    unsafe withUnsafeBytes(of: UInt32(record.count).littleEndian) { unsafe framed.append(contentsOf: $0) }
    unsafe withUnsafeBytes(of: FNV.hash(record).littleEndian) { unsafe framed.append(contentsOf: $0) }
    return framed + record
  }

  func sync() throws(ImageError) { try file.sync() }

  /// Every entry that is not replaced, in the order in which they were added.
  func visit(_ body: (JournalEntry) throws(ImageError) -> Void) throws(ImageError) {
    try scan { (record, offset) throws(ImageError) in
      guard record.first == Kind.entry.rawValue, try isLive(record, at: offset),
        let entry = JournalEntry(record, from: 1)
      else { return }
      try body(entry)
    }
  }

  private func isLive(_ record: [UInt8], at offset: Int) throws(ImageError) -> Bool {
    try state.index.find(FNV.hash(Self.output(record))) { (other) throws(ImageError) in other == offset }
      != nil
  }

  /// Writes the file anew without replaced records, if those are most of it. The journal must not be used afterwards.
  ///
  /// - Parameter scratch: A folder on the same file system.
  func compact(scratch: SystemPath) throws(ImageError) {
    guard state.end > 2 * state.live + 1 << 16 else { return }
    let path = scratch.appending("journal")
    let new = AppendedFile(try RandomAccessFile(path))
    try new.append(Self.signature)
    try scan { (record, offset) throws(ImageError) in
      guard record.first == Kind.entry.rawValue, try isLive(record, at: offset) else { return }
      try new.append(Self.framed(record))
    }
    try new.sync()
    try FileSystem.rename(path, to: folder.appending("journal"))
  }
}
