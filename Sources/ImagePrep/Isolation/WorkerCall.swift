import CWorkerChannel

/// How long one image may keep its caller waiting, including the start of a worker.
struct WorkerCall {
  /// On the clock of `worker_channel_now`.
  let deadline: Double
  private let limits: Limits
  private let isolation: Isolation

  /// Starts the clock.
  init(_ limits: Limits, _ isolation: Isolation) {
    self.limits = limits
    self.isolation = isolation
    // Half a second more lets the worker itself report the error.
    deadline = worker_channel_now() + min(isolation.seconds, (limits.seconds ?? .infinity) + 0.5)
  }

  /// The error if there is no answer by the deadline.
  var overSeconds: ImageError {
    guard let seconds = limits.seconds, seconds + 0.5 < isolation.seconds else {
      return limits.overWorkerSeconds(isolation.seconds)
    }
    return limits.overSeconds(seconds)
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
