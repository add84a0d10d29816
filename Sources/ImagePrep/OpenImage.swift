/// An image whose header is known, and of which nothing is decoded yet.
///
/// It reads its bytes once, from front to back, so that a pipe serves as well as a file: open it, look at ``info``, make as
/// many plans as you like, and render one of them.
///
/// ```swift
/// let image = try normalizer.open(contentsOf: "in.webp")
/// let plan = try image.plan(image.info.uprightSize.width > 2000 ? large : small)
/// let result = try image.render(plan)
/// ```
///
/// Use it on one thread at a time.
public final class OpenImage {
  /// What the header says.
  public var info: ImageInfo { decoder.info }

  private let decoder: any Decoder
  private let source: ByteSource?
  private let clock: Deadline
  /// Keeps the file or the memory of the source.
  private let owner: AnyObject?
  private var isRendered = false

  /// - Parameter owner: Lives as long as the image.
  init(_ source: ByteSource, _ owner: AnyObject?) throws(ImageError) {
    do throws(ImageError) {
      decoder = try Format.openDecoder(source)
    } catch {
      throw source.failure ?? error
    }
    self.source = source
    self.owner = owner
    clock = source.clock
  }

  /// An image that is decoded already.
  init(_ buffer: PixelBuffer, _ limits: Limits) {
    decoder = BufferDecoder(buffer)
    source = nil
    owner = nil
    clock = Deadline(limits)
  }

  /// What would be done with the image. It decodes nothing, and may be asked as often as you like.
  ///
  /// - Parameters:
  ///   - options: Their limits of bytes and seconds are those that the image was opened with.
  ///   - encoding: How the result is to be written: the memory of its encoder counts for `limits.memory` then. Default: nil,
  ///     it is not written.
  /// - Throws: `ImageError` with a code such as `overLimit`, `invalidOptions` or `noSuchFrame`.
  public func plan(_ options: Options, writing encoding: Encoding? = nil) throws(ImageError) -> Plan {
    do throws(ImageError) {
      try clock.check()
      return try Plan.checked(info, options, writing: encoding)
    } catch {
      throw error.about(info)
    }
  }

  /// Decodes the image and makes the result that the plan describes.
  ///
  /// - Parameter plan: One of this image's.
  /// - Throws: `ImageError`; with the code `invalidOptions` for the plan of another image, and for the second call.
  public func render(_ plan: Plan) throws(ImageError) -> NormalizedImage { try render(plan, writingTo: []) }

  /// - Parameter files: Written to while the rows are made.
  func render(
    _ plan: Plan, in memory: Canvas.Memory = .new, writingTo files: [ImageFile]
  ) throws(ImageError) -> NormalizedImage {
    do throws(ImageError) {
      guard !isRendered else {
        throw ImageError(
          .invalidOptions, "the image was rendered already: its bytes are gone", advice: "open it again")
      }
      guard try Plan(info: info, options: plan.options) == plan else {
        throw ImageError(
          .invalidOptions, "the plan is that of another image", advice: "make a plan of this one")
      }
      isRendered = true
      return try Pipeline.render(
        decoder, plan, in: memory, writingTo: files, clock: clock, source: source)
    } catch {
      throw source?.failure ?? DamagePolicy(plan.options).advise(error.about(info))
    }
  }
}
