/// Binary portable pixmaps: always RGB.
final class PPMEncoder: RowEncoder {
  private let sink: ByteSink

  init(_ size: Size, _ sink: ByteSink) throws(ImageError) {
    self.sink = sink
    try sink.write(Array("P6\n\(size.width) \(size.height)\n255\n".utf8))
  }

  func append(_ rows: Range<Int>, of image: PixelBuffer) throws(ImageError) {
    for y in rows {
      if image.format == .gray8 {
        let gray = unsafe image.row(y)
        for x in 0..<image.width { unsafe try sink.write([gray[x], gray[x], gray[x]]) }
      } else {
        unsafe try sink.write(image.row(y), count: image.rowBytes)
      }
    }
  }

  func finish() throws(ImageError) { try sink.flush() }
}
