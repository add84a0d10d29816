/// Writes rows of pixels as a tensor's elements.
struct TensorPacker {
  let format: TensorFormat
  let size: Size
  private let tables: ScalarTables

  init(_ format: TensorFormat, _ size: Size) {
    self.format = format
    self.size = size
    tables = ScalarTables(format)
  }

  var byteCount: Int { format.byteCount(of: size) }

  /// The bytes of a row of pixels. In planar layouts each channel's plane has a part of them.
  var rowBytes: Int { size.width * format.channels.count * format.resolvedType.byteCount }

  /// Writes rows of an image to their places in a tensor.
  ///
  /// - Parameters:
  ///   - image: RGB or gray, of the packer's size.
  ///   - tensor: `byteCount` bytes, aligned or not.
  func pack(_ rows: Range<Int>, of image: PixelBuffer, to tensor: UnsafeMutableRawPointer) {
    let planes = format.layout.isPlanar ? format.channels.count : 1
    for y in rows {
      unsafe pack(image, row: y, to: tensor + y * rowBytes / planes, planeBytes: byteCount / planes)
    }
  }

  /// Writes one row.
  ///
  /// - Parameters:
  ///   - start: The row's first element.
  ///   - planeBytes: Bytes from a channel's plane to the next, in planar layouts.
  func pack(_ image: PixelBuffer, row y: Int, to start: UnsafeMutableRawPointer, planeBytes: Int) {
    switch format.resolvedType {
    case .uint8: unsafe pack(image, y, start, planeBytes, UInt8.self)
    case .float16, .bfloat16: unsafe pack(image, y, start, planeBytes, UInt16.self)
    case .float32: unsafe pack(image, y, start, planeBytes, UInt32.self)
    }
  }

  private func pack<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ image: PixelBuffer, _ y: Int, _ start: UnsafeMutableRawPointer, _ planeBytes: Int, _ type: Bits.Type
  ) {
    let channels = format.channels.count
    let (samples, pixels) = unsafe (image.format.channels, image.row(y))
    let stride = MemoryLayout<Bits>.stride
    let step = format.layout.isPlanar ? stride : stride * channels
    unsafe tables.bits.withUnsafeBufferPointer { tables in
      for channel in 0..<channels {
        let result = unsafe start + channel * (format.layout.isPlanar ? planeBytes : stride)
        let sample = samples == 1 ? 0 : format.channels == .bgr ? 2 - channel : channel
        for x in 0..<size.width {
          let value =
            unsafe channels == 1 && samples > 1 ? gray(pixels + samples * x) : pixels[samples * x + sample]
          unsafe result.storeBytes(
            of: Bits(truncatingIfNeeded: tables[256 * channel + Int(value)]), toByteOffset: x * step,
            as: Bits.self)
        }
      }
    }
  }

  /// Pillow's `L`.
  private func gray(_ pixel: UnsafePointer<UInt8>) -> UInt8 {
    let sum = unsafe 19595 * UInt32(pixel[0]) + 38470 * UInt32(pixel[1]) + 7471 * UInt32(pixel[2])
    return UInt8((sum + 0x8000) >> 16)
  }
}
