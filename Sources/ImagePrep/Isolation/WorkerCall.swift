import CWorkerChannel

/// How long one image may keep its caller waiting, including the start of a worker.
struct WorkerCall {
  /// On the clock of `worker_channel_now`.
  let deadline: Double
  private let clock: Deadline
  private let isolation: Isolation
  /// The limit of seconds, and half a second more, which lets the worker itself report the error.
  private let secondsLeft: Double

  init(_ limits: Limits, _ isolation: Isolation) { self.init(Deadline(limits), isolation) }

  /// - Parameter clock: Started when the image was opened.
  init(_ clock: Deadline, _ isolation: Isolation) {
    self.clock = clock
    self.isolation = isolation
    secondsLeft = (clock.secondsLeft ?? .infinity) + 0.5
    deadline = worker_channel_now() + min(isolation.seconds, secondsLeft)
  }

  /// The error if there is no answer by the deadline.
  var overSeconds: ImageError {
    secondsLeft < isolation.seconds ? clock.timeoutError : clock.limits.overWorkerSeconds(isolation.seconds)
  }

  /// Seconds after which the worker ends itself.
  var wholeSeconds: Int { Int(isolation.seconds.rounded(.up)) + 1 }
}

extension WorkerBounds {
  /// A limit on memory bounds the worker too, with room for other memory: the tables of codecs, and gaps between
  /// allocated blocks.
  init(_ limits: Limits, _ isolation: Isolation) {
    let (sum, overflow) = (limits.memory ?? .max).addingReportingOverflow(Self.room)
    self.init(
      memory: min(isolation.memory, overflow ? .max : sum),
      idleSeconds: Int(isolation.idleSeconds.rounded(.up)))
  }

  /// 64 MiB.
  static let room = 64 << 20
}
