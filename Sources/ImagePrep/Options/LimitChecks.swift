extension Limits {
  func check(sidesOf size: Size) throws(ImageError) {
    for (side, count, limit, option) in [
      ("width", size.width, width, OptionKey.limitWidth), ("height", size.height, height, .limitHeight),
    ] {
      guard let limit, count > limit else { continue }
      throw ImageError(
        .overLimit, "its \(side) is \(count), over the limit of \(limit: limit)",
        advice: "raise \(option) if you trust the file")
    }
  }

  /// Refuses what the worker has no memory for: a codec that runs out of memory may crash, which looks like an attack.
  func check(workerHas bytes: Int) throws(ImageError) {
    guard let workerMemory, bytes > workerMemory else { return }
    throw ImageError(
      .outOfMemory, "it may need \(bytes) bytes of memory, and its worker may take \(workerMemory)",
      advice: "let it have more memory (\(.isolationMemory), ulimit -v), or ask for a smaller size")
  }

  func check(byteCount: Int) throws(ImageError) {
    guard let bytes, byteCount > bytes else { return }
    throw overBytes(bytes)
  }

  /// - Parameter bytes: The decoder's memory for the part of the file that has been read.
  func check(heldBytes bytes: Int) throws(ImageError) {
    if let memory, bytes > memory {
      throw ImageError(
        .overLimit, "it may need \(bytes) bytes of memory or more, over the limit of \(limit: memory)",
        advice: "raise \(.limitMemory)")
    }
    try check(workerHas: bytes)
  }

  func check(frames count: Int) throws(ImageError) {
    guard let frames, count > frames else { return }
    throw ImageError(
      .overLimit, "it has more than the limit of \(limit: frames) frames",
      advice: "raise \(.limitFrames)")
  }

  /// - Parameter stepsBetween: The cost of finding each next frame, in steps that take as long as a pixel.
  func check(frame: Int, of size: Size, stepsBetween steps: Int = 0) throws(ImageError) {
    try check(frames: frame + 1)
    let (count, overflow) = (frame + 1).multipliedReportingOverflow(by: size.area + steps)
    guard let framePixels, overflow || count > framePixels else { return }
    throw overFramePixels(framePixels, "frame \(frame) takes \(frame + 1) frames of \(size)")
  }

  /// - Parameters:
  ///   - size: The size of this frame, which may be larger than the image.
  ///   - index: The frame that was asked for.
  ///   - pixelCount: Pixels that have been composed for it so far.
  func check(frame: Int, of size: Size, upTo index: Int, pixelCount: Int) throws(ImageError) {
    try check(sidesOf: size)
    if let pixels, size.area > pixels {
      throw ImageError(
        .overLimit, "its frame \(frame), \(size), is \(size.area) pixels, over the limit of \(limit: pixels)",
        advice: "raise \(.limitPixels) if you trust the file")
    }
    guard let framePixels, pixelCount > framePixels else { return }
    throw overFramePixels(framePixels, "frame \(index) takes \(pixelCount) pixels or more")
  }

  private func overFramePixels(_ limit: Int, _ cost: Message) -> ImageError {
    ImageError(
      .overLimit, "\(cost), over the limit of \(limit: limit) pixels",
      advice: "raise \(.limitFramePixels), or ask for an earlier \(.frame)")
  }

  /// - Parameter elapsed: Seconds.
  func check(elapsed: Double) throws(ImageError) {
    guard let seconds, elapsed > seconds else { return }
    throw timeoutError
  }

  func overScans(_ limit: Int) -> ImageError {
    ImageError(
      .overLimit, "it has more than the limit of \(limit: limit) scans",
      advice: "raise \(.limitScans) if you trust the file")
  }

  /// The error for an image that takes too long.
  var timeoutError: ImageError { overSeconds(seconds ?? 0) }

  func overSeconds(_ seconds: Double) -> ImageError {
    ImageError(
      .overLimit, "it takes longer than the limit of \(limit: seconds) seconds",
      advice: "raise \(.limitSeconds)")
  }

  func overWorkerSeconds(_ seconds: Double) -> ImageError {
    ImageError(
      .overLimit, "its worker took longer than \(limit: seconds) seconds",
      advice: "raise \(.isolationSeconds)")
  }

  func overBytes(_ limit: Int) -> ImageError {
    ImageError(
      .overLimit, "the file is larger than the limit of \(limit: limit) bytes",
      advice: "raise \(.limitBytes)")
  }
}
