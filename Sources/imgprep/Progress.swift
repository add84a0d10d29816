/// Shows progress in the last line of a terminal if there are several images: done, failed, images a second, time left.
/// Shows nothing if standard error is not a terminal.
final class Progress {
  /// Nil if it is not known.
  private let total: Int?
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var done = 0
  private var failed = 0
  private var lastDrawn: ContinuousClock.Instant?
  /// Columns of the line on the terminal; 0 if there is none.
  private var drawnWidth = 0

  init(total: Int?, isShown: Bool) {
    self.total = total
    self.isShown = isShown && Console.isTerminal(2) && !Console.isDumbTerminal
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
    guard drawnWidth > 0 else { return }
    Console.write(erasure(columns: Console.columns(2)), to: 2)
    drawnWidth = 0
  }

  func show() {
    guard isShown, done < total ?? .max else { return }
    let columns = Console.columns(2)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    // Some terminals begin a new line after the last column.
    let line = ProgressLine(done: done, failed: failed, total: total, seconds: seconds).text(
      columns: columns - 1)
    Console.write(erasure(columns: columns) + line, to: 2)
    drawnWidth = line.count
  }

  /// Erases the drawn line. A terminal that has become narrower since has broken it into several.
  private func erasure(columns: Int) -> String {
    let linesAbove = max(0, drawnWidth - 1) / max(columns, 1)
    return (linesAbove > 0 ? "\u{1B}[\(linesAbove)A" : "") + "\r\u{1B}[J"
  }
}

/// The text about a run's progress, as much of it as fits.
struct ProgressLine {
  var done: Int
  var failed: Int
  /// Nil if it is not known.
  var total: Int?
  var seconds: Double

  /// Counts come first, then the time left, the rate, and a bar in the remaining room.
  func text(columns: Int) -> String {
    var text = total.map { "\(done)/\($0)" } ?? "\(done) done"
    if failed > 0 { text += "  \(failed) failed" }
    for part in [timeLeft, rate] {
      if let part, text.count + 2 + part.count <= columns { text += "  \(part)" }
    }
    let bar = min(Self.widestBar, columns - text.count - 1)
    if bar >= Self.narrowestBar, let total {
      text = Self.bar(bar, Double(done) / Double(max(total, 1))) + " " + text
    }
    return text.count <= columns ? text : ""
  }

  private static let widestBar = 24
  private static let narrowestBar = 6

  private static func bar(_ width: Int, _ fraction: Double) -> String {
    let filled = Int(Double(width) * fraction)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }

  private var perSecond: Double { seconds > 0 ? Double(done) / seconds : 0 }

  private var rate: String? { perSecond > 0 ? "\(Int(perSecond.rounded())) images/s" : nil }

  private var timeLeft: String? {
    guard perSecond > 0, let total else { return nil }
    let secondsLeft = (Double(total - done) / perSecond).rounded(.up)
    return "\(Duration.seconds(min(secondsLeft, 1e9)).short) left"
  }
}
