/// Workers that wait for images, for all threads: as many are started as there are images at once.
final class WorkerPool: @unchecked Sendable {
  let isolation: Isolation
  /// Guards what follows.
  private let monitor = Monitor()
  private var idle: [WorkerConnection] = []
  private var newestLevel: Isolation.Level?

  init(_ isolation: Isolation) { self.isolation = isolation }

  /// What is in force; nil before the first image.
  var level: Isolation.Level? { monitor.locked { newestLevel } }

  func normalize(descriptor: Int32, _ options: Options) throws(ImageError) -> NormalizedImage {
    let worker = try take()
    let answer = try worker.ask(.normalize(options), about: descriptor, limits: options.limits)
    return try finish(answer, options, worker)
  }

  func normalize(_ bytes: UnsafeRawBufferPointer, _ options: Options) throws(ImageError) -> NormalizedImage {
    try options.limits.check(byteCount: bytes.count)
    let worker = try take()
    let answer = unsafe try worker.ask(.normalize(options), about: bytes, limits: options.limits)
    return try finish(answer, options, worker)
  }

  func readInfo(
    descriptor: Int32, countingFrames: Bool, _ limits: Limits
  ) throws(ImageError) -> ImageInfo {
    let worker = try take()
    let request = WorkerRequest.readInfo(limits, countingFrames: countingFrames)
    switch try worker.ask(request, about: descriptor, limits: limits) {
    case .info(let info):
      giveBack(worker)
      return info
    case .failure(let error):
      giveBack(worker)
      throw error
    case .image: throw .senselessAnswer
    }
  }

  /// A worker from which no answer came, or none that makes sense, is not given back, and so is gone.
  private func finish(
    _ answer: WorkerAnswer, _ options: Options, _ worker: WorkerConnection
  ) throws(ImageError) -> NormalizedImage {
    switch answer {
    case .failure(let error):
      giveBack(worker)
      throw error
    case .info: throw .senselessAnswer
    case .image(let image):
      // The plan is made anew, so that no result is larger than was asked for.
      let plan = try Plan(info: image.info, options: options)
      guard image.size == plan.output, (0...1).contains(image.fractionDecoded) else { throw .senselessAnswer }
      let (pixels, metadata) = try worker.take(image)
      giveBack(worker)
      return NormalizedImage(
        pixels: pixels, info: image.info, plan: plan, metadata: metadata,
        fractionDecoded: image.fractionDecoded, isolation: worker.level, warnings: image.warnings)
    }
  }

  private func take() throws(ImageError) -> WorkerConnection {
    if let worker = monitor.locked({ idle.popLast() }) { return worker }
    let worker = try WorkerConnection(isolation)
    monitor.locked { newestLevel = worker.level }
    guard worker.level == .sandbox || !isolation.requiresSandbox else {
      throw .noIsolation(
        "this system has no sandbox for the worker",
        advice: "do without, or run it where seccomp is to be had")
    }
    return worker
  }

  private func giveBack(_ worker: WorkerConnection) { monitor.locked { idle.append(worker) } }
}

extension ImageError {
  fileprivate static var senselessAnswer: ImageError {
    ImageError(.workerLost, "the worker that decoded it gave an answer that makes no sense")
  }
}
