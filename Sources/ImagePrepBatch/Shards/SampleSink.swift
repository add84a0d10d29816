import ImagePrep

/// Where the samples of a run go, in their order.
protocol SampleSink: AnyObject {
  /// Takes a sample that has all its outputs.
  ///
  /// - Returns: The shard that it is in; nil for a tar on standard output. The outcome, if it had to be made after all.
  func add(_ outcome: SampleOutcome) throws(ImageError) -> (shard: SystemPath?, outcome: SampleOutcome)
  /// Called after the last sample of a run that has been through all inputs.
  func finish() throws(ImageError)
}

/// A tar on standard output.
final class StreamSink: SampleSink {
  private let writer = TarWriter(descriptor: 1)

  func add(_ outcome: SampleOutcome) throws(ImageError) -> (shard: SystemPath?, outcome: SampleOutcome) {
    do throws(ImageError) {
      for member in outcome.files {
        switch member.content {
        case .bytes(let bytes): try writer.append(member.name, bytes)
        case .file(let file): _ = try writer.copy(file, as: member.name)
        }
      }
    } catch {
      throw error.path == nil ? error.at("standard output") : error
    }
    return (nil, outcome)
  }

  func finish() throws(ImageError) { try writer.finish() }
}
