import ArgumentParser
import ImagePrep
import ImagePrepBatch

/// Prints how a batch goes: failures and the summary to standard error, rows to standard output if they are asked for.
final class BatchReport {
  private let running: RunningOptions
  private let progress: Progress
  private let start = ContinuousClock.now
  private var repeated = RepeatedFailures()
  private var hasLostText = false

  init(_ running: RunningOptions) {
    self.running = running
    progress = Progress(total: nil, isShown: !running.quiet)
  }

  var observer: Batch.Observer {
    var observer = Batch.Observer()
    observer.progress = { self.progress.count(failed: $0) }
    observer.passedOver = { path in
      guard self.running.verbose else { return }
      self.printing { Console.write("imgprep: passed over, not an image: \(path.printable)\n", to: 2) }
    }
    observer.row = { row in self.add(row) }
    return observer
  }

  private func printing(_ print: () -> Void) {
    progress.hide()
    print()
    progress.show()
  }

  private func add(_ row: BatchRow) {
    if running.json {
      printing {
        if !Console.write(String(decoding: row.json, as: UTF8.self), to: 1) { hasLostText = true }
      }
    }
    if running.verbose, !running.quiet {
      for warning in row.warnings {
        let text = "\(row.input): \(warning.text(naming: \.flag))".printable
        printing { Report.warn(text) }
      }
    }
    guard let error = row.error, running.verbose || !repeated.isRepeated(error) else { return }
    printing { Report.complain(error.path == nil ? error.at(row.input) : error) }
  }

  /// Ends a run with a summary.
  ///
  /// - Returns: Nil if all went well.
  func finish(_ summary: BatchSummary) -> ExitCode? {
    progress.hide()
    if !running.verbose {
      for line in repeated.lines { Console.write("imgprep: \(line.printable)\n", to: 2) }
    }
    if let error = summary.error { Report.complain(error) }
    if !running.quiet || summary.counts.failed > 0 || summary.stopped != nil {
      let time = (ContinuousClock.now - start).short
      Console.write("imgprep: \(summary.counts.text), \(time)\n", to: 2)
    }
    if let reason = summary.stopped {
      Console.write("imgprep: \(reason.batchAdvice)\n", to: 2)
      return reason.exitCode
    }
    if hasLostText { return Report.fail(.lostText) }
    return summary.counts.failed > 0 ? ExitCode(1) : nil
  }
}

extension StopReason {
  fileprivate var batchAdvice: String {
    switch self {
    case .signal: "stopped by a signal; to go on, run it again"
    case .diskFull: "stopped, as there is no space left; to go on, make room and run it again"
    case .outputLost: "stopped, as nothing can be written any more; to go on, run it again"
    }
  }
}

extension BatchCounts {
  /// For example `12 done (10 before), 3 copied as they are, 2 failed (1 corrupt, 1 before), 5 files passed over`.
  var text: String {
    let made = done + unchanged
    var parts = ["\(made) done" + (kept > 0 ? " (\(kept) before)" : "")]
    if unchanged > 0 { parts.append("\(unchanged) of them copied as they are") }
    if failed > 0 {
      let kinds =
        failedByKind.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.value) \($0.key)" } + (remembered > 0 ? ["\(remembered) before"] : [])
      parts.append("\(failed) of \(rows) failed (\(kinds.joined(separator: ", ")))")
    }
    if warned > 0 { parts.append("\(warned) with warnings") }
    if skipped > 0 { parts.append("\(skipped) skipped") }
    if pruned > 0 { parts.append("\(pruned) removed, as their inputs have gone") }
    if isPruningLeftOut { parts.append("nothing removed, as some inputs could not be looked at") }
    if passedOver > 0 { parts.append(RunCounts.passedOver(passedOver)) }
    return parts.joined(separator: ", ")
  }
}
