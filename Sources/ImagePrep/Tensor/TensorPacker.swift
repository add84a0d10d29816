import CResampleKernels

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
  /// The bytes of a row of pixels. In planar layouts they lie in each channel's plane.
  var rowBytes: Int {
    size.width * format.resolvedType.byteCount * (format.layout.isPlanar ? 1 : format.channels.count)
  }

  /// Writes rows of an image to their places in a tensor.
  ///
  /// - Parameters:
  ///   - image: RGB or gray, of the packer's size.
  ///   - tensor: `byteCount` bytes; in `unaligned` memory too.
  func pack(_ rows: Range<Int>, of image: PixelBuffer, to tensor: UnsafeMutableRawPointer) {
    let channels = format.channels.count
    let planeBytes = format.layout.isPlanar ? size.area * format.resolvedType.byteCount : 0
    unsafe tables.bits.withUnsafeBufferPointer { tables in
      for y in rows {
        var job = unsafe tensor_row(
          pixels: image.row(y), width: size.width, samples: image.format.channels,
          tables: tables.baseAddress, channels: channels, element: format.resolvedType.byteCount,
          is_planar: format.layout.isPlanar, plane_bytes: planeBytes, is_bgr: format.channels == .bgr,
          result: tensor + y * rowBytes)
        unsafe tensor_pack_row(&job)
      }
    }
  }
}
