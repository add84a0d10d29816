import ImagePrep

/// The work on one sample. Several threads do it at once.
struct SampleWork: Sendable {
  let maker: ImageMaker
  let naming: @Sendable (OptionKey) -> String

  /// - Parameter remakes: True makes what an earlier run has made. Default: false.
  /// - Throws: `ImageError` if no further output can be written.
  func run(_ item: SampleItem, remakes: Bool = false) throws(ImageError) -> SampleOutcome {
    if !remakes, let kept = item.kept {
      let results = kept.rows.map { ImageResult(status: $0.status) }
      return SampleOutcome(item: item, results: results, record: kept, files: [], isNew: false)
    }
    var results: [ImageResult] = []
    for image in item.images { results.append(try make(image)) }
    if results.contains(where: { !$0.status.hasOutput }) {
      for index in results.indices where results[index].status.hasOutput {
        results[index].status = .skipped
        results[index].output = nil
      }
    }
    let rows = results.map {
      SampleRecord.Row(status: $0.status, tail: BatchRowText.tail($0, naming: naming))
    }
    var outcome = SampleOutcome(
      item: item, results: results,
      record: SampleRecord(key: item.sample.key, inputs: item.inputs, rows: rows), files: [], isNew: true)
    if !outcome.isLeftOut { outcome.files = files(item, results) }
    // The bytes of images are not needed any more.
    item.sample.members = []
    for image in item.images { image.release() }
    return outcome
  }

  private func make(_ item: WorkItem) throws(ImageError) -> ImageResult {
    if case .end(let result) = item.task { return result }
    let start = ContinuousClock.now
    var result: ImageResult
    do throws(ImageError) {
      defer { item.opened = nil }
      let (image, plan): (OpenImage, Plan)
      if let opened = item.opened {
        (image, plan) = try opened.get()
      } else {
        (image, plan) = try maker.open(item.input)
      }
      result = try maker.make(item.input, image, plan)
    } catch {
      if error.stopReason != nil { throw error.at(item.input.name) }
      result = ImageResult(error, of: item.input)
    }
    result.milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    return result
  }

  private func files(_ item: SampleItem, _ results: [ImageResult]) -> [SampleOutcome.File] {
    var files: [SampleOutcome.File] = []
    var index = 0
    for member in item.sample.members {
      switch member {
      case .companion(let name, let bytes):
        files.append(SampleOutcome.File(name: name, content: .bytes(bytes)))
      case .image:
        if let output = results[index].output, let name = item.images[index].output {
          files.append(
            SampleOutcome.File(name: name, content: .file(output), size: results[index].plan?.output))
        }
        index += 1
      }
    }
    return files
  }
}
