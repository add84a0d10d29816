import ImagePrep

/// Takes inputs one by one and in order, and decides what is to be done with each. One thread uses it at a time.
final class Admission: @unchecked Sendable {
  private var intake: Intake
  private let state: OutputState
  private let settings: Settings
  private let taken: TakenOutputs
  private let stop: StopFlag
  /// The other images of the last sample.
  private var waiting: [Admitted] = []

  /// What decides whether an input is done again.
  struct Settings {
    var options: [UInt8]
    var names: OutputNames
    var retry: Retry
  }

  /// Why no more inputs could be taken.
  private(set) var failure: ImageError?
  /// The inputs that were handed out, without files that are no images.
  private(set) var admitted = 0
  /// True if an input could not be found out about: a folder that cannot be read may hold any number.
  private(set) var hasProblems = false

  /// True once all inputs have been handed out.
  var isAtEnd: Bool { intake.isAtEnd && waiting.isEmpty }
  var total: Int { intake.total }
  var hashes: UInt64 { intake.hashes }

  init(_ intake: Intake, _ state: OutputState, _ settings: Settings, stop: StopFlag) throws(ImageError) {
    self.intake = intake
    self.state = state
    self.settings = settings
    self.stop = stop
    taken = try TakenOutputs(in: state.temporary)
  }

  enum Admitted: Sendable {
    case passedOver(SystemPath)
    /// - place: The number of inputs before it, those of other parts included.
    case input(WorkItem, place: Int)
    /// A sample without an image.
    case companions(WorkItem.Companions)
  }

  /// What is next; nil at the end, or if the run cannot go on.
  func next() -> Admitted? {
    do throws(ImageError) {
      while waiting.isEmpty {
        switch try intake.next() {
        case nil: return nil
        case .passedOver(let path): return .passedOver(path)
        case .sample(let sample, let place): try admit(sample, place)
        }
      }
      let next = waiting.removeFirst()
      if case .input = next { admitted += 1 }
      return next
    } catch {
      failure = error
      stop.set(error.stopReason ?? .outputLost)
      return nil
    }
  }

  private func admit(_ sample: BatchSample, _ place: Int) throws(ImageError) {
    let companions = WorkItem.Companions(files: sample.companions)
    let images = sample.images
    if images.isEmpty { waiting = [.companions(companions)] }
    for (index, image) in images.enumerated() {
      let item = try admit(image)
      item.companions = companions
      waiting.append(.input(item, place: place + index))
    }
  }

  private func admit(_ input: BatchInput) throws(ImageError) -> WorkItem {
    if let problem = input.problem {
      hasProblems = true
      return WorkItem(input, nil, .end(ImageResult(problem, of: input)))
    }
    let output = settings.names.relativeOutput(of: input.relativePath)
    let owner = TakenOutputs.Owner(name: input.name, relativePath: input.relativePath)
    if let first = try taken.take(output, for: owner) {
      if first == owner { return WorkItem(input, output, .repeated) }
      return WorkItem(input, nil, .end(ImageResult(.clash(output, first.name), of: input)))
    }
    return WorkItem(input, output, try task(input, output))
  }

  private func task(_ input: BatchInput, _ output: SystemPath) throws(ImageError) -> WorkItem.Task {
    guard let entry = try state.journal.find(output) else {
      guard !isItself(input, output) else {
        let error = ImageError(
          .outputExists, "its output would replace it", advice: "name another folder with \(.output)")
        return .end(ImageResult(error, of: input))
      }
      return .make(replacing: false)
    }
    let again = WorkItem.Task.make(replacing: entry.status.hasOutput)
    guard entry.input == input.relativePath, entry.identity == input.identity,
      entry.options == settings.options
    else { return again }
    if entry.status == .failed {
      return entry.isRemembered && !settings.retry.matches(entry.errorKind) ? .keep(entry) : again
    }
    guard entry.status.hasOutput else { return .keep(entry) }
    guard let status = FileStatus(ofNameAt: state.root.appending(output)), status.kind == .file,
      status.content.size == entry.outputIdentity.size
    else { return again }
    return status.content == entry.outputIdentity ? .keep(entry) : .verify(entry)
  }

  /// True if the output's place is that of the input. The folder of a list may be the folder of outputs.
  private func isItself(_ input: BatchInput, _ output: SystemPath) -> Bool {
    guard case .file(let path, _) = input.content else { return false }
    let place = state.root.appending(output)
    return SystemFile.exists(place) && FileSystem.isSame(place, as: path)
  }

  /// True if an input of this run has the output.
  func hasOwner(_ output: SystemPath) throws(ImageError) -> Bool { try taken.contains(output) }
}

extension ImageError {
  /// The error for an input whose output an earlier input has.
  static func clash(_ output: SystemPath, _ first: SystemPath) -> ImageError {
    ImageError(
      .outputExists, "its output \(output) is that of \(first), which comes before it",
      advice: "rename one of them, or use \(.names) keep-extension (a.jpg.png)")
  }
}
