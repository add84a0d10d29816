import ArgumentParser
import ImagePrep

struct IsolationOptions: ParsableArguments {
  /// The option's value may be left out.
  static let name = "--isolate"

  @Option(
    help: ArgumentHelp(
      """
      Decode in a process of its own, imgprep-worker, and on Linux in a sandbox: a file that makes a codec crash or \
      hang costs one image; so does one that takes more than a minute (or --limit-seconds) or 4 GiB. With require, \
      refuse to run without the sandbox. --limit-memory bounds the worker too. (--isolate alone: try)
      """, valueName: "try|require"))
  var isolate: IsolationName?

  /// Limits above a worker's default memory or time raise that too.
  func isolation(_ limits: Limits) -> Isolation? {
    guard let isolate else { return nil }
    var isolation = Isolation.process
    isolation.requiresSandbox = isolate == .require
    isolation.seconds = min(max(isolation.seconds, (limits.seconds ?? 0) + 1), 1_000_000)
    // Leave room for memory that is not the image's.
    let (memory, overflow) = (limits.memory ?? 0).addingReportingOverflow(1 << 30)
    isolation.memory = max(isolation.memory, overflow ? .max : memory)
    return isolation
  }

  /// Replaces `--isolate` alone by `--isolate=try`. The parser would take the next argument, an input, for its value.
  static func complete(_ arguments: [String]) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    let values = IsolationName.allCases.map(\.rawValue)
    return arguments.indices.map { index in
      guard index < end, arguments[index] == name else { return arguments[index] }
      let hasValue = index + 1 < end && values.contains(arguments[index + 1].lowercased())
      return hasValue ? arguments[index] : "\(name)=\(IsolationName.try)"
    }
  }
}

enum IsolationName: String, NamedChoice {
  case `try`, require
}
