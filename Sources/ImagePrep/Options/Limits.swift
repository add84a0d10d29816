/// What is refused, each before its cost is paid. Nil is no limit.
public struct Limits: Sendable, Equatable {
  /// Pixels of one frame, as stored, of the result, and of what lies between the passes of resampling: a thin strip that is
  /// enlarged to some width may become very high. Default: 268,435,456, a picture of 16384×16384.
  public var pixels: Int? = 268_435_456
  /// Pixels of a side, as stored. Default: a million each; no picture has more, and a strip of one pixel's width costs
  /// more memory than its pixels tell.
  public var width: Int? = 1_000_000
  public var height: Int? = 1_000_000
  /// Scans of a progressive JPEG. Default: 100; encoders write about ten, and each costs as much time as the picture is
  /// large, whatever it says.
  public var scans: Int? = 100
  /// Frames of an animation: of all it has where its header says so (WebP), otherwise (GIF) of those up to the one that is
  /// asked for, and of those that are counted. Default: a million.
  public var frames: Int? = 1_000_000
  /// Pixels of all the frames that must be composed for the one that is asked for (GIF, animated WebP). Default:
  /// 4,294,967,296, which takes some seconds.
  public var framePixels: Int? = 1 << 32
  /// Bytes of a PNG chunk that is not image data, and of Exif in a WebP; more is passed over, with a warning. Default: 8,000,000, as
  /// libpng has it. Of chunks that say nothing about the pixels (text above all) nothing is held in memory, so that their
  /// number is not limited.
  public var chunkBytes: Int? = 8_000_000
  /// Bytes of an embedded colour profile; a larger one is not looked at, with a warning. Default: 4 MiB; the
  /// largest profiles are those of printers, about 2 MB.
  public var profileBytes: Int? = 4 << 20
  /// Bytes of the file. Default: no limit.
  public var bytes: Int?
  /// Bytes of memory that the plan says the image needs at most, with those of the encoder where a file is written. Default: no
  /// limit.
  public var memory: Int?
  /// Seconds an image may take, more than 0 and at most a billion; looked at between bands of rows, scans, frames,
  /// parts of a WebP and blocks of a GIF.
  /// Default: no limit.
  public var seconds: Double?

  /// Bytes of memory that the worker may take which the image is decoded in; nil where it is decoded by the caller.
  var workerMemory: Int?

  public init() {}

  func check(_ info: ImageInfo) throws(ImageError) {
    try check(sidesOf: info.storedSize)
    if let count = info.frameCount { try check(frames: count) }
    guard let pixels, info.storedSize.area > pixels else { return }
    throw ImageError(
      .overLimit,
      "\(info.storedSize) is \(info.storedSize.area) pixels, over the limit of \(pixels)",
      advice: "raise limits.pixels (--limit-pixels) if you trust the file")
  }

  private func check(sidesOf size: Size) throws(ImageError) {
    for (side, count, limit) in [("width", size.width, width), ("height", size.height, height)] {
      guard let limit, count > limit else { continue }
      throw ImageError(
        .overLimit, "its \(side) is \(count), over the limit of \(limit)",
        advice: "raise limits.\(side) (--limit-\(side)) if you trust the file")
    }
  }

  func check(_ plan: Plan, writing encoding: Encoding? = nil) throws(ImageError) {
    if let pixels, plan.output.area > pixels {
      throw ImageError(
        .overLimit, "the result, \(plan.output), is \(plan.output.area) pixels, over the limit of \(pixels)",
        advice: "ask for a smaller size, or raise limits.pixels (--limit-pixels)")
    }
    // Between the passes, a picture that is made wider and lower, or narrower and higher, is larger than before and after.
    let between = max(plan.source.width * plan.scaled.height, plan.scaled.width * plan.source.height)
    if let pixels, between > pixels {
      throw ImageError(
        .overLimit,
        "scaling \(plan.source) to \(plan.scaled) takes \(between) pixels between its passes, over the limit of \(pixels)",
        advice: "ask for another size, or raise limits.pixels (--limit-pixels)")
    }
    let needed = encoding.map { plan.memory(writing: $0) } ?? plan.memory
    if let memory, needed > memory {
      throw ImageError(
        .overLimit, "it may need \(needed) bytes of memory, over the limit of \(memory)",
        advice: "raise limits.memory (--limit-memory), or ask for a smaller size")
    }
    try check(workerHas: needed)
  }

  /// A codec that runs out of memory in the middle may crash, which would look like an attack.
  func check(workerHas bytes: Int) throws(ImageError) {
    guard let workerMemory, bytes > workerMemory else { return }
    throw ImageError(
      .outOfMemory, "it may need \(bytes) bytes of memory, and its worker may take \(workerMemory)",
      advice: "let it have more memory (isolation.memory, ulimit -v), or ask for a smaller size")
  }

  func check(byteCount: Int) throws(ImageError) {
    guard let bytes, byteCount > bytes else { return }
    throw overBytes(bytes)
  }

  /// - Parameter bytes: What its decoder needs for the file alone, as far as it has been read.
  func check(heldBytes bytes: Int) throws(ImageError) {
    if let memory, bytes > memory {
      throw ImageError(
        .overLimit, "it may need \(bytes) bytes of memory or more, over the limit of \(memory)",
        advice: "raise limits.memory (--limit-memory)")
    }
    try check(workerHas: bytes)
  }

  func check(frames count: Int) throws(ImageError) {
    guard let frames, count > frames else { return }
    throw ImageError(
      .overLimit, "it has more than the limit of \(frames) frames",
      advice: "raise limits.frames (--limit-frames)")
  }

  /// - Parameter stepsBetween: What it costs to find one frame after another, each step as much as a pixel.
  func check(frame: Int, of size: Size, stepsBetween steps: Int = 0) throws(ImageError) {
    try check(frames: frame + 1)
    let (count, overflow) = (frame + 1).multipliedReportingOverflow(by: size.area + steps)
    guard let framePixels, overflow || count > framePixels else { return }
    throw overFramePixels(framePixels, "frame \(frame) takes \(frame + 1) frames of \(size)")
  }

  /// - Parameters:
  ///   - size: Of a frame that may be larger than the image.
  ///   - index: Of the frame that is asked for, which `pixelCount` pixels have been composed for.
  func check(frame: Int, of size: Size, upTo index: Int, pixelCount: Int) throws(ImageError) {
    try check(sidesOf: size)
    if let pixels, size.area > pixels {
      throw ImageError(
        .overLimit, "its frame \(frame), \(size), is \(size.area) pixels, over the limit of \(pixels)",
        advice: "raise limits.pixels (--limit-pixels) if you trust the file")
    }
    guard let framePixels, pixelCount > framePixels else { return }
    throw overFramePixels(framePixels, "frame \(index) takes \(pixelCount) pixels or more")
  }

  private func overFramePixels(_ limit: Int, _ cost: String) -> ImageError {
    ImageError(
      .overLimit, "\(cost), over the limit of \(limit) pixels",
      advice: "raise limits.framePixels (--limit-frame-pixels), or ask for an earlier --frame")
  }

  /// - Parameter elapsed: Seconds.
  func check(elapsed: Double) throws(ImageError) {
    guard let seconds, elapsed > seconds else { return }
    throw overSeconds(seconds)
  }

  func overScans(_ limit: Int) -> ImageError {
    ImageError(
      .overLimit, "it has more than the limit of \(limit) scans",
      advice: "raise limits.scans (--limit-scans) if you trust the file")
  }

  func overSeconds(_ seconds: Double) -> ImageError {
    ImageError(
      .overLimit, "it takes longer than the limit of \(seconds) seconds",
      advice: "raise limits.seconds (--limit-seconds)")
  }

  func overWorkerSeconds(_ seconds: Double) -> ImageError {
    ImageError(
      .overLimit, "its worker took longer than \(seconds) seconds",
      advice: "raise isolation.seconds (--limit-seconds)")
  }

  func overBytes(_ limit: Int) -> ImageError {
    ImageError(
      .overLimit, "the file is larger than the limit of \(limit) bytes",
      advice: "raise limits.bytes (--limit-bytes)")
  }
}
