import ImagePrepBatch

/// Describes a run's outcomes in words.
extension RunCounts {
  /// For example `7 done, 2 of 12 failed (1 corrupt, 1 missing), 3 skipped, 5 files passed over (-v names
  /// them), 1.2 s`.
  func text(_ work: Report.Work) -> String {
    var parts = [completed(work)]
    if failed > 0 { parts.append("\(failed) of \(inputs) failed (\(kinds))") }
    if warned > 0 { parts.append("\(warned) with warnings") }
    if skipped > 0 { parts.append("\(skipped) skipped, as their outputs exist") }
    if notTried > 0 { parts.append("\(notTried) not tried") }
    if passedOver > 0 { parts.append(Self.passedOver(passedOver)) }
    return (parts + [Duration.milliseconds(milliseconds).short]).joined(separator: ", ")
  }

  private func completed(_ work: Report.Work) -> String {
    switch work {
    case .normalize: "\(done) done"
    case .dryRun: "\(planned) would be done"
    case .inspect: "\(planned) inspected"
    }
  }

  static func passedOver(_ count: Int) -> String {
    "\(count) \(count == 1 ? "file" : "files") passed over (-v names \(count == 1 ? "it" : "them"))"
  }

  /// The most frequent first.
  private var kinds: String {
    failedByKind.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }
}

extension Duration {
  /// For example `40 ms`, `1.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`.
  var short: String {
    let seconds = self / .seconds(1)
    if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
    if seconds < 10 { return "\((seconds * 10).rounded() / 10) s" }
    let whole = Int(seconds.rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    if hours > 0 { return "\(hours) h \(minutes) min" }
    return minutes > 0 ? "\(minutes) min \(rest) s" : "\(rest) s"
  }
}
