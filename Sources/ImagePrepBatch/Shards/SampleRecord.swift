import ImagePrep

/// What a run did with a sample: its rows, and where its members are in a shard.
struct SampleRecord: Sendable, Equatable {
  var key: SystemPath
  /// Stands for the inputs: names, sizes, and times or bytes.
  var inputs: [UInt8]
  /// Empty if the sample was left out.
  var shard: SystemPath
  /// Its number in the shard.
  var number: Int
  var members: [Member]
  /// One for each image.
  var rows: [Row]

  struct Member: Sendable, Equatable {
    var name: SystemPath
    var offset: Int
    var length: Int
    var digest: [UInt8]
    /// Of an image.
    var size: Size?
  }

  struct Row: Sendable, Equatable {
    var status: RowStatus
    var tail: [UInt8]
  }

  /// The key of its entry in the journal, which no output has.
  static func journalKey(_ key: SystemPath) -> SystemPath { SystemPath(bytes: [0] + key.bytes) }

  /// - Parameters:
  ///   - kinds: Those of the errors of its images.
  ///   - isRemembered: True if all of them are verdicts.
  func entry(options: [UInt8], kinds: [String] = [], isRemembered: Bool = true) -> JournalEntry {
    var writer = ByteWriter()
    for text in [key.bytes, inputs, shard.bytes] { writer.add(text) }
    writer.add(number)
    writer.add(members.count)
    for member in members {
      writer.add(member.name.bytes)
      for number in [member.offset, member.length, member.size?.width ?? 0, member.size?.height ?? 0] {
        writer.add(number)
      }
      writer.add(member.digest)
    }
    writer.add(rows.count)
    for row in rows {
      writer.add(row.status.code)
      writer.add(row.tail)
    }
    return JournalEntry(
      output: Self.journalKey(key), input: key, identity: InputIdentity(size: 0, modified: 0),
      options: options, status: shard.isEmpty ? .failed : .done, errorKind: kinds.joined(separator: " "),
      isRemembered: isRemembered, tail: writer.bytes)
  }

  /// Nil if the entry is not that of a sample.
  init?(_ entry: JournalEntry) {
    var reader = ByteReader(entry.tail)
    key = SystemPath(bytes: reader.array())
    inputs = reader.array()
    shard = SystemPath(bytes: reader.array())
    number = reader.number()
    members = []
    rows = []
    var count = reader.number()
    while count > 0, !reader.isBroken {
      let name = SystemPath(bytes: reader.array())
      let (offset, length) = (reader.number(), reader.number())
      let size = Size(width: reader.number(), height: reader.number())
      members.append(
        Member(
          name: name, offset: offset, length: length, digest: reader.array(),
          size: size.width > 0 ? size : nil))
      count -= 1
    }
    count = reader.number()
    while count > 0, !reader.isBroken {
      guard let status = RowStatus(code: reader.byte()) else { return nil }
      rows.append(Row(status: status, tail: reader.array()))
      count -= 1
    }
    if reader.isBroken { return nil }
  }

  init(key: SystemPath, inputs: [UInt8], rows: [Row]) {
    self.key = key
    self.inputs = inputs
    self.rows = rows
    (shard, number, members) = ("", 0, [])
  }
}

extension BatchSample {
  /// Stands for all members: their names, and their bytes, or the sizes and times of files.
  var inputs: [UInt8] {
    var writer = ByteWriter()
    for member in members {
      switch member {
      case .image(let input):
        writer.add(input.relativePath.bytes)
        writer.add(input.identity?.size ?? -1)
        writer.add(input.identity?.modified ?? -1)
      case .companion(let name, let bytes):
        writer.add(name.bytes)
        writer.add(SHA256.digest(of: bytes))
      }
    }
    return SHA256.digest(of: writer.bytes)
  }
}
