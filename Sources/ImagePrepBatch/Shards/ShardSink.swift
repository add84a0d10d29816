import ImagePrep

/// Shards in a folder, a number of samples in each. A shard that is as it would be written is left alone.
final class ShardSink: SampleSink {
  private let state: OutputState
  private let pattern: ShardPattern
  private let samples: Int
  private let options: [UInt8]
  private let durability: Durability
  private let old: OldShards
  private let work: SampleWork
  /// The number of the shard, and of its samples so far.
  private var number = 0
  private var count = 0
  /// The samples so far, as long as the shard may be the one that is there.
  private var same: [SampleRecord] = []
  /// The shard, once it is another.
  private var open: OpenShard?

  init(
    _ state: OutputState, _ pattern: ShardPattern, samples: Int, options: [UInt8], durability: Durability,
    _ work: SampleWork
  ) {
    self.state = state
    self.pattern = pattern
    self.samples = samples
    self.options = options
    self.durability = durability
    self.work = work
    old = OldShards(state.root, state.journal)
  }

  func add(_ outcome: SampleOutcome) throws(ImageError) -> (shard: SystemPath?, outcome: SampleOutcome) {
    let name = pattern.name(number)
    var outcome = outcome
    let record = outcome.record
    var isSame =
      open == nil && !outcome.isNew && record.shard == name && record.number == count
    if isSame, count == 0 { isSame = try old.find(name) != nil }
    if isSame {
      same.append(record)
    } else {
      let shard = try begin(name)
      let isCopied = outcome.isNew ? false : try shard.add(record, from: old)
      if !isCopied {
        if !outcome.isNew { outcome = try work.run(outcome.item, remakes: true) }
        // What an earlier run made of the same bytes can be made again.
        guard !outcome.isLeftOut else { return (nil, outcome) }
        try shard.add(outcome)
      }
    }
    count += 1
    if count == samples { try close() }
    return (name, outcome)
  }

  /// The shard, begun with the samples that are as before.
  private func begin(_ name: SystemPath) throws(ImageError) -> OpenShard {
    if let open { return open }
    let shard = try OpenShard(name, state)
    for record in same where try !shard.add(record, from: old) {
      throw ImageError(
        .corrupt, "it has changed while the run was at work", advice: "remove it, and run again",
        path: state.root.appending(record.shard))
    }
    same = []
    open = shard
    return shard
  }

  /// Ends a shard.
  private func close() throws(ImageError) {
    let name = pattern.name(number)
    if open == nil, try !isWhole(name) { _ = try begin(name) }
    try open?.publish(options: options, sync: durability)
    open = nil
    same = []
    count = 0
    number += 1
  }

  /// True if the shard that is there has these samples and no more, and its index.
  private func isWhole(_ name: SystemPath) throws(ImageError) -> Bool {
    guard let entry = try state.journal.find(ShardRecord.journalKey(name)),
      ShardRecord.samples(entry) == count,
      FileStatus(ofNameAt: state.root.appending(ShardPattern.index(of: name)))?.kind == .file
    else { return false }
    return FileStatus(ofNameAt: state.root.appending(name))?.content == entry.outputIdentity
  }

  func finish() throws(ImageError) {
    if count > 0 { try close() }
    // An earlier run may have had more samples.
    var rest: [SystemPath] = []
    try state.journal.visit { (entry) throws(ImageError) in
      if let name = ShardRecord.name(entry), let other = pattern.number(of: name), other >= number {
        rest.append(name)
      }
    }
    for name in rest {
      try state.journal.forget(ShardRecord.journalKey(name))
      for file in [name, ShardPattern.index(of: name)] { FileSystem.remove(state.root.appending(file)) }
    }
  }
}
