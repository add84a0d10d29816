/// Checks the time that an image takes.
struct Deadline: Sendable {
  let limits: Limits
  private let start = ContinuousClock.now

  init(_ limits: Limits) { self.limits = limits }

  func check() throws(ImageError) {
    if isLimited { try limits.check(elapsed: elapsed) }
  }

  var isLimited: Bool { limits.seconds != nil }

  /// The error for an image that takes too long.
  var timeoutError: ImageError { limits.timeoutError }

  /// Nil without a limit; otherwise above 0.
  var secondsLeft: Double? { limits.seconds.map { max(1e-6, $0 - elapsed) } }

  /// Seconds since the start. The limit is never made a `Duration`, which traps if a number is too large for it.
  private var elapsed: Double { (ContinuousClock.now - start) / .seconds(1) }
}
