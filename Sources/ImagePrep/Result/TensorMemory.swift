/// The caller's memory for a tensor.
@safe struct TensorMemory {
  /// The first element. It need not be aligned.
  let start: UnsafeMutableRawPointer
  let packer: TensorPacker

  /// - Parameter bytes: As many as the tensor has, or more.
  init(_ bytes: UnsafeMutableRawPointer, _ packer: TensorPacker) {
    unsafe start = bytes
    self.packer = packer
  }

  /// Bytes from a plane to the next.
  var planeBytes: Int { packer.byteCount / packer.planeCount }

  /// The first element of a pixel, in the first plane.
  func address(_ x: Int, _ y: Int) -> UnsafeMutableRawPointer {
    unsafe start + (y * packer.size.width + x) * packer.pixelBytes / packer.planeCount
  }

  /// Packs a color everywhere outside a rectangle.
  func fill(_ background: Color, around inside: Rectangle) throws(ImageError) {
    let size = packer.size
    let row = try AlignedStorage(byteCount: 3 * size.width)
    for x in 0..<size.width {
      for (channel, sample) in [background.red, background.green, background.blue].enumerated() {
        unsafe row.bytes[3 * x + channel] = sample
      }
    }
    for y in 0..<size.height {
      let margins =
        inside.rows.contains(y)
        ? [0..<inside.columns.lowerBound, inside.columns.upperBound..<size.width] : [0..<size.width]
      for margin in margins where !margin.isEmpty {
        unsafe packer.pack(
          row.bytes, 3, pixels: margin.count, to: address(margin.lowerBound, y), planeBytes: planeBytes)
      }
    }
  }
}
