import CDescriptors
import ImagePrepPlatform

/// An existing pipe, device or descriptor, open for writing.
final class OutputDevice {
  let descriptor: Int32

  /// - Parameter clock: Limits the wait for the reader of a pipe.
  init(path: SystemPath, _ clock: Deadline) throws(ImageError) {
    // A pipe opens only when it has a reader, and nothing signals that. Without a deadline the system waits.
    let flags = O_WRONLY | O_NOCTTY | (clock.secondsLeft == nil ? 0 : O_NONBLOCK)
    let deadline = clock.secondsLeft.map { descriptors_now() + $0 } ?? 0
    while true {
      let opened = Descriptor.open(path, flags)
      if opened >= 0 {
        descriptor = opened
        return
      }
      let number = errno
      if number == EINTR { continue }
      guard number == ENXIO, SystemFile.mode(path).map({ $0 & S_IFMT }) == S_IFIFO else {
        throw ImageError(.uncreatable, "it cannot be opened", system: number)
      }
      guard descriptors_pause(deadline) == 0 else { throw clock.timeoutError }
    }
  }

  init(copying number: Int32) throws(ImageError) {
    let copy = Descriptor.copy(number)
    guard copy >= 0 else {
      throw ImageError(.uncreatable, "it cannot be opened", system: errno)
    }
    descriptor = copy
  }

  deinit { close(descriptor) }
}
