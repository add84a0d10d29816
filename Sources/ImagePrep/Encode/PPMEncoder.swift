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
        let gray = unsafe UnsafeBufferPointer(start: image.row(y), count: image.width)
        var colour: [UInt8] = []
        colour.reserveCapacity(3 * image.width)
        for unsafe value in unsafe gray { colour += [value, value, value] }
        try sink.write(colour)
      } else {
        unsafe try sink.write(image.row(y), count: image.rowBytes)
      }
    }
  }

  func finish() throws(ImageError) { try sink.flush() }
}
