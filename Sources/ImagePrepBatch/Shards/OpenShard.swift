import ImagePrep

/// A shard that is being written, in the folder of unfinished things.
final class OpenShard {
  private let state: OutputState
  private let name: SystemPath
  private let path: SystemPath
  private let file: RandomAccessFile
  private let writer: TarWriter
  private var index = ShardIndex()
  private var records: [SampleRecord] = []

  init(_ name: SystemPath, _ state: OutputState) throws(ImageError) {
    self.state = state
    self.name = name
    path = state.temporary.appending(name)
    file = try RandomAccessFile(path)
    try file.truncate(to: 0)
    writer = TarWriter(descriptor: file.descriptor)
  }

  /// Adds a sample that this run made.
  func add(_ outcome: SampleOutcome) throws(ImageError) {
    var record = outcome.record
    for member in outcome.files {
      switch member.content {
      case .bytes(let bytes):
        record.members.append(
          try add(member.name, bytes, SHA256.digest(of: bytes), member.size))
      case .file(let output): record.members.append(try copy(member, output))
      }
    }
    finish(record)
  }

  /// Adds a sample that an earlier run made.
  ///
  /// - Returns: False if its bytes are not there any more. The shard has none of it then.
  func add(_ kept: SampleRecord, from old: OldShards) throws(ImageError) -> Bool {
    var contents: [[UInt8]] = []
    for member in kept.members {
      guard let bytes = try old.read(member, of: kept.shard) else { return false }
      contents.append(bytes)
    }
    var record = kept
    record.members = []
    for (member, bytes) in zip(kept.members, contents) {
      record.members.append(try add(member.name, bytes, member.digest, member.size))
    }
    finish(record)
    return true
  }

  private func finish(_ record: SampleRecord) {
    var record = record
    record.shard = name
    record.number = records.count
    records.append(record)
  }

  private func add(
    _ name: SystemPath, _ bytes: [UInt8], _ digest: [UInt8], _ size: Size?
  ) throws(ImageError) -> SampleRecord.Member {
    let offset = try writer.append(name, bytes)
    index.add(name, offset: offset, length: bytes.count, size: size)
    return SampleRecord.Member(name: name, offset: offset, length: bytes.count, digest: digest, size: size)
  }

  private func copy(
    _ member: SampleOutcome.File, _ output: FinishedFile
  ) throws(ImageError) -> SampleRecord.Member {
    let offset = try writer.copy(output, as: member.name)
    index.add(member.name, offset: offset, length: output.identity.size, size: member.size)
    return SampleRecord.Member(
      name: member.name, offset: offset, length: output.identity.size, digest: output.digest,
      size: member.size)
  }

  /// Puts the shard and its index in their places, and notes them in the journal.
  ///
  /// - Parameter sync: Whether they survive a power failure.
  func publish(options: [UInt8], sync: Durability) throws(ImageError) {
    try writer.finish()
    let indexName = ShardPattern.index(of: name)
    let indexFile = try RandomAccessFile(state.temporary.appending(indexName))
    try indexFile.write(index.text, at: 0)
    if sync == .files {
      try file.sync()
      try indexFile.sync()
    }
    guard let identity = file.status?.content else {
      throw ImageError(.unwritable, "it cannot be examined", path: path)
    }
    try state.journal.forget(ShardRecord.journalKey(name))
    // The shard comes last: whoever sees it finds its index.
    try FileSystem.rename(state.temporary.appending(indexName), to: state.root.appending(indexName))
    try FileSystem.rename(path, to: state.root.appending(name))
    if sync == .files { try SystemFile.syncFolder(state.root) }
    for record in records { try state.journal.append(record.entry(options: options)) }
    try state.journal.append(
      ShardRecord.entry(name, identity, samples: records.count, options: options))
  }
}

extension TarWriter {
  /// Adds a finished file in pieces.
  ///
  /// - Returns: The offset of its first byte of data in the archive.
  func copy(_ file: FinishedFile, as name: SystemPath) throws(ImageError) -> Int {
    let source = try RandomAccessFile(readingFrom: file.path)
    let offset = try begin(name, size: file.identity.size)
    let piece = 1 << 18
    for start in stride(from: 0, to: file.identity.size, by: piece) {
      try write(try source.read(at: start, count: min(piece, file.identity.size - start)))
    }
    try end()
    return offset
  }
}
