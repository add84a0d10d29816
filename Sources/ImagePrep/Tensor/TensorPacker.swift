import CResampleKernels

/// Writes rows of pixels as a tensor's elements.
final class TensorPacker {
  let format: TensorFormat
  let size: Size
  private let tables: ScalarTables
  private let kernels: Kernels
  /// The address of a row in each plane.
  private let planes: AlignedStorage

  /// - Parameter kernels: Default: those in use.
  /// - Throws: `ImageError` with the code `outOfMemory`.
  init(_ format: TensorFormat, _ size: Size, _ kernels: Kernels = .current) throws(ImageError) {
    try format.patches?.check(size)
    self.format = format
    self.size = size
    self.kernels = kernels
    tables = try ScalarTables(format)
    planes = unsafe try AlignedStorage(byteCount: 3 * MemoryLayout<UnsafeMutablePointer<UInt8>>.stride)
  }

  /// The bytes of the tensor.
  var byteCount: Int { format.byteCount(of: size) }

  /// The bytes of the elements before ``arrange(_:into:)``, in the order of the layout.
  var pictureBytes: Int { format.pictureBytes(of: size) }

  /// The bytes of a pixel. In planar layouts each channel's plane has a part of them.
  var pixelBytes: Int { format.channels.count * format.resolvedType.byteCount }

  /// The bytes of a row of pixels.
  var rowBytes: Int { size.width * pixelBytes }

  /// Planes that channels lie in.
  var planeCount: Int { format.layout.isPlanar ? format.channels.count : 1 }

  /// Writes rows of an image to their places in a tensor.
  ///
  /// - Parameters:
  ///   - image: Of the packer's size. Its alpha is left out.
  ///   - tensor: `pictureBytes` bytes, aligned or not.
  func pack(_ rows: Range<Int>, of image: PixelBuffer, to tensor: UnsafeMutableRawPointer) {
    for y in rows {
      unsafe pack(
        y, of: image, to: tensor + y * rowBytes / planeCount, planeBytes: pictureBytes / planeCount)
    }
  }

  /// Writes a row of an image.
  func pack(_ y: Int, of image: PixelBuffer, to start: UnsafeMutableRawPointer, planeBytes: Int) {
    if image.format == .rgb16 {
      let row = unsafe UnsafeRawPointer(image.row(y)).assumingMemoryBound(to: DeepSample.self)
      unsafe DeepPacking(format).pack(row, pixels: image.width, to: start, planeBytes: planeBytes)
    } else if image.format == .rgbFloat {
      let row = unsafe UnsafeRawPointer(image.row(y)).assumingMemoryBound(to: Float.self)
      unsafe DeepPacking(format).pack(row, pixels: image.width, to: start, planeBytes: planeBytes)
    } else {
      unsafe pack(image.row(y), image.format.channels, to: start, planeBytes: planeBytes)
    }
  }

  /// Writes one row, or a part of it.
  ///
  /// - Parameters:
  ///   - samples: The samples of the pixels.
  ///   - channels: The samples of a pixel: 1, 3 or 4.
  ///   - count: Pixels. Default: nil, those of a row.
  ///   - start: The first element.
  ///   - planeBytes: Bytes from a channel's plane to the next, in planar layouts.
  func pack(
    _ samples: UnsafePointer<UInt8>, _ channels: Int, pixels count: Int? = nil,
    to start: UnsafeMutableRawPointer, planeBytes: Int
  ) {
    var packing = unsafe tables.packing
    unsafe packing.samples = channels
    unsafe kernels.table.pointee.pack_row(
      samples, count ?? size.width, &packing, rows(from: start, planeBytes))
  }

  /// Writes pixels of 16 bits, gray or RGB, as floats.
  func packFine(
    _ samples: UnsafePointer<Int16>, _ channels: Int, pixels count: Int, to start: UnsafeMutableRawPointer,
    planeBytes: Int
  ) {
    var packing = unsafe tables.packing
    unsafe packing.samples = channels
    unsafe kernels.table.pointee.pack_row_16(samples, count, &packing, rows(from: start, planeBytes))
  }

  /// The address of a row in each plane; valid until the next call.
  private func rows(
    from start: UnsafeMutableRawPointer, _ planeBytes: Int
  ) -> UnsafePointer<UnsafeMutablePointer<UInt8>?> {
    let rows = unsafe planes.elements(of: UnsafeMutablePointer<UInt8>?.self)
    for plane in 0..<planeCount {
      unsafe rows[plane] = (start + plane * planeBytes).assumingMemoryBound(to: UInt8.self)
    }
    return unsafe UnsafePointer(rows)
  }
}
