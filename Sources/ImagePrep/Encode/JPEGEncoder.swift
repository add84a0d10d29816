import CImageCodecs

@safe final class JPEGEncoder: RowEncoder {
  private let sink: ByteSink
  private let writer: OpaquePointer

  init(_ size: Size, _ format: PixelFormat, _ encoding: Encoding, _ sink: ByteSink) throws(ImageError) {
    self.sink = sink
    guard let writer = unsafe jpeg_writer_new(sink.handle) else {
      throw ImageError(.outOfMemory, "no memory to encode it with")
    }
    unsafe self.writer = writer
    try check(
      unsafe jpeg_writer_start(
        writer, UInt32(size.width), UInt32(size.height), Int32(format.channels),
        Int32(encoding.quality), encoding.subsampling == .full))
    if let exif = encoding.metadata.exifBlock {
      try check(unsafe exif.withBytes { unsafe jpeg_writer_add_exif(writer, $0.baseAddress, $0.count) })
    }
    if let profile = encoding.metadata.profileBlock {
      try check(unsafe profile.withBytes { unsafe jpeg_writer_add_profile(writer, $0.baseAddress, $0.count) })
    }
  }

  deinit { unsafe jpeg_writer_free(writer) }

  func append(_ rows: Range<Int>, of image: PixelBuffer) throws(ImageError) {
    guard !rows.isEmpty else { return }
    try check(
      unsafe jpeg_writer_append(
        writer, image.row(rows.lowerBound), image.bytesPerRow, UInt32(rows.count)))
  }

  func finish() throws(ImageError) { try check(unsafe jpeg_writer_finish(writer)) }

  private func check(_ status: codec_status) throws(ImageError) {
    try sink.check(status, unsafe jpeg_writer_messages(writer))
  }
}
