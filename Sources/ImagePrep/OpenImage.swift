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
  private let path: SystemPath?
  private var isRendered = false

  private enum Decoding {
    /// In this process. The owner keeps the source's file or memory alive.
    case here(any Decoder, ByteSource?, Deadline, owner: AnyObject?)
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
    decoding = .here(decoder, source, source.clock, owner: owner)
    self.path = path
  }

  /// An image that is decoded already.
  init(_ buffer: PixelBuffer, _ limits: Limits) {
    let decoder = BufferDecoder(buffer)
    info = decoder.info
    decoding = .here(decoder, nil, Deadline(limits), owner: nil)
    path = nil
  }

  /// An image that a worker holds open.
  init(_ image: IsolatedImage, _ info: ImageInfo, path: SystemPath?) {
    self.info = info
    decoding = .isolated(image)
    self.path = path
  }

  /// Says what rendering the image would do. Decodes nothing.
  ///
  /// - Parameters:
  ///   - options: Their limits of bytes and seconds are ignored: those of the opening count.
  ///   - encoding: How the result will be written: its encoder's memory counts for ``Limits/memory``. Default: nil, the
  ///     result is not written.
  /// - Throws: `ImageError` with a code such as `overLimit`, `invalidOptions` or `noSuchFrame`.
  public func plan(_ options: Options, writing encoding: Encoding? = nil) throws(ImageError) -> Plan {
    do throws(ImageError) {
      if case .here(_, _, let clock, _) = decoding { try clock.check() }
      return try Plan.checked(info, options, writing: encoding)
    } catch {
      throw located(error)
    }
  }

  /// Decodes the image and makes the result that a plan describes.
  ///
  /// - Parameters:
  ///   - plan: Made by this image.
  ///   - files: Written while rows are made. Each appears under its name only when it is complete. Default: none.
  /// - Throws: `ImageError`. Its code is `invalidOptions` for another image's plan, and for a second call.
  public func render(_ plan: Plan, to files: [OutputFile] = []) throws(ImageError) -> NormalizedImage {
    try check(plan)
    return try render(plan, in: .new, writingTo: outputWriters(files, plan))
  }

  /// Decodes the image and writes the result into the caller's memory.
  ///
  /// - Parameters:
  ///   - memory: At least `bytesPerRow` bytes for each row of ``Plan/output``. After an error it holds part of the
  ///     result.
  ///   - format: `rgb8`, or `rgba8` (opaque, unless transparency is kept). Default: `rgb8`.
  ///   - bytesPerRow: Bytes from the start of a row to the start of the next. Bytes between rows stay unchanged.
  ///     Default: nil, rows without gaps.
  public func render(
    _ plan: Plan, into memory: inout MutableSpan<UInt8>, format: PixelFormat = .rgb8, bytesPerRow: Int? = nil,
    to files: [OutputFile] = []
  ) throws(ImageError) -> RenderReport {
    try check(plan)
    let files = try outputWriters(files, plan)
    return unsafe try memory.withUnsafeMutableBytes { (bytes) throws(ImageError) in
      let bytesPerRow = bytesPerRow ?? plan.output.width * format.channels
      return try render(plan, in: unsafe .borrowed(bytes, format, bytesPerRow: bytesPerRow), writingTo: files)
        .report
    }
  }

  private func outputWriters(_ files: [OutputFile], _ plan: Plan) throws(ImageError) -> [OutputWriter] {
    var opened: [OutputWriter] = []
    for file in files {
      do throws(ImageError) {
        try file.encoding.format.check(plan.output)
        opened.append(try OutputWriter(file, plan.options.limits))
      } catch {
        throw error.at(file.path)
      }
    }
    return opened
  }

  func render(
    _ plan: Plan, in memory: Canvas.Memory = .new, writingTo files: [OutputWriter]
  ) throws(ImageError) -> NormalizedImage {
    do throws(ImageError) {
      guard !isRendered else {
        throw ImageError(
          .invalidOptions, "the image was rendered already: its bytes are gone", advice: "open it again")
      }
      isRendered = true
      var image = try run(plan, in: memory, writingTo: files)
      if let path, let warning = info.format.warning(ofName: path) { image.warnings.append(warning) }
      return image
    } catch {
      throw located(error)
    }
  }

  private func run(
    _ plan: Plan, in memory: Canvas.Memory, writingTo files: [OutputWriter]
  ) throws(ImageError) -> NormalizedImage {
    switch decoding {
    case .here(let decoder, let source, let clock, _):
      do throws(ImageError) {
        return try Pipeline.render(
          decoder, plan, in: memory, writingTo: files, clock: clock, source: source)
      } catch {
        throw source?.failure ?? DamagePolicy(plan.options).advise(error)
      }
    case .isolated(let isolated):
      for file in files { try file.check(hasAlpha: false) }
      var image = try isolated.render(plan.options)
      for file in files {
        try file.write(image.pixels, image.metadata)
        image.warnings += file.warnings
      }
      try Canvas.copy(image.pixels, to: memory)
      return image
    }
  }

  private func check(_ plan: Plan) throws(ImageError) {
    guard try Plan(info: info, options: plan.options) != plan else { return }
    throw ImageError(.invalidOptions, "the plan is that of another image", advice: "make a plan of this one")
  }

  private func located(_ error: ImageError) -> ImageError {
    let error = error.about(info)
    return path.map(error.about) ?? error
  }
}
