import ImagePrepBatch
import ImagePrepPlatform

/// Handles Ctrl-C and SIGTERM. The first lets the images in hand finish; a second ends the process at once.
enum Interruption {
  static let flag = StopFlag()

  /// Starts listening. A signal that the command's caller ignores stays ignored.
  static func listen() {
    // Create the flag before a signal needs it.
    _ = flag
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      let isIgnored = unsafe sigaction(number, nil, &action) == 0 && action.isIgnoring
      if !isIgnored { signal(number, stop) }
    }
  }

  /// Calls only functions that a signal handler may call.
  private static let stop: @convention(c) (Int32) -> Void = { _ in
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
    flag.set(.signal)
    let message: StaticString =
      "\nimgprep: stopping when the images in hand are done; once more ends it at once\n"
    unsafe write(2, message.utf8Start, message.utf8CodeUnitCount)
  }
}

extension sigaction {
  fileprivate var isIgnoring: Bool {
    #if canImport(Glibc)
      let handler = unsafe __sigaction_handler.sa_handler
    #elseif canImport(Musl)
      let handler = unsafe __sa_handler.sa_handler
    #else
      let handler = unsafe __sigaction_u.__sa_handler
    #endif
    return unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
