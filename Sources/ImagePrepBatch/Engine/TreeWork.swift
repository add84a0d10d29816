import ImagePrep

/// The work on one input of a tree. Several threads do it at once.
struct TreeWork: Sendable {
  private let maker: ImageMaker
  private let writer: TreeWriter
  private let naming: @Sendable (OptionKey) -> String

  init(_ maker: ImageMaker, _ writer: TreeWriter, naming: @escaping @Sendable (OptionKey) -> String) {
    self.maker = maker
    self.writer = writer
    self.naming = naming
  }

  /// - Returns: The result, the tail of its row (nil if it is that of an earlier row), and whether there was work.
  /// - Throws: `ImageError` if no further output can be written.
  func run(_ item: WorkItem) throws(ImageError) -> (ImageResult, tail: [UInt8]?, isNew: Bool) {
    defer { item.release() }
    switch item.task {
    case .end(let result): return (result, BatchRowText.tail(result, naming: naming), true)
    case .keep(let entry):
      if entry.status.hasOutput { try writer.write(item.companions, replacing: false) }
      return (ImageResult(status: entry.status), entry.tail, false)
    case .repeated: return (ImageResult(status: .done), nil, false)
    case .verify(let entry):
      let found = try? FinishedFile.examine(writer.path(entry.output))
      guard let (identity, digest) = found, digest == entry.digest else {
        return try make(item, replacing: true)
      }
      try writer.renew(entry, identity)
      return (ImageResult(status: entry.status), entry.tail, false)
    case .make(let replacing): return try make(item, replacing: replacing)
    }
  }

  private func make(
    _ item: WorkItem, replacing: Bool
  ) throws(ImageError) -> (ImageResult, tail: [UInt8]?, isNew: Bool) {
    guard let output = item.output else { return (ImageResult(status: .failed), nil, true) }
    let start = ContinuousClock.now
    var result: ImageResult
    do throws(ImageError) {
      let (image, plan) = try open(item)
      result = try maker.make(item.input, image, plan)
    } catch {
      if error.stopReason != nil { throw error.at(item.input.name) }
      result = ImageResult(error, of: item.input)
    }
    result.milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    do throws(ImageError) {
      // They come first, so that a killed run cannot leave an image alone.
      if result.output != nil { try writer.write(item.companions, replacing: true) }
      return (result, try writer.finish(item.input, output, replacing: replacing, result), true)
    } catch {
      // One place may be impossible, such as a name that is too long, while others are not.
      guard error.stopReason == nil, [.uncreatable, .unwritable].contains(error.code), result.output != nil
      else {
        throw error
      }
      result = ImageResult(error, of: item.input)
      return (result, try writer.finish(item.input, output, replacing: false, result), true)
    }
  }

  /// Writes the files of a sample without an image.
  func run(_ companions: WorkItem.Companions) throws(ImageError) {
    try writer.write(companions, replacing: false)
  }

  /// Opens the image, unless that was done to learn its cost.
  private func open(_ item: WorkItem) throws(ImageError) -> (OpenImage, Plan) {
    defer { item.opened = nil }
    if let opened = item.opened { return try opened.get() }
    return try maker.open(item.input)
  }
}
