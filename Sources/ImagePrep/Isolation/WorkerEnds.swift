import CWorkerChannel
import ImagePrepPlatform

/// The descriptors between caller and worker before the worker is started: both ends of the sockets and of the
/// lifeline.
struct WorkerEnds {
  private(set) var sockets: (Int32, Int32) = (-1, -1)
  private(set) var spool: Int32 = -1
  /// The worker's end, to read from, and the caller's end, to write to.
  private(set) var lifeline: (Int32, Int32) = (-1, -1)

  /// - Throws: `ImageError` with the code `isolationUnavailable` if the system gives no more descriptors.
  init() throws(ImageError) {
    let number = open()
    guard number == 0 else {
      closeAll()
      // The system reports EINVAL for a number above the limit of descriptors.
      throw .noWorker(number == EINVAL ? EMFILE : number)
    }
  }

  private mutating func open() -> Int32 {
    let opened = unsafe Self.pair(&sockets) { unsafe worker_channel_open($0) }
    guard opened == 0 else { return opened }
    let piped = unsafe Self.pair(&lifeline) { unsafe worker_channel_open_pipe($0) }
    guard piped == 0 else { return piped }
    return unsafe worker_channel_open_spool(&spool)
  }

  private static func pair(
    _ ends: inout (Int32, Int32), _ open: (UnsafeMutablePointer<Int32>?) -> Int32
  ) -> Int32 {
    let number = unsafe withUnsafeMutablePointer(to: &ends) {
      unsafe $0.withMemoryRebound(to: Int32.self, capacity: 2) { unsafe open($0) }
    }
    // On failure neither end is open.
    if number != 0 { ends = (-1, -1) }
    return number
  }

  func closeAll() { Self.close([sockets.0, sockets.1, spool, lifeline.0, lifeline.1]) }

  /// Closes the worker's ends. The worker has copies of them by now.
  func closeWorkers() { Self.close([sockets.1, lifeline.0]) }

  private static func close(_ descriptors: [Int32]) {
    for descriptor in descriptors where descriptor >= 0 { _ = systemClose(descriptor) }
  }
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
