import CImageCodecs

/// Where an encoder writes: a file descriptor, or memory.
@safe final class ByteSink {
  let handle: OpaquePointer

  /// - Parameter descriptor: nil collects the bytes in memory.
  init(descriptor: Int32?) throws(ImageError) {
    guard let handle = unsafe byte_sink_open(descriptor ?? -1) else {
      throw ImageError(.outOfMemory, "no memory to write it with")
    }
    unsafe self.handle = handle
  }

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
    unsafe ImageError(.unwritable, "writing failed", system: byte_sink_error(handle))
  }
}
