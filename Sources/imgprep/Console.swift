import ImagePrep

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the command asks of the system it runs on.
enum Console {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether the terminal says that it can do nothing but print.
  static var isDumbTerminal: Bool { environment("TERM") == "dumb" }

  /// How many columns a terminal has now; 80 where it does not say.
  static func columns(_ descriptor: Int32) -> Int {
    var size = winsize()
    let status = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Makes the process behave as its work needs, whatever the one that started it has closed or left to the signals.
  static func prepare() {
    Descriptor.openStandard()
    // Writing then fails instead: a reader that has gone away must not stop the work on files, nor one file that becomes
    // larger than the process may write.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// False when it could not be written. A reader that has gone away is no failure: it has seen enough.
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
