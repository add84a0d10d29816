import ImagePrep

/// One run into a folder: a queue between the admission of inputs and the account.
final class TreeRun {
  private let batch: Batch
  private let key: [UInt8]
  private let state: OutputState
  private let stop: StopFlag
  private let admission: Admission
  private let maker: ImageMaker
  private let writer: TreeWriter
  private let manifest: Manifest
  private var counts = BatchCounts()
  private var failure: ImageError?

  /// What a worker hands to the account.
  private enum Outcome: Sendable {
    case passedOver(SystemPath)
    /// Files without a row.
    case silent
    /// - tail: Nil if the row is that of an earlier input.
    case row(WorkItem, place: Int, ImageResult, tail: [UInt8]?, isNew: Bool)
    /// The run must end.
    case lost(ImageError)
  }

  init(
    _ batch: Batch, _ normalizer: Normalizer, _ key: [UInt8], _ state: OutputState, _ inputs: [InputArgument],
    stop: StopFlag
  ) throws(ImageError) {
    self.batch = batch
    self.key = key
    self.state = state
    self.stop = stop
    let names = OutputNames(
      .folder(state.root), fileExtension: batch.encoding.format.fileExtension, rule: batch.names)
    admission = try Admission(
      Intake(InputSources(inputs, excluding: state.identity, batch.paths), part: batch.part), state,
      Admission.Settings(options: key, names: names, retry: batch.retry), stop: stop)
    maker = ImageMaker(
      normalizer, batch.encoding, batch.filter, reencodes: batch.reencodes, durability: batch.durability,
      temporary: state.temporary)
    writer = TreeWriter(state, options: key, durability: batch.durability, naming: batch.naming)
    manifest = try Manifest(state)
  }

  func run(_ observer: Batch.Observer) throws(ImageError) -> BatchSummary {
    try state.remove(RunRecord.name)
    let (admission, maker) = (admission, maker)
    WorkQueue(jobs: batch.jobs, memory: batch.memory, stop: stop).run(
      AnyIterator { admission.next() },
      cost: { Self.cost($0, maker) },
      work: makeWork(),
      progress: { outcome in
        if case .row(_, _, let result, _, let isNew) = outcome, isNew {
          observer.progress(result.error != nil)
        }
      },
      report: { report($0, observer) })
    failure = failure ?? admission.failure
    let isComplete = admission.isAtEnd && counts.rows == admission.admitted && failure == nil
    if isComplete {
      do throws(ImageError) { try complete() } catch { failure = error }
    }
    try? state.journal.sync()
    let reason = failure.map { $0.stopReason ?? .outputLost } ?? (isComplete ? nil : stop.reason)
    return BatchSummary(counts: counts, stopped: reason, error: failure)
  }

  /// The memory that an image takes, by its plan. Images that cannot be opened take none.
  private static func cost(_ admitted: Admission.Admitted, _ maker: ImageMaker) -> Int {
    guard case .input(let item, _) = admitted, case .make = item.task else { return 0 }
    do throws(ImageError) {
      let opened = try maker.open(item.input)
      item.opened = .success(opened)
      return opened.1.memory(writing: maker.encoding)
    } catch {
      item.opened = .failure(error)
      return 0
    }
  }

  private func makeWork() -> @Sendable (Admission.Admitted) -> Outcome {
    let work = TreeWork(maker, writer, naming: batch.naming)
    let stop = stop
    return { admitted in
      switch admitted {
      case .passedOver(let path): return .passedOver(path)
      case .companions(let companions):
        do throws(ImageError) {
          try work.run(companions)
          return .silent
        } catch {
          stop.set(error.stopReason ?? .outputLost)
          return .lost(error)
        }
      case .input(let item, let place):
        do throws(ImageError) {
          let (result, tail, isNew) = try work.run(item)
          return .row(item, place: place, result, tail: tail, isNew: isNew)
        } catch {
          stop.set(error.stopReason ?? .outputLost)
          return .lost(error)
        }
      }
    }
  }

  private func report(_ outcome: Outcome, _ observer: Batch.Observer) {
    switch outcome {
    case .passedOver(let path):
      counts.passedOver += 1
      observer.passedOver(path)
    case .silent: break
    case .lost(let error): failure = failure ?? error
    case .row(let item, let place, let result, let tail, let isNew):
      // The rows after a missing one would be in the wrong place.
      guard failure == nil else { return }
      do throws(ImageError) {
        var (status, tail) = (result.status, tail)
        if tail == nil, let output = item.output, let entry = try state.journal.find(output) {
          (status, tail) = (entry.status, entry.tail)
        }
        let head = BatchRowText.head(
          input: item.input.name, output: status.hasOutput ? item.output : nil, columns: item.input.columns)
        let row = BatchRow(
          input: item.input.name, status: status, isNew: isNew, error: result.error,
          warnings: result.warnings, json: head + (tail ?? []))
        try manifest.append(row.json, place: place)
        counts.add(row)
        observer.row(row)
      } catch {
        failure = error
        stop.set(error.stopReason ?? .outputLost)
      }
    }
  }

  /// Ends a run that has been through all inputs.
  private func complete() throws(ImageError) {
    if batch.prunes { try prune() }
    try state.journal.sync()
    try manifest.publish()
    try RunRecord(
      options: key, part: batch.part, inputs: admission.total, hashes: admission.hashes, rows: counts.rows
    ).write(to: state.folder)
    try state.journal.compact(scratch: state.temporary)
  }

  /// Removes the outputs of inputs that have gone. A folder that cannot be read may hold those that seem to have gone.
  private func prune() throws(ImageError) {
    guard !admission.hasProblems else {
      counts.isPruningLeftOut = true
      return
    }
    var gone: [SystemPath] = []
    try state.journal.visit { (entry) throws(ImageError) in
      // Samples and shards have keys that begin with 0 and 1: see `SampleRecord`.
      guard entry.output.bytes.first ?? 0 > 1 else { return }
      if try !admission.hasOwner(entry.output) { gone.append(entry.output) }
    }
    for output in gone {
      if try writer.remove(output) { counts.pruned += 1 }
    }
  }
}
