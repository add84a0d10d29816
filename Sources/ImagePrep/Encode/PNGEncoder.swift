import CImageCodecs

@safe final class PNGEncoder: RowEncoder {
  private let sink: ByteSink
  private let writer: OpaquePointer

  init(_ size: Size, _ format: PixelFormat, _ encoding: Encoding, _ sink: ByteSink) throws(ImageError) {
    self.sink = sink
    guard
      let writer = unsafe png_writer_new(
        sink.handle, UInt32(size.width), UInt32(size.height), Int32(format.channels),
        Int32(encoding.compressionLevel))
    else { throw ImageError(.outOfMemory, "no memory to encode it with") }
    unsafe self.writer = writer
    if let profile = encoding.metadata.profileBlock {
      let status = unsafe profile.withBytes {
        unsafe png_writer_add_profile(writer, $0.baseAddress, $0.count)
      }
      try sink.check(status, codec_messages())
    }
    if let exif = encoding.metadata.exifBlock {
      let status = unsafe exif.withBytes { unsafe png_writer_add_exif(writer, $0.baseAddress, $0.count) }
      try sink.check(status, codec_messages())
    }
  }

  deinit { unsafe png_writer_free(writer) }

  func append(_ rows: Range<Int>, of image: PixelBuffer) throws(ImageError) {
    guard !rows.isEmpty else { return }
    let status = unsafe png_writer_append(
      writer, image.row(rows.lowerBound), image.bytesPerRow, UInt32(rows.count))
    try sink.check(status, codec_messages())
  }

  func finish() throws(ImageError) {
    try sink.check(unsafe png_writer_finish(writer), codec_messages())
  }
}
