import CImageCodecs

/// Takes the bytes of an encoder: to a file descriptor, or to memory.
@safe final class ByteSink {
  let handle: OpaquePointer
  private let clock: Deadline?

  /// Collects the bytes in memory.
  init() throws(ImageError) {
    guard let handle = unsafe byte_sink_to_memory() else { throw Self.noMemory }
    unsafe self.handle = handle
    clock = nil
  }

  /// - Parameters:
  ///   - descriptor: Must stay open as long as the sink lives.
  ///   - clock: Limits the wait for the reader of a pipe. Nil for no limit.
  init(descriptor: Int32, _ clock: Deadline? = nil) throws(ImageError) {
    guard let handle = unsafe byte_sink_to_descriptor(descriptor) else { throw Self.noMemory }
    unsafe self.handle = handle
    self.clock = clock
    if let seconds = clock?.secondsLeft { unsafe byte_sink_set_deadline(handle, seconds) }
  }

  private static var noMemory: ImageError { ImageError(.outOfMemory, "no memory to write it with") }

  deinit { unsafe byte_sink_free(handle) }

  func write(_ bytes: UnsafePointer<UInt8>, count: Int) throws(ImageError) {
    guard unsafe byte_sink_write(handle, bytes, count) else { throw failure }
  }

  func write(_ bytes: [UInt8]) throws(ImageError) {
    guard unsafe byte_sink_write(handle, bytes, bytes.count) else { throw failure }
  }

  func flush() throws(ImageError) {
    guard unsafe byte_sink_flush(handle) else { throw failure }
  }

  func check(_ status: codec_status, _ messages: codec_messages) throws(ImageError) {
    switch status {
    case codec_ok: return
    case codec_unreadable: throw failure
    default:
      throw ImageError(
        .outOfMemory,
        messages.errorText.isEmpty
          ? "no memory to encode it with" : "the encoder failed: \(messages.errorText)")
    }
  }

  var bytes: [UInt8] {
    var count = 0
    let start = unsafe byte_sink_bytes(handle, &count)
    return unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  private var failure: ImageError {
    if unsafe byte_sink_out_of_time(handle), let clock { return clock.timeoutError }
    return unsafe ImageError(.unwritable, "writing failed", system: byte_sink_error(handle))
  }
}
