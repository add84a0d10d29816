import ImagePrep
import Synchronization

/// Makes the output of one image, as a file in the folder of unfinished things.
final class ImageMaker: Sendable {
  let normalizer: Normalizer
  let encoding: Encoding
  private let filter: ImageFilter
  /// True if images are encoded again even where they are what is asked.
  let reencodes: Bool
  let durability: Durability
  private let temporary: SystemPath
  private let made = Atomic<Int>(0)

  init(
    _ normalizer: Normalizer, _ encoding: Encoding, _ filter: ImageFilter, reencodes: Bool,
    durability: Durability, temporary: SystemPath
  ) {
    self.filter = filter
    self.normalizer = normalizer.forFilesOnly
    self.encoding = encoding
    self.reencodes = reencodes
    self.durability = durability
    self.temporary = temporary
  }

  /// Reads the header and makes the plan.
  func open(_ input: BatchInput) throws(ImageError) -> (OpenImage, Plan) {
    let image: OpenImage
    switch input.content {
    case .file(let path, _): image = try normalizer.open(contentsOf: path)
    case .bytes(let bytes, _): image = try normalizer.open(bytes)
    case nil: throw input.problem ?? ImageError(.missing, "there is no such input")
    }
    return (image, try image.plan(normalizer.options, writing: encoding))
  }

  func make(_ input: BatchInput, _ image: OpenImage, _ plan: Plan) throws(ImageError) -> ImageResult {
    if let reason = try reasonToSkip(input, image.info) {
      return ImageResult(
        status: .skipped, info: image.info, skipped: reason, inputBytes: input.identity?.size)
    }
    let path = temporary.appending(SystemPath("\(made.add(1, ordering: .relaxed).newValue)"))
    do throws(ImageError) {
      let copied = try copy(input, image.info, plan, to: path)
      var result: ImageResult
      if let copied { result = copied } else { result = try render(image, plan, to: path) }
      if case .bytes = input.content, let warning = image.info.format.warning(ofName: input.relativePath) {
        result.warnings.append(warning)
      }
      result.output = try FinishedFile(path)
      result.inputBytes = input.identity?.size
      return result
    } catch {
      // Its place is no name that a user knows.
      throw error.path == path ? error.at(input.name) : error
    }
  }

  /// Why the image is left out; nil if it is chosen. Reads a GIF to its end if its frames matter.
  private func reasonToSkip(_ input: BatchInput, _ info: ImageInfo) throws(ImageError) -> SkipReason? {
    guard filter.needsFrameCount, info.frameCount == nil else { return filter.reasonToSkip(info) }
    switch input.content {
    case .file(let path, _):
      return filter.reasonToSkip(try normalizer.readInfo(contentsOf: path, countingFrames: true))
    case .bytes(let bytes, _):
      return filter.reasonToSkip(
        try ImageInfo(bytes, countingFrames: true, limits: normalizer.options.limits))
    case nil: return nil
    }
  }

  private func render(
    _ image: OpenImage, _ plan: Plan, to path: SystemPath
  ) throws(ImageError) -> ImageResult {
    var file = OutputFile(path, as: encoding)
    file.followingLinks = false
    file.sync = durability
    let rendered = try image.render(plan, to: [file])
    return ImageResult(
      status: .done, info: rendered.info, plan: rendered.plan, warnings: rendered.warnings)
  }

  /// Copies an image that needs no change. Returns nil for any other image. The copied bytes are decoded first, so that a
  /// broken image is not copied.
  private func copy(
    _ input: BatchInput, _ info: ImageInfo, _ plan: Plan, to path: SystemPath
  ) throws(ImageError) -> ImageResult? {
    guard !reencodes, ReadyImage.mayBe(info, plan, normalizer.options, encoding) else { return nil }
    let bytes: [UInt8]
    switch input.content {
    case .file(let path, _): bytes = try WholeFile.read(path, normalizer.options.limits)
    case .bytes(let held, _): bytes = held
    case nil: return nil
    }
    guard ReadyImage.isBare(bytes, info.format) else { return nil }
    let decoded = try normalizer.normalize(bytes)
    guard decoded.info.format == info.format, decoded.plan.output == plan.output,
      decoded.fractionDecoded == 1, decoded.warnings.isEmpty
    else { return nil }
    var warnings: [Warning] = []
    if case .file(let path, _) = input.content, let warning = info.format.warning(ofName: path) {
      warnings.append(warning)
    }
    let file = try RandomAccessFile(path)
    try file.write(bytes, at: 0)
    if durability == .files { try file.sync() }
    return ImageResult(
      status: .unchanged, info: decoded.info, plan: decoded.plan, warnings: warnings)
  }
}
