extension OpenImage {
  /// Renders one frame after another, of those that the plan's ``Options/frames`` choose. Each frame is decoded once.
  ///
  /// - Parameters:
  ///   - plan: Made by this image, with ``Options/frames``. Every frame has its sizes.
  ///   - count: The frames of the animation, if ``ImageInfo/frameCount`` is nil and the caller has counted them.
  ///     ``FrameSelection/count(_:)`` needs them. Default: nil.
  ///   - files: The files for a frame, which are written while it is made. Default: none.
  ///   - take: Called with each frame's number and result.
  /// - Returns: `cut` if the data end without an end mark, so that frames may be missing. Data that end within a frame are
  ///   an error, unless ``Options/lenient`` is true.
  /// - Throws: `ImageError`, also after some frames.
  @discardableResult
  public func renderFrames(
    _ plan: Plan, count: Int? = nil, to files: (Int) -> [OutputFile] = { _ in [] },
    take: (Int, NormalizedImage) throws(ImageError) -> Void
  ) throws(ImageError) -> FrameEnding {
    guard let frames = plan.options.frames else {
      throw located(
        ImageError(.invalidOptions, "the plan has no \(.frames)", advice: "set them, or render one frame"))
    }
    let count = count ?? info.frameCount
    if case .count = frames, count == nil {
      throw located(
        ImageError(
          .invalidOptions,
          "\(.frames) count needs the number of frames, which is not known before the end of the data",
          advice: "use a file, or \(.frames) all or every"))
    }
    if let count, let last = frames.numbers(of: count).last {
      do { try plan.options.limits.check(frames: last + 1) } catch { throw located(error) }
    }
    defer { endFrames() }
    var number: Int?
    while let next = frames.frame(after: number, of: count) {
      var options = plan.options
      options.frame = next
      let image: NormalizedImage
      do throws(ImageError) {
        image = try renderFrame(Plan(plan, options), to: files(next))
      } catch {
        // The end of a GIF shows only when its next frame is asked for.
        guard number != nil else { throw error }
        if error.code == .noSuchFrame { return .complete }
        // An error of a frame whose rows are partly there says which part.
        let (isWhole, isBegun) = (error.fractionDecoded == 1, error.fractionDecoded != nil)
        guard error.code == .truncated, isWhole || options.lenient && !isBegun else { throw error }
        return .cut
      }
      // The worker has checked it too, unless a file has taken it over.
      do { try options.limits.check(frames: next + 1) } catch { throw located(error) }
      try take(next, image)
      number = next
    }
    return info.frameEnding
  }
}
