import ImagePrep
import ImagePrepPlatform

/// The command's terminal, streams and environment.
enum Console {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// True if the terminal can only print.
  static var isDumbTerminal: Bool { environment("TERM") == "dumb" }

  /// The number of columns of a terminal now; 80 if it does not tell.
  static func columns(_ descriptor: Int32) -> Int {
    var size = winsize()
    let status = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Sets up standard descriptors and signals, whatever the parent process has closed or ignored.
  static func prepare() {
    Descriptor.openStandard()
    // Writing then fails with an error. Neither a reader that is gone nor a file over the size limit may stop the work
    // on other files.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Returns false if writing failed. A reader that has gone away has seen enough: that is no failure.
  @discardableResult
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
        continue
      }
      switch count == 0 ? EIO : errno {
      case EINTR: continue
      case EAGAIN: guard Descriptor.awaitRoom(descriptor) else { return false }
      case EPIPE: return true
      default: return false
      }
    }
    return true
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
