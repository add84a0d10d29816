import ImagePrepPlatform

extension ImageError {
  static func noIsolation(_ reason: Message, advice: Message) -> ImageError {
    ImageError(.isolationUnavailable, reason, advice: advice)
  }

  static func noWorker(_ number: Int32) -> ImageError {
    .noIsolation(
      "no worker can be started: \(systemMessage(number))",
      advice:
        "let it have more descriptors (ulimit -n), processes (ulimit -u) or memory, or fewer images at once")
  }

  static func overIdleSeconds(_ seconds: Double) -> ImageError {
    ImageError(
      .overLimit, "it was held open for more than the \(limit: seconds) seconds that a worker waits",
      advice: "render it sooner, or raise \(.idleSeconds)")
  }

  static func noProgram(_ path: String, _ number: Int32) -> ImageError {
    .noIsolation(
      "there is no worker at \(path): \(systemMessage(number))",
      advice: "install imgprep-worker beside the program or in a folder of PATH, or name it in IMGPREP_WORKER"
    )
  }
}
