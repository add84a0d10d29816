import ImagePrep

/// A sample on its way through a run. One thread has it at a time.
final class SampleItem: @unchecked Sendable {
  var sample: BatchSample
  let inputs: [UInt8]
  /// The number of images before its first one.
  let place: Int
  /// One for each image.
  let images: [WorkItem]
  /// What an earlier run did with it, if that is still so.
  let kept: SampleRecord?

  init(_ sample: BatchSample, _ inputs: [UInt8], place: Int, _ images: [WorkItem], kept: SampleRecord?) {
    self.sample = sample
    self.inputs = inputs
    self.place = place
    self.images = images
    self.kept = kept
  }
}

/// What became of a sample.
struct SampleOutcome: Sendable {
  let item: SampleItem
  /// One for each image.
  var results: [ImageResult]
  var record: SampleRecord
  /// Its members, in order; empty if it is left out, or an earlier run has written it.
  var files: [File]
  /// False if it is an earlier run's.
  var isNew: Bool

  struct File: Sendable {
    var name: SystemPath
    var content: Content
    /// Of an image.
    var size: Size?
  }

  enum Content: Sendable {
    case file(FinishedFile)
    case bytes([UInt8])
  }

  /// True if the sample is not written, because one of its images has no output.
  var isLeftOut: Bool { record.rows.contains { !$0.status.hasOutput } }
}
