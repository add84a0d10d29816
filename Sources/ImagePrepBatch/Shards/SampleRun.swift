import ImagePrep

/// One run into tars: a queue between the admission of samples, the sink and the account.
final class SampleRun {
  /// What a run with a state has, and a tar on standard output has not.
  struct Stateful {
    var state: OutputState
    var options: [UInt8]
    var part: Part?
  }

  private let queue: WorkQueue
  private let admission: SampleAdmission
  private let work: SampleWork
  private let sink: any SampleSink
  private let manifest: Manifest?
  private let stateful: Stateful?
  private var counts = BatchCounts()
  private var reported = 0
  private var failure: ImageError?

  private enum Outcome: Sendable {
    case passedOver(SystemPath)
    case sample(SampleOutcome)
    /// The run must end.
    case lost(ImageError)
  }

  init(
    _ queue: WorkQueue, _ admission: SampleAdmission, _ work: SampleWork, _ sink: any SampleSink,
    _ manifest: Manifest?, _ stateful: Stateful?
  ) {
    self.queue = queue
    self.admission = admission
    self.work = work
    self.sink = sink
    self.manifest = manifest
    self.stateful = stateful
  }

  func run(_ observer: Batch.Observer) throws(ImageError) -> BatchSummary {
    try stateful?.state.remove(RunRecord.name)
    let (admission, work, stop) = (admission, work, queue.stop)
    queue.run(
      AnyIterator { admission.next() },
      cost: { Self.cost($0, work.maker) },
      work: { admitted in
        switch admitted {
        case .passedOver(let path): return Outcome.passedOver(path)
        case .sample(let item):
          do throws(ImageError) {
            return .sample(try work.run(item))
          } catch {
            stop.set(error.stopReason ?? .outputLost)
            return .lost(error)
          }
        }
      },
      progress: { outcome in
        guard case .sample(let sample) = outcome, sample.isNew else { return }
        for result in sample.results { observer.progress(result.error != nil) }
      },
      report: { report($0, observer) })
    failure = failure ?? admission.failure
    let isComplete = admission.isAtEnd && reported == admission.admitted && failure == nil
    if isComplete {
      do throws(ImageError) { try complete() } catch { failure = error }
    }
    try? stateful?.state.journal.sync()
    let reason = failure.map { $0.stopReason ?? .outputLost } ?? (isComplete ? nil : stop.reason)
    return BatchSummary(counts: counts, stopped: reason, error: failure)
  }

  /// The memory that the largest image of a sample takes, by its plan.
  private static func cost(_ admitted: SampleAdmission.Admitted, _ maker: ImageMaker) -> Int {
    guard case .sample(let item) = admitted, item.kept == nil else { return 0 }
    var most = 0
    for image in item.images {
      guard case .make = image.task else { continue }
      do throws(ImageError) {
        let opened = try maker.open(image.input)
        image.opened = .success(opened)
        most = max(most, opened.1.memory(writing: maker.encoding))
      } catch {
        image.opened = .failure(error)
      }
    }
    return most
  }

  private func report(_ outcome: Outcome, _ observer: Batch.Observer) {
    switch outcome {
    case .passedOver(let path):
      counts.passedOver += 1
      observer.passedOver(path)
    case .lost(let error): failure = failure ?? error
    case .sample(let sample):
      // What follows a missing sample would be in the wrong place.
      guard failure == nil else { return }
      do throws(ImageError) {
        try add(sample, observer)
        reported += 1
      } catch {
        failure = error
        queue.stop.set(error.stopReason ?? .outputLost)
      }
    }
  }

  private func add(_ sample: SampleOutcome, _ observer: Batch.Observer) throws(ImageError) {
    var (shard, outcome): (SystemPath?, SampleOutcome) = (nil, sample)
    if !sample.isLeftOut { (shard, outcome) = try sink.add(sample) }
    if outcome.isLeftOut, outcome.isNew, let stateful {
      let errors = outcome.results.compactMap(\.error)
      try stateful.state.journal.append(
        outcome.record.entry(
          options: stateful.options, kinds: errors.map(\.code.description),
          isRemembered: errors.allSatisfy(\.isVerdict)))
    }
    for (index, image) in outcome.item.images.enumerated() {
      let row = outcome.record.rows[index]
      let head = BatchRowText.head(
        input: image.input.name, output: row.status.hasOutput ? image.output : nil,
        shard: row.status.hasOutput ? shard : nil, columns: image.input.columns)
      let result = outcome.results[index]
      let batchRow = BatchRow(
        input: image.input.name, status: row.status, isNew: outcome.isNew, error: result.error,
        warnings: result.warnings, json: head + row.tail)
      try manifest?.append(batchRow.json, place: outcome.item.place + index)
      counts.add(batchRow)
      observer.row(batchRow)
    }
  }

  /// Ends a run that has been through all inputs.
  private func complete() throws(ImageError) {
    try sink.finish()
    try stateful?.state.journal.sync()
    try manifest?.publish()
    guard let stateful else { return }
    try RunRecord(
      options: stateful.options, part: stateful.part, inputs: admission.total, hashes: admission.hashes,
      rows: counts.rows
    ).write(to: stateful.state.folder)
    try stateful.state.journal.compact(scratch: stateful.state.temporary)
  }
}
