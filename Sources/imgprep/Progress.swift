/// The last line of a terminal while several images are worked on: done, failed, images a second, time left.
/// Nothing where standard error is not a terminal.
final class Progress {
  private let total: Int
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var done = 0
  private var failed = 0
  private var lastDrawn: ContinuousClock.Instant?

  init(total: Int, isShown: Bool) {
    self.total = total
    self.isShown = isShown && Machine.isTerminal(2)
  }

  func count(failed hasFailed: Bool) {
    done += 1
    if hasFailed { failed += 1 }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    show()
  }

  func hide() {
    if isShown { Machine.write("\r\u{1B}[K", to: 2) }
  }

  func show() {
    guard isShown, done < total else { return }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let width = 24
    let filled = width * done / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    var text = "\r\u{1B}[K\(bar) \(done)/\(total)"
    if failed > 0 { text += "  \(failed) failed" }
    if rate > 0 {
      text += "  \(Int(rate.rounded())) images/s  \(Self.clock(Double(total - done) / rate)) left"
    }
    Machine.write(text, to: 2)
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    if hours > 0 { return "\(hours) h \(minutes) min" }
    return minutes > 0 ? "\(minutes) min \(rest) s" : "\(rest) s"
  }
}
