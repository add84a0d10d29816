import ArgumentParser
import ImagePrep

struct IsolationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Decode in a process of its own, imgprep-worker, and on Linux in a sandbox: a file that makes a codec crash or \
      hang costs one image. With =require, refuse to run without the sandbox.
      """, valueName: "try|require"))
  var isolate: IsolationName?

  var isolation: Isolation? {
    guard let isolate else { return nil }
    var isolation = Isolation.process
    isolation.requiresSandbox = isolate == .require
    return isolation
  }

  /// `--isolate` alone means `--isolate=try`: the parser would take the next argument, an input, for its value.
  static func complete(_ arguments: [String]) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    return arguments[..<end].map { $0 == "--isolate" ? "--isolate=\(IsolationName.try)" : $0 }
      + arguments[end...]
  }
}

enum IsolationName: String, ExpressibleByArgument, CaseIterable {
  case `try`, require
}
