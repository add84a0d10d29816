/// Looks at the time an image takes.
struct Stopwatch: Sendable {
  private let limits: Limits
  private let start = ContinuousClock.now

  init(_ limits: Limits) { self.limits = limits }

  func check() throws(ImageError) {
    if limits.seconds != nil { try limits.check(elapsed: ContinuousClock.now - start) }
  }

  /// Nil without a limit; never less than a moment.
  var secondsLeft: Double? {
    limits.seconds.map { max(1e-6, $0 - (ContinuousClock.now - start) / .seconds(1)) }
  }
}
