import CLibWebP

/// Encodes WebP at the end, because libwebp needs the whole image.
final class WebPEncoder: RowEncoder {
  private let encoding: Encoding
  private let sink: ByteSink
  private var image: PixelBuffer?

  init(_ encoding: Encoding, _ sink: ByteSink) {
    self.encoding = encoding
    self.sink = sink
  }

  func append(_ rows: Range<Int>, of image: PixelBuffer) { self.image = image }

  func finish() throws(ImageError) {
    guard let color = try image?.expandedToColor() else { return }
    var config = WebPConfig()
    var picture = unsafe WebPPicture()
    guard unsafe WebPConfigInit(&config) != 0, unsafe WebPPictureInit(&picture) != 0 else {
      throw ImageError(.unsupportedVariant, "the libwebp in use is not the one this was built for")
    }
    defer { unsafe WebPPictureFree(&picture) }
    config.quality = Float(encoding.quality)
    if encoding.lossless {
      guard unsafe WebPConfigLosslessPreset(&config, 4) != 0 else { throw Self.outOfMemory }
      config.exact = 1
    }
    unsafe picture.use_argb = encoding.lossless ? 1 : 0
    unsafe picture.width = Int32(color.width)
    unsafe picture.height = Int32(color.height)
    let stride = Int32(color.bytesPerRow)
    let imported: Int32
    if color.format == .rgba8 {
      imported = unsafe WebPPictureImportRGBA(&picture, color.row(0), stride)
    } else {
      imported = unsafe WebPPictureImportRGB(&picture, color.row(0), stride)
    }
    guard imported != 0 else { throw Self.outOfMemory }
    var memory = unsafe WebPMemoryWriter()
    unsafe WebPMemoryWriterInit(&memory)
    defer { unsafe WebPMemoryWriterClear(&memory) }
    let encoded = unsafe withUnsafeMutablePointer(to: &memory) { memory in
      unsafe picture.writer = WebPMemoryWrite
      unsafe picture.custom_ptr = UnsafeMutableRawPointer(memory)
      return unsafe WebPEncode(&config, &picture)
    }
    guard encoded != 0, let bytes = unsafe memory.mem else {
      throw unsafe Self.error(picture.error_code)
    }
    if encoding.metadata == ImageMetadata() {
      unsafe try sink.write(bytes, count: memory.size)
    } else {
      let file = unsafe UnsafeBufferPointer(start: bytes, count: memory.size)
      unsafe try WebPContainer.write(file, adding: encoding.metadata, of: color, to: sink)
    }
    try sink.flush()
  }

  private static func error(_ code: WebPEncodingError) -> ImageError {
    switch code {
    // The encoder writes to memory, so a write fails only if memory runs out. If memory runs out while libwebp encodes
    // the transparency, it forgets to say so.
    case VP8_ENC_ERROR_OUT_OF_MEMORY, VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY, VP8_ENC_ERROR_BAD_WRITE,
      VP8_ENC_OK:
      outOfMemory
    default: ImageError(.unwritable, "the WebP encoder failed (error \(code.rawValue))")
    }
  }

  private static var outOfMemory: ImageError {
    ImageError(.outOfMemory, "the WebP encoder could not get memory")
  }
}
