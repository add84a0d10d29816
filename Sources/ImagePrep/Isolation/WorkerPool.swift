/// Workers that wait for images, for all threads: as many are started as there are images at once.
final class WorkerPool: @unchecked Sendable {
  let isolation: Isolation
  /// Guards what follows.
  private let monitor = Monitor()
  private var idle: [WorkerConnection] = []
  private var newestLevel: Isolation.Level?
  private var started = 0

  init(_ isolation: Isolation) { self.isolation = isolation }

  /// What is in force; nil before the first worker has been started.
  var level: Isolation.Level? { monitor.locked { newestLevel } }

  /// How many workers there have been.
  var startCount: Int { monitor.locked { started } }

  /// Finds out whether there is a worker, which then waits for the first image.
  func prepare() throws(ImageError) { giveBack(try take()) }

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
    let answer = try worker.ask(request, about: descriptor, limits: limits)
    do {
      switch answer {
      case .info(let info):
        let info = try info.checked()
        giveBack(worker)
        try limits.check(info)
        return info
      case .failure(let error): throw try failure(error, worker)
      case .image: throw SenselessAnswer()
      }
    } catch let error as ImageError {
      throw error
    } catch {
      throw worker.lost()
    }
  }

  /// A worker from which no answer came, or none that makes sense, is not given back, and so is gone.
  private func finish(
    _ answer: WorkerAnswer, _ options: Options, _ worker: WorkerConnection
  ) throws(ImageError) -> NormalizedImage {
    do {
      switch answer {
      case .failure(let error): throw try failure(error, worker)
      case .info: throw SenselessAnswer()
      case .image(var image):
        image.info = try image.info.checked()
        // Limits and the plan are looked at anew, so that no result is larger than was asked for.
        let plan = try Plan.checked(image.info, options)
        image = try image.checked(options, plan)
        let (pixels, metadata) = try worker.take(image)
        giveBack(worker)
        return NormalizedImage(
          pixels: pixels, info: image.info, plan: plan, metadata: metadata,
          fractionDecoded: image.fractionDecoded, isolation: worker.level, warnings: image.warnings)
      }
    } catch let error as ImageError {
      throw error
    } catch {
      throw worker.lost()
    }
  }

  /// A worker that has run out of memory is not kept: what it holds may be scattered.
  private func failure(_ error: ImageError, _ worker: WorkerConnection) throws(SenselessAnswer) -> ImageError
  {
    let error = try error.checked()
    if error.code != .outOfMemory { giveBack(worker) }
    return error
  }

  private func take() throws(ImageError) -> WorkerConnection {
    try isolation.validate()
    // The one that has waited longest: a worker that is quick because it does not work gets no more images.
    while let worker = monitor.locked({ idle.isEmpty ? nil : idle.removeFirst() }) {
      if worker.isUsable { return worker }
    }
    let worker = try WorkerConnection(isolation)
    monitor.locked {
      newestLevel = worker.level
      started += 1
    }
    guard worker.level == .sandbox || !isolation.requiresSandbox else {
      throw .noIsolation(
        "this system has no sandbox for the worker",
        advice: "do without, or run it where seccomp is to be had")
    }
    return worker
  }

  private func giveBack(_ worker: WorkerConnection) {
    guard worker.secondsWorked < IsolatedWorker.secondsOfService else { return }
    worker.forget()
    monitor.locked { idle.append(worker) }
  }
}
