import ArgumentParser
import ImagePrep
import ImagePrepBatch
import ImagePrepPresets

/// Prints the outcome of each input: results to standard output, errors and warnings to standard error.
final class Report {
  private let options: Options
  private let isSingle: Bool
  /// True if standard output carries an image, so that nothing else may be printed there.
  private let writesImage: Bool
  private let preset: Preset?
  private let style = Style(descriptor: 2)
  private var counts: RunCounts
  private let start = ContinuousClock.now
  private var repeated = RepeatedFailures()
  private var firstFailure: ImageError?
  private var hasLostText = false

  /// Options that say what to print.
  struct Options {
    var work = Work.normalize
    var json = false
    var quiet = false
    var verbose = false
  }

  /// The work on each input.
  enum Work {
    case normalize, dryRun, inspect
  }

  /// - Parameter preset: Whose tokens are stated; nil for none.
  init(_ options: Options, _ inputs: FoundInputs, writesImage: Bool, preset: Preset? = nil) {
    self.options = options
    self.preset = preset
    self.isSingle = inputs.isSingle
    self.writesImage = writesImage
    counts = RunCounts(inputs: inputs.all.count, passedOver: inputs.passedOver)
  }

  func add(_ outcome: Outcome) {
    counts.add(outcome)
    if !options.quiet {
      for warning in outcome.warnings {
        let text = "\(outcome.input.name): \(warning.text(naming: \.flag))".printable
        Console.write("imgprep: \(style.warning("warning")): \(text)\n", to: 2)
      }
    }
    if options.json { print(JSONText.line(row(outcome))) }
    if let error = outcome.error {
      firstFailure = firstFailure ?? error
      if options.verbose || !repeated.isRepeated(error) { Self.complain(error) }
    } else if !options.json, !options.quiet, outcome.status != .skipped || options.verbose || isSingle {
      print(line(outcome))
    }
  }

  private func row(_ outcome: Outcome) -> OutcomeRow {
    var row = OutcomeRow(outcome, naming: \.flag)
    let count = outcome.plan.flatMap { preset?.tokenCount(for: $0) }
    (row.patches, row.tokens) = (count?.patches, count?.tokens)
    return row
  }

  /// Prints a result to standard output, or to standard error if standard output carries an image.
  private func print(_ text: String) {
    if !Console.write(text, to: writesImage ? 2 : 1) { hasLostText = true }
  }

  /// Ends a run over several inputs with a summary.
  ///
  /// - Parameter reason: Why inputs were left over; nil if none were.
  /// - Returns: Nil if all went well.
  func finish(stopped reason: StopReason? = nil) -> ExitCode? {
    let reason = counts.notTried > 0 ? reason : nil
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    counts.milliseconds = (milliseconds * 1000).rounded() / 1000
    if !isSingle {
      if !options.verbose {
        for line in repeated.lines { Console.write("imgprep: \(line.printable)\n", to: 2) }
      }
      if options.json { print(JSONText.line(JSONSummary(summary: counts))) }
      if !options.quiet || counts.failed > 0 || reason != nil {
        Console.write("imgprep: \(counts.text(options.work))\n", to: 2)
      }
      if let reason { Console.write("imgprep: \(reason.advice)\n", to: 2) }
    }
    if hasLostText {
      return Self.fail(.lostText)
    }
    if let reason { return reason.exitCode }
    guard let firstFailure else { return nil }
    return isSingle ? Self.exitCode(firstFailure) : ExitCode(1)
  }

  /// Reports a failure before any work starts.
  static func fail(_ error: ImageError) -> ExitCode {
    complain(error)
    return exitCode(error)
  }

  /// Lists name clashes, up to a bound.
  static func fail(_ error: NameClashes) -> ExitCode {
    let most = 20
    for clash in error.clashes.prefix(most) {
      complain(ImageError(.invalidOptions, Message(clash.description)))
    }
    let others = error.clashes.count - most
    if others > 0 { complain(ImageError(.invalidOptions, "\(others) more outputs have several inputs")) }
    Console.write("imgprep: nothing was done: \(error.advice(naming: \.flag).printable)\n", to: 2)
    return ExitCode(64)
  }

  static func complain(_ error: ImageError) {
    Console.write(
      "imgprep: \(Style(descriptor: 2).error("error")): \(error.text(naming: \.flag).printable)\n", to: 2)
  }

  /// Prints a warning that is given once a run.
  static func warn(_ text: String) {
    Console.write("imgprep: \(Style(descriptor: 2).warning("warning")): \(text.printable)\n", to: 2)
  }

  /// The codes of sysexits.h.
  private static func exitCode(_ error: ImageError) -> ExitCode {
    switch error.code {
    case .invalidOptions: ExitCode(64)
    case .missing: ExitCode(66)
    case .isolationUnavailable: ExitCode(69)
    case .outOfMemory: ExitCode(71)
    case .outputExists, .uncreatable: ExitCode(73)
    case .unreadable, .unwritable: ExitCode(74)
    default: ExitCode(65)
    }
  }

  /// `in.webp  4000×3000 webp → in.prep.png  1024×768  41 ms`
  private func line(_ outcome: Outcome) -> String {
    let input = outcome.input.path.printable
    let output = Self.output(outcome)
    if options.work == .inspect { return description(outcome) }
    if outcome.status == .skipped { return "\(input) → \(output)  skipped, as it exists\n" }
    guard let info = outcome.info, let plan = outcome.plan else { return "" }
    let milliseconds = Int(outcome.milliseconds.rounded())
    let time = options.work == .dryRun ? "not written (dry run)" : "\(milliseconds) ms"
    let size = "\(plan.output)" + (plan.enlarges ? " (enlarged)" : "")
    var text = "\(input)  \(info.uprightSize) \(info.format.rawValue) → \(output)  \(size)  \(time)\n"
    if options.verbose { text += Description(info, plan, preset?.tokenCount(for: plan)).text }
    return text
  }

  /// The output, or the first and the last of several files.
  private static func output(_ outcome: Outcome) -> String {
    let name = outcome.output.name?.printable ?? ""
    if let first = outcome.tileOutputs.first, let end = outcome.tileOutputs.last {
      return "\(first.printable) … \(end.printable) (\(outcome.tileOutputs.count) tiles)"
    }
    guard let last = outcome.frames.last else { return name }
    let frames = outcome.frames.count == 1 ? "1 frame" : "\(outcome.frames.count) frames"
    guard let first = outcome.frames[0].outputs.first, let end = last.outputs.first else {
      return "\(name) (\(frames))"
    }
    let rest = outcome.frames.count == 1 ? "" : " … \(end.printable)"
    return "\(first.printable)\(rest) (\(frames))"
  }

  private func description(_ outcome: Outcome) -> String {
    guard let info = outcome.info, let plan = outcome.plan else { return "" }
    return "\(outcome.input.name.printable)\n\(Description(info, plan, preset?.tokenCount(for: plan)).text)"
  }
}

extension StopReason {
  var exitCode: ExitCode {
    switch self {
    // EX_TEMPFAIL: the rest is left for another run.
    case .signal: ExitCode(75)
    case .diskFull, .outputLost: ExitCode(74)
    }
  }

  var advice: String {
    switch self {
    case .signal: "stopped by a signal; to go on, run it again with --skip-existing (without --force)"
    case .diskFull:
      "stopped, as the disk is full; to go on, make room and run it again with --skip-existing (without --force)"
    case .outputLost:
      "stopped, as nothing can be written any more; to go on, run it again with --skip-existing (without --force)"
    }
  }
}

/// Output failures with the same reason from the system: the first is printed, the others are counted. A disk that
/// cannot be written to is one fault, not one for each image.
struct RepeatedFailures {
  private struct Kind: Hashable {
    let code: ImageError.Code
    let number: Int32
  }

  private var counts: [Kind: Int] = [:]

  /// True if an error like it has been printed.
  mutating func isRepeated(_ error: ImageError) -> Bool {
    guard let number = error.systemError, [.uncreatable, .unwritable].contains(error.code) else {
      return false
    }
    counts[Kind(code: error.code, number: number), default: 0] += 1
    return counts[Kind(code: error.code, number: number), default: 0] > 1
  }

  var lines: [String] {
    counts.filter { $0.value > 1 }.sorted { $0.key.number < $1.key.number }.map { kind, count in
      let outputs = count == 2 ? "1 more output" : "\(count - 1) more outputs"
      return "\(outputs) failed for the same reason: \(systemMessage(kind.number)) (-v names them)"
    }
  }
}
