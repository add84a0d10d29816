import ImagePrep

/// An input on its way through a run. One thread has it at a time.
final class WorkItem: @unchecked Sendable {
  private(set) var input: BatchInput
  /// The output's path inside the folder of outputs; nil if the input takes none.
  let output: SystemPath?
  var task: Task
  /// Opened to learn what the input costs, and kept for the work.
  var opened: Result<(OpenImage, Plan), ImageError>?

  /// The other files of its sample, which go where it goes.
  var companions = Companions(files: [])

  struct Companions: Sendable {
    var files: [(name: SystemPath, bytes: [UInt8])]
  }

  enum Task {
    /// There is nothing to do: this is how it ended.
    case end(ImageResult)
    /// An earlier run has done it.
    case keep(JournalEntry)
    /// An earlier run has done it, but the output's time is another: its bytes tell whether it is the same.
    case verify(JournalEntry)
    /// The list has it twice: the row of the first is that of the second.
    case repeated
    /// It must be made. Whether an earlier run made something under the output's name is known.
    case make(replacing: Bool)
  }

  init(_ input: BatchInput, _ output: SystemPath?, _ task: Task) {
    self.input = input
    self.output = output
    self.task = task
  }

  /// Lets go of bytes in memory. A finished item may wait long for its row.
  func release() {
    if case .bytes = input.content { input.content = nil }
    companions.files = []
  }
}
