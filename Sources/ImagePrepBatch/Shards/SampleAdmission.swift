import ImagePrep

/// Takes samples one by one and in order, and decides what is to be done with each. One thread uses it at a time.
final class SampleAdmission: @unchecked Sendable {
  private var intake: Intake
  /// Nil for a tar on standard output.
  private let journal: Journal?
  private let settings: Admission.Settings
  private let taken: TakenOutputs
  private let stop: StopFlag

  private(set) var failure: ImageError?
  private(set) var admitted = 0

  var isAtEnd: Bool { intake.isAtEnd }
  var total: Int { intake.total }
  var hashes: UInt64 { intake.hashes }

  enum Admitted: Sendable {
    case passedOver(SystemPath)
    case sample(SampleItem)
  }

  /// - Parameter scratch: A folder for what must be looked up.
  init(
    _ intake: Intake, _ journal: Journal?, _ settings: Admission.Settings, scratch: SystemPath, stop: StopFlag
  ) throws(ImageError) {
    self.intake = intake
    self.journal = journal
    self.settings = settings
    self.stop = stop
    taken = try TakenOutputs(in: scratch)
  }

  /// What is next; nil at the end, or if the run cannot go on.
  func next() -> Admitted? {
    do throws(ImageError) {
      switch try intake.next() {
      case nil: return nil
      case .passedOver(let path): return .passedOver(path)
      case .sample(let sample, let place):
        let item = try admit(sample, place)
        admitted += 1
        return .sample(item)
      }
    } catch {
      failure = error
      stop.set(error.stopReason ?? .outputLost)
      return nil
    }
  }

  private func admit(_ sample: BatchSample, _ place: Int) throws(ImageError) -> SampleItem {
    var images: [WorkItem] = []
    var isClear = true
    for input in sample.images {
      let item = try admit(input)
      if case .end = item.task { isClear = false }
      images.append(item)
    }
    for companion in sample.companions where isClear {
      let owner = TakenOutputs.Owner(name: companion.name, relativePath: companion.name)
      guard let first = try taken.take(companion.name, for: owner) else { continue }
      isClear = false
      images = sample.images.map { input in
        WorkItem(input, nil, .end(ImageResult(.clash(companion.name, first.name), of: input)))
      }
    }
    let inputs = sample.inputs
    guard isClear, let journal, let entry = try journal.find(SampleRecord.journalKey(sample.key)),
      let record = SampleRecord(entry), record.inputs == inputs, entry.options == settings.options,
      record.rows.count == images.count
    else { return SampleItem(sample, inputs, place: place, images, kept: nil) }
    let kinds = entry.errorKind.split(separator: " ").map(String.init)
    let isKept = entry.isRemembered && !kinds.contains { settings.retry.matches($0) }
    return SampleItem(sample, inputs, place: place, images, kept: isKept ? record : nil)
  }

  private func admit(_ input: BatchInput) throws(ImageError) -> WorkItem {
    if let problem = input.problem { return WorkItem(input, nil, .end(ImageResult(problem, of: input))) }
    let output = settings.names.relativeOutput(of: input.relativePath)
    let owner = TakenOutputs.Owner(name: input.name, relativePath: input.relativePath)
    if let first = try taken.take(output, for: owner) {
      return WorkItem(input, nil, .end(ImageResult(.clash(output, first.name), of: input)))
    }
    return WorkItem(input, output, .make(replacing: false))
  }
}
