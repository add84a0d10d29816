/// An image whose header has been read and whose pixels are not decoded yet.
///
/// Open it, look at ``info``, make as many plans as you like, and render one of them. The bytes are read once, from
/// front to back, so that a pipe works as well as a file.
///
/// ```swift
/// let image = try normalizer.open(contentsOf: "in.webp")
/// let plan = try image.plan(image.info.frameCount == 1 ? still : animated)
/// let result = try image.render(plan)
/// ```
///
/// Use it on one thread at a time. ``Limits/seconds`` counts from the opening. With ``Isolation`` a worker holds the
/// image open, for ``Isolation/idleSeconds`` at most.
public final class OpenImage {
  /// The header of the image.
  public let info: ImageInfo

  private let decoding: Decoding
  /// Started when the image was opened, with the limits of the opening.
  private let clock: Deadline
  private let path: SystemPath?
  private var isRendered = false

  private enum Decoding {
    /// In this process. The owner keeps the source's file or memory alive.
    case here(any Decoder, ByteSource?, owner: AnyObject?)
    case isolated(IsolatedImage)
  }

  /// - Parameters:
  ///   - owner: Kept alive as long as the image.
  ///   - path: The file that errors and warnings are about. Default: nil, none.
  init(_ source: ByteSource, owner: AnyObject? = nil, path: SystemPath? = nil) throws(ImageError) {
    let decoder: any Decoder
    do throws(ImageError) {
      decoder = try Format.openDecoder(source)
    } catch {
      throw source.failure ?? error
    }
    info = decoder.info
    decoding = .here(decoder, source, owner: owner)
    clock = source.clock
    self.path = path
    do { try clock.limits.check(info) } catch { throw located(error) }
  }

  /// An image that is decoded already.
  init(_ buffer: PixelBuffer, _ limits: Limits) {
    let decoder = BufferDecoder(buffer)
    info = decoder.info
    decoding = .here(decoder, nil, owner: nil)
    clock = Deadline(limits)
    path = nil
  }

  /// An image that a worker holds open.
  init(_ image: IsolatedImage, _ info: ImageInfo, path: SystemPath?) {
    self.info = info
    decoding = .isolated(image)
    clock = image.clock
    self.path = path
  }

  /// Says what rendering the image would do. Decodes nothing.
  ///
  /// - Parameters:
  ///   - options: Their limits can only tighten those of the opening, which count as well. Limits that are checked while
  ///     bytes are read (bytes, seconds, scans, chunks, profiles) are those of the opening alone.
  ///   - encoding: How the result will be written: its encoder's memory counts for ``Limits/memory``. Default: nil, the
  ///     result is not written.
  /// - Throws: `ImageError` with a code such as `overLimit`, `invalidOptions`, `noSuchFrame`, or `unencodable` if the
  ///   format of `encoding` cannot hold the result.
  public func plan(_ options: Options, writing encoding: Encoding? = nil) throws(ImageError) -> Plan {
    do throws(ImageError) {
      try clock.check()
      let plan = try Plan.checked(info, options, writing: encoding)
      try clock.limits.check(plan, writing: encoding)
      return plan
    } catch {
      throw located(error)
    }
  }

  /// Decodes the image and makes the result that a plan describes.
  ///
  /// - Parameters:
  ///   - plan: Made by this image. Its limits and those of the opening are checked again, with the memory of the files'
  ///     encoders.
  ///   - files: Written while rows are made. Each appears under its name only when it is complete. Default: none.
  /// - Throws: `ImageError`. Its code is `invalidOptions` for another image's plan, and for a second call. If the plan or
  ///   a file is at fault, nothing has been decoded, and the image can still be rendered.
  public func render(_ plan: Plan, to files: [OutputFile] = []) throws(ImageError) -> NormalizedImage {
    let (plan, files) = try checked(plan, files)
    return try render(plan, in: .new, writingTo: files)
  }

  /// Decodes the image and writes the result into the caller's memory.
  ///
  /// - Parameters:
  ///   - memory: At least `bytesPerRow` bytes for each row of ``Plan/output``. Memory that does not fit is refused before
  ///     anything is decoded. After another error it may hold part of the result.
  ///   - format: `rgb8`, or `rgba8` (opaque, unless transparency is kept). An image with transparency that is kept needs
  ///     `rgba8`. Default: `rgb8`.
  ///   - bytesPerRow: Bytes from the start of a row to the start of the next. Bytes between rows stay unchanged.
  ///     Default: nil, rows without gaps.
  public func render(
    _ plan: Plan, into memory: inout MutableSpan<UInt8>, format: PixelFormat = .rgb8, bytesPerRow: Int? = nil,
    to files: [OutputFile] = []
  ) throws(ImageError) -> RenderReport {
    // The first result has the format of the memory.
    let (plan, files) = try checked(plan, files, deepFirst: false)
    return unsafe try memory.withUnsafeMutableBytes { (bytes) throws(ImageError) in
      let bytesPerRow = bytesPerRow ?? plan.output.width * format.channels
      let target = unsafe Canvas.Memory.borrowed(bytes, format, bytesPerRow: bytesPerRow)
      _ = try target.pixels(plan.output, hasAlpha: keepsAlpha(plan))
      return try render(plan, in: target, writingTo: files).report
    }
  }

  /// Decodes the image and writes its first view into the memory of a tensor.
  ///
  /// - Parameter bytes: Those of the tensor, unless its memory is the caller's.
  func render(_ plan: Plan, into memory: TensorMemory, _ bytes: Int) throws(ImageError) -> RenderReport {
    let format = memory.packer.format
    let (plan, files) = try checked(plan, [], deepFirst: format.keepsDepth)
    do throws(ImageError) {
      try format.check(plan.options.decode)
      guard !keepsAlpha(plan) else { throw .transparentTensor }
      for limits in [clock.limits, plan.options.limits] {
        try limits.check(plan, info, packing: format, bytes)
      }
    } catch {
      throw located(error)
    }
    guard plan.first.opaqueFormat.isForTensors else {
      return try render(plan, in: .tensor(memory), writingTo: files).report
    }
    let image = try render(plan, writingTo: files)
    try Canvas.copy(image.pixels, of: plan.first, to: .tensor(memory))
    return image.report
  }

  /// Finds errors of a plan and of files before the image is decoded. Returns the files, and the plan with the depth that
  /// they can hold.
  ///
  /// - Parameter deepFirst: Whether the first result keeps 16 bits. Default: nil, as its files say.
  private func checked(
    _ plan: Plan, _ files: [OutputFile], deepFirst: Bool? = nil
  ) throws(ImageError) -> (Plan, [OutputWriter]) {
    guard try self.plan(plan.options) == plan else {
      throw located(
        ImageError(.invalidOptions, "the plan is that of another image", advice: "make a plan of this one"))
    }
    var opened: [OutputWriter] = []
    let plan = try keepingDepth(plan, files, first: deepFirst)
    for file in files {
      guard plan.views.indices.contains(file.view) else {
        throw ImageError(
          .invalidOptions, "the plan has no view \(file.view): it has \(plan.views.count), counted from 0",
          path: file.path)
      }
      do throws(ImageError) {
        try file.encoding.format.check(plan.views[file.view].output)
        try plan.options.checkDepth(of: file.encoding)
        if file.encoding.format.isTensor {
          try file.encoding.tensor.patches?.check(plan.views[file.view].output)
        }
        let opening = try OutputWriter(file, clock.limits)
        if let place = opening.file, opened.contains(where: { $0.file == place }) {
          throw ImageError(.invalidOptions, "two results would be written to it", advice: "name two files")
        }
        try opening.check(hasAlpha: keepsAlpha(plan) && plan.views[file.view].content == .picture)
        opened.append(opening)
      } catch {
        throw error.at(file.path)
      }
    }
    do {
      for limits in [clock.limits, plan.options.limits] { try limits.check(plan, writing: files) }
    } catch {
      throw located(error)
    }
    return (plan, opened)
  }

  /// The plan whose views keep 16 bits a sample if all of their files hold them.
  private func keepingDepth(
    _ plan: Plan, _ files: [OutputFile], first: Bool?
  ) throws(ImageError) -> Plan {
    guard info.bitDepth == 16 || plan.options.arithmetic.isFloat else { return plan }
    func depth(_ view: Int) -> Bool? {
      let encodings = files.filter { $0.view == view }.map(\.encoding)
      return encodings.isEmpty ? nil : encodings.allSatisfy(\.keepsDepth)
    }
    var options = plan.options
    options.keepsDepth = first ?? depth(0) ?? options.keepsDepth
    for index in options.otherViews.indices {
      options.otherViews[index].keepsDepth = depth(index + 1) ?? options.otherViews[index].keepsDepth
    }
    return options == plan.options ? plan : try self.plan(options)
  }

  private func keepsAlpha(_ plan: Plan) -> Bool { info.hasAlpha && plan.options.alpha == .keep }

  /// Must be called after the last frame.
  func endFrames() {
    isRendered = true
    skipRest()
  }

  /// Renders the frame of a plan, and keeps the image for later ones. For `renderFrames` and workers.
  package func renderFrame(_ plan: Plan, to files: [OutputFile] = []) throws(ImageError) -> NormalizedImage {
    let (plan, files) = try checked(plan, files)
    do throws(ImageError) {
      guard !isRendered else { throw .alreadyRendered }
      var image = try run(plan, in: .new, writingTo: files)
      if plan.options.frame == 0 { image.warnings += misnamed }
      return image
    } catch {
      throw located(error)
    }
  }

  func render(
    _ plan: Plan, in memory: Canvas.Memory = .new, writingTo files: [OutputWriter]
  ) throws(ImageError) -> NormalizedImage {
    do throws(ImageError) {
      guard plan.options.frames == nil else { throw .severalFrames }
      guard !isRendered else { throw .alreadyRendered }
      isRendered = true
      defer { skipRest() }
      var image = try run(plan, in: memory, writingTo: files)
      image.warnings += misnamed
      return image
    } catch {
      throw located(error)
    }
  }

  private var misnamed: [Warning] { [path.flatMap { info.format.warning(ofName: $0) }].compactMap(\.self) }

  private func skipRest() {
    if case .here(_, let source, _) = decoding { source?.skipRest() }
  }

  private func run(
    _ plan: Plan, in memory: Canvas.Memory, writingTo files: [OutputWriter]
  ) throws(ImageError) -> NormalizedImage {
    switch decoding {
    case .here(let decoder, let source, _):
      do throws(ImageError) {
        return try Pipeline.render(
          decoder, plan, in: memory, writingTo: files, clock: clock, source: source)
      } catch {
        throw source?.failure ?? DamagePolicy(plan.options).advise(error)
      }
    case .isolated(let isolated):
      let keepsOpen = plan.options.frames != nil
      var image = try keepsOpen ? isolated.renderFrame(plan.options) : isolated.render(plan.options)
      // Frames of an animation can have alpha that the header does not tell of, so memory can still be refused.
      try Canvas.copy(image.pixels, of: plan.first, to: memory)
      for file in files {
        try image.write(to: file)
        image.warnings += file.warnings
      }
      return image
    }
  }

  func located(_ error: ImageError) -> ImageError {
    let error = error.about(info)
    return path.map(error.about) ?? error
  }
}

extension ImageError {
  fileprivate static let alreadyRendered = ImageError(
    .invalidOptions, "the image was rendered already: its bytes are gone", advice: "open it again")

  fileprivate static let severalFrames = ImageError(
    .invalidOptions, "\(.frames) are several results, and one is asked for", advice: "use \(.frame)")
}
