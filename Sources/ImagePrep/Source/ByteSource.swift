import CImageCodecs

/// The bytes of an image, read once from front to back, from memory or from a file descriptor.
///
/// Used by one decoder on one thread at a time.
@safe final class ByteSource {
  let handle: OpaquePointer
  let limits: Limits
  /// Started when the source was opened.
  let clock: Deadline

  /// - Parameter bytes: Must outlive the source.
  init(borrowing bytes: UnsafeRawBufferPointer, limits: Limits) throws(ImageError) {
    try limits.check(byteCount: bytes.count)
    let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard let handle = unsafe byte_source_from_memory(start, bytes.count) else {
      throw ImageError(.outOfMemory, "no memory to read it with")
    }
    unsafe self.handle = handle
    self.limits = limits
    clock = Deadline(limits)
  }

  /// - Parameter descriptor: Must stay open while the source lives.
  /// - Parameter byteCount: The bytes of the image, if the file goes on after it. The source reads them to their end,
  ///   whatever becomes of the image. Default: nil, up to the file's end.
  init(descriptor: Int32, byteCount: Int? = nil, limits: Limits) throws(ImageError) {
    guard let handle = unsafe byte_source_from_descriptor(descriptor) else {
      throw ImageError(.outOfMemory, "no memory to read it with")
    }
    unsafe self.handle = handle
    self.limits = limits
    clock = Deadline(limits)
    if let seconds = clock.secondsLeft { unsafe byte_source_set_deadline(handle, seconds) }
    if let byteCount { unsafe byte_source_set_length(handle, UInt64(max(byteCount, 0))) }
    if let bytes = limits.bytes { unsafe byte_source_set_limit(handle, UInt64(max(bytes, 0))) }
    if let byteCount { try limits.check(byteCount: byteCount) }
  }

  deinit {
    skipRest()
    unsafe byte_source_free(handle)
  }

  /// Moves the descriptor to the end of the image's bytes, if their number is known. The limit of seconds starts anew,
  /// so that an image whose time is over does not spoil the next one.
  func skipRest() { unsafe byte_source_skip_rest(handle, limits.seconds ?? 0) }

  /// The next bytes, up to `count` of them. They stay unread.
  func peek(_ count: Int) -> [UInt8] {
    unsafe Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = unsafe byte_source_peek(handle, buffer.baseAddress, count)
    }
  }

  /// - Throws: `ImageError` if the limit of bytes has cut off the data. The file is not at fault then.
  func checkLimit() throws(ImageError) {
    if unsafe byte_source_over_limit(handle), let limit = limits.bytes { throw limits.overBytes(limit) }
  }

  /// The error that stopped reading; nil if it did not stop, or stopped at the end of the data. After such an error the
  /// other bytes are unknown, and no decoder can judge the image.
  var failure: ImageError? {
    if unsafe byte_source_out_of_time(handle) { return limits.timeoutError }
    let number = unsafe byte_source_error(handle)
    return number == 0 ? nil : ImageError(.unreadable, "reading failed", system: number)
  }

  var consumed: Int { unsafe Int(byte_source_consumed(handle)) }
  var isAtEnd: Bool { unsafe byte_source_at_end(handle) }

  /// The error for a codec's status and messages. If reading itself failed, it is that error.
  func error(_ status: codec_status, _ messages: codec_messages) -> ImageError {
    if let failure { return failure }
    if unsafe byte_source_over_limit(handle), let limit = limits.bytes {
      return limits.overBytes(limit)
    }
    let text = messages.errorText
    switch status {
    case codec_truncated, codec_incomplete:
      return ImageError(.truncated, text.isEmpty ? "the data end inside the image" : Message(text))
        .withLenientRemedy
    case codec_broken_off:
      return ImageError(.corrupt, Message(text)).withLenientRemedy
    case codec_bad_checksum:
      var error = ImageError(.corrupt, Message(text)).withLenientRemedy
      error.adviceWords = "fetch it again, or use \(.lenient) to take the pixels as they are"
      return error
    case codec_too_many_scans: return limits.overScans(limits.scans ?? 0)
    case codec_out_of_time: return limits.timeoutError
    case codec_unsupported:
      return ImageError(.unsupportedVariant, Message(text), advice: "convert it with another program first")
    case codec_out_of_memory:
      return ImageError(.outOfMemory, "its decoder could not get memory")
    default:
      return ImageError(
        .corrupt, text.isEmpty ? "the data are damaged" : Message(text), advice: "fetch or export it again")
    }
  }
}

extension codec_status {
  /// True if the rows before a failure are good.
  var leavesRows: Bool { self == codec_truncated || self == codec_broken_off }
}

extension codec_messages {
  var errorText: String { Self.text(error) }
  var warningText: String { Self.text(warning) }

  private static func text<Tuple>(_ tuple: Tuple) -> String {
    unsafe withUnsafeBytes(of: tuple) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension Span where Element == UInt8 {
  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws(ImageError) -> Result
  ) throws(ImageError) -> Result {
    try unsafe bytes.withUnsafeBytes(body)
  }
}
