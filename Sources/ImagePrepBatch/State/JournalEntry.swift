import ImagePrep

/// What a run did for one output, or that an input failed.
struct JournalEntry: Sendable, Equatable {
  /// The output's path, inside the folder of outputs. There is one entry for each.
  var output: SystemPath
  /// The relative path of the input.
  var input: SystemPath
  var identity: InputIdentity
  /// Stands for the options and the version: see `OptionsKey`.
  var options: [UInt8]
  var status: RowStatus
  /// The kind of the error; empty if there is none.
  var errorKind = ""
  /// True if a failure is a verdict on the bytes, so that trying again would change nothing.
  var isRemembered = false
  /// Of the output; zeros if there is none.
  var outputIdentity = InputIdentity(size: 0, modified: 0)
  /// The SHA-256 of the output; empty if there is none.
  var digest: [UInt8] = []
  /// The row of the account, from its status on.
  var tail: [UInt8]
}

/// The size of a file, and when it was last changed. Any other size or time is a change.
public struct InputIdentity: Sendable, Equatable {
  public var size: Int
  /// Nanoseconds since 1970.
  public var modified: Int
}

extension JournalEntry {
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.add(output.bytes)
    writer.add(input.bytes)
    for number in [identity.size, identity.modified, outputIdentity.size, outputIdentity.modified] {
      writer.add(number)
    }
    writer.add(options)
    writer.add(status.code)
    writer.add(Array(errorKind.utf8))
    writer.add(isRemembered ? 1 : 0 as UInt8)
    writer.add(digest)
    writer.add(tail)
    return writer.bytes
  }

  /// Nil if these are not the bytes of an entry.
  ///
  /// - Parameter start: The place of the first. Default: 0.
  init?(_ bytes: [UInt8], from start: Int = 0) {
    var reader = ByteReader(bytes, from: start)
    output = SystemPath(bytes: reader.array())
    input = SystemPath(bytes: reader.array())
    identity = InputIdentity(size: reader.number(), modified: reader.number())
    outputIdentity = InputIdentity(size: reader.number(), modified: reader.number())
    options = reader.array()
    guard let status = RowStatus(code: reader.byte()) else { return nil }
    self.status = status
    errorKind = String(decoding: reader.array(), as: UTF8.self)
    isRemembered = reader.byte() == 1
    digest = reader.array()
    tail = reader.array()
    if reader.isBroken { return nil }
  }
}
