import ImagePrep

/// The shards of earlier runs, from which samples are copied that move to another place. A shard stays open after it has
/// been replaced: later shards may need its samples.
final class OldShards {
  private let root: SystemPath
  private let journal: Journal
  private var open: [(name: SystemPath, file: RandomAccessFile)] = []

  private static let mostOpen = 16

  init(_ root: SystemPath, _ journal: Journal) {
    self.root = root
    self.journal = journal
  }

  /// A shard as an earlier run left it; nil if it is not so any more.
  func find(_ name: SystemPath) throws(ImageError) -> RandomAccessFile? {
    if let found = open.first(where: { $0.name == name }) { return found.file }
    guard let entry = try journal.find(ShardRecord.journalKey(name)),
      let file = try? RandomAccessFile(readingFrom: root.appending(name)),
      file.status?.content == entry.outputIdentity
    else { return nil }
    open.append((name, file))
    if open.count > Self.mostOpen { open.removeFirst() }
    return file
  }

  /// The bytes of a member; nil if they are not what was written.
  func read(_ member: SampleRecord.Member, of shard: SystemPath) throws(ImageError) -> [UInt8]? {
    guard let file = try find(shard) else { return nil }
    let bytes = try file.read(at: member.offset, count: member.length)
    return bytes.count == member.length && SHA256.digest(of: bytes) == member.digest ? bytes : nil
  }
}

/// What a run wrote as one shard.
enum ShardRecord {
  /// The key of its entry in the journal, which no output has.
  static func journalKey(_ name: SystemPath) -> SystemPath { SystemPath(bytes: [1] + name.bytes) }

  static func entry(
    _ name: SystemPath, _ identity: InputIdentity, samples: Int, options: [UInt8]
  ) -> JournalEntry {
    var writer = ByteWriter()
    writer.add(samples)
    return JournalEntry(
      output: journalKey(name), input: name, identity: InputIdentity(size: 0, modified: 0), options: options,
      status: .done, outputIdentity: identity, tail: writer.bytes)
  }

  static func samples(_ entry: JournalEntry) -> Int {
    var reader = ByteReader(entry.tail)
    return reader.number()
  }

  /// The shard that an entry is about; nil if it is about something else.
  static func name(_ entry: JournalEntry) -> SystemPath? {
    entry.output.bytes.first == 1 ? SystemPath(bytes: entry.output.bytes.dropFirst()) : nil
  }
}
