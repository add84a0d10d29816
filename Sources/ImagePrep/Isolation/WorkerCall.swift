import CWorkerChannel

/// How long one image may keep its caller waiting, the start of a worker included.
struct WorkerCall {
  /// On the clock of `worker_channel_now`.
  let deadline: Double
  private let limits: Limits
  private let isolation: Isolation

  /// Starts the clock.
  init(_ limits: Limits, _ isolation: Isolation) {
    self.limits = limits
    self.isolation = isolation
    // Half a second more, in which the worker may say so itself.
    deadline = worker_channel_now() + min(isolation.seconds, (limits.seconds ?? .infinity) + 0.5)
  }

  /// The error where nothing has come by then.
  var overSeconds: ImageError {
    guard let seconds = limits.seconds, seconds + 0.5 < isolation.seconds else {
      return limits.overWorkerSeconds(isolation.seconds)
    }
    return limits.overSeconds(seconds)
  }

  /// Seconds after which a worker may end by itself.
  var wholeSeconds: Int { Int(isolation.seconds.rounded(.up)) + 1 }
}

extension WorkerBounds {
  /// A limit of memory bounds the worker too, with room for what is not the image's: the tables of codecs, and what
  /// memory management loses between blocks.
  init(_ limits: Limits, _ isolation: Isolation) {
    let (sum, overflow) = (limits.memory ?? .max).addingReportingOverflow(Self.room)
    self.init(
      memory: min(isolation.memory, overflow ? .max : sum),
      idleSeconds: Int(isolation.idleSeconds.rounded(.up)))
  }

  /// 64 MiB.
  static let room = 64 << 20
}
