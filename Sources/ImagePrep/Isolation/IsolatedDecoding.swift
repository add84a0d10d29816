import ImagePrepPlatform

// Sends requests to workers and checks their answers.
extension WorkerPool {
  /// Starts a worker, which then waits for the first image.
  func prepare(_ limits: Limits) throws(ImageError) {
    try withWorker(limits) { (worker, _) throws(ImageError) in worker.isFitForMore = true }
  }

  func normalize(descriptor: Int32, _ options: Options) throws(ImageError) -> NormalizedImage {
    try Self.checkIsOpen(descriptor)
    return try withWorker(options.limits) { (worker, call) throws(ImageError) in
      let answer = try worker.ask(.normalize(options), about: descriptor, call)
      return try finish(answer, options, worker)
    }
  }

  func normalize(_ bytes: UnsafeRawBufferPointer, _ options: Options) throws(ImageError) -> NormalizedImage {
    try options.limits.check(byteCount: bytes.count)
    return try withWorker(options.limits) { (worker, call) throws(ImageError) in
      let answer = unsafe try worker.ask(.normalize(options), about: bytes, call)
      return try finish(answer, options, worker)
    }
  }

  /// Lets a worker open an image and keep it for `render`.
  func open(descriptor: Int32, byteCount: Int?, _ limits: Limits) throws(ImageError) -> (
    IsolatedImage, ImageInfo
  ) {
    try Self.checkIsOpen(descriptor)
    return try open(limits) { (worker, call) throws(ImageError) in
      try worker.ask(.open(limits, byteCount: byteCount), about: descriptor, call)
    }
  }

  func open(_ bytes: UnsafeRawBufferPointer, _ limits: Limits) throws(ImageError) -> (
    IsolatedImage, ImageInfo
  ) {
    try limits.check(byteCount: bytes.count)
    return try open(limits) { (worker, call) throws(ImageError) in
      unsafe try worker.ask(.open(limits, byteCount: nil), about: bytes, call)
    }
  }

  private func open(
    _ limits: Limits, _ ask: (WorkerConnection, WorkerCall) throws(ImageError) -> WorkerAnswer
  ) throws(ImageError) -> (IsolatedImage, ImageInfo) {
    let clock = Deadline(limits)
    let (worker, call) = try take(limits)
    do throws(ImageError) {
      let info = try info(ask(worker, call), limits, worker)
      // The worker holds the image, and takes no other until that is rendered or closed.
      worker.isFitForMore = false
      endWork()
      return (IsolatedImage(self, worker, clock, info), info)
    } catch {
      giveBack(worker)
      throw error
    }
  }

  /// Renders the open image of a worker, and takes the worker back.
  fileprivate func render(
    _ worker: WorkerConnection, _ options: Options, _ clock: Deadline, _ opened: ImageInfo
  ) throws(ImageError) -> NormalizedImage {
    resumeWork()
    defer { giveBack(worker) }
    guard !worker.hasIdledTooLong else { throw .overIdleSeconds(isolation.idleSeconds) }
    return try finish(
      worker.ask(.render(options), about: -1, WorkerCall(clock, isolation)), options, worker, opened)
  }

  /// Renders a frame of the open image of a worker, which keeps the image.
  fileprivate func renderFrame(
    _ worker: WorkerConnection, _ options: Options, _ clock: Deadline, _ opened: ImageInfo
  ) throws(ImageError) -> NormalizedImage {
    resumeWork()
    defer { endWork() }
    guard !worker.hasIdledTooLong else { throw .overIdleSeconds(isolation.idleSeconds) }
    let image = try finish(
      worker.ask(.renderFrame(options), about: -1, WorkerCall(clock, isolation)), options, worker, opened)
    worker.isFitForMore = false
    return image
  }

  /// Closes the open image of a worker, and takes the worker back.
  fileprivate func close(_ worker: WorkerConnection, _ limits: Limits) {
    resumeWork()
    defer { giveBack(worker) }
    guard !worker.isOver else { return }
    let answer = try? worker.ask(.close, about: -1, WorkerCall(limits, isolation))
    worker.isFitForMore = answer == .closed
  }

  func readInfo(
    descriptor: Int32, countingFrames: Bool, _ limits: Limits
  ) throws(ImageError) -> ImageInfo {
    try Self.checkIsOpen(descriptor)
    let request = WorkerRequest.readInfo(limits, countingFrames: countingFrames)
    return try withWorker(limits) { (worker, call) throws(ImageError) in
      try info(worker.ask(request, about: descriptor, call), limits, worker)
    }
  }

  func readInfo(
    _ bytes: UnsafeRawBufferPointer, countingFrames: Bool, _ limits: Limits
  ) throws(ImageError) -> ImageInfo {
    try limits.check(byteCount: bytes.count)
    let request = WorkerRequest.readInfo(limits, countingFrames: countingFrames)
    return try withWorker(limits) { (worker, call) throws(ImageError) in
      try info(unsafe worker.ask(request, about: bytes, call), limits, worker)
    }
  }

  private func info(
    _ answer: WorkerAnswer, _ limits: Limits, _ worker: WorkerConnection
  ) throws(ImageError) -> ImageInfo {
    do {
      switch answer {
      case .info(let info):
        let info = try info.checked()
        // The worker has checked them too. One that has not is not used again: it may hold the image open.
        try limits.check(info)
        worker.isFitForMore = true
        return info
      case .failure(let error): throw try failure(error, worker)
      case .image, .closed: throw SenselessAnswer()
      }
    } catch let error as ImageError {
      throw error
    } catch {
      throw worker.lost()
    }
  }

  /// Refuses a closed descriptor here, because the worker would be blamed for it.
  private static func checkIsOpen(_ descriptor: Int32) throws(ImageError) {
    guard fcntl(descriptor, F_GETFD) < 0 else { return }
    throw ImageError(.unreadable, "reading failed: \(systemMessage(errno))")
  }

  /// A worker that gave no answer, or a senseless one, is not used again.
  ///
  /// - Parameter opened: The header that the worker gave when it opened the image; nil if it opened and rendered it at once.
  private func finish(
    _ answer: WorkerAnswer, _ options: Options, _ worker: WorkerConnection, _ opened: ImageInfo? = nil
  ) throws(ImageError) -> NormalizedImage {
    do {
      switch answer {
      case .failure(let error): throw try failure(error, worker)
      case .info, .closed: throw SenselessAnswer()
      case .image(var image):
        image.info = try image.info.checked()
        // The caller's plan, memory and files have the sizes of the first header.
        if let opened,
          opened.storedSize != image.info.storedSize || opened.orientation != image.info.orientation
        {
          throw SenselessAnswer()
        }
        // The caller checks limits and plan itself, so that no result is larger than was asked for.
        let plan = try Plan.checked(image.info, options)
        image = try image.checked(options, plan)
        let (views, metadata) = try worker.take(image)
        worker.isFitForMore = true
        let report = RenderReport(
          info: image.info, plan: plan, metadata: metadata, fractionDecoded: image.fractionDecoded,
          frameMilliseconds: image.frameMilliseconds, isolation: worker.level, warnings: image.warnings)
        return NormalizedImage(views: views, report: report)
      }
    } catch let error as ImageError {
      throw error
    } catch {
      throw worker.lost()
    }
  }

  /// A worker that has run out of memory is not kept, because its memory may be fragmented.
  private func failure(_ error: ImageError, _ worker: WorkerConnection) throws(SenselessAnswer) -> ImageError
  {
    let error = try error.checked()
    worker.isFitForMore = error.code != .outOfMemory
    return error
  }
}

/// An image that a worker holds open until it is rendered or released.
final class IsolatedImage {
  /// Started when the image was opened, with the limits of the opening.
  let clock: Deadline
  private let pool: WorkerPool
  private let worker: WorkerConnection
  private let info: ImageInfo
  private var isOpen = true

  fileprivate init(_ pool: WorkerPool, _ worker: WorkerConnection, _ clock: Deadline, _ info: ImageInfo) {
    self.info = info
    self.pool = pool
    self.worker = worker
    self.clock = clock
  }

  deinit { if isOpen { pool.close(worker, clock.limits) } }

  /// Renders a frame, and keeps the image for later ones.
  ///
  /// - Parameter options: With ``Options/frames``.
  func renderFrame(_ options: Options) throws(ImageError) -> NormalizedImage {
    try pool.renderFrame(worker, options, clock, info)
  }

  /// Can be called once.
  func render(_ options: Options) throws(ImageError) -> NormalizedImage {
    isOpen = false
    return try pool.render(worker, options, clock, info)
  }
}
