/// The caller's memory for a tensor.
@safe struct TensorMemory {
  /// The first element. It need not be aligned.
  let start: UnsafeMutableRawPointer
  let packer: TensorPacker

  /// - Parameter bytes: As many as the picture's elements have, or more.
  init(_ bytes: UnsafeMutableRawPointer, _ packer: TensorPacker) {
    unsafe start = bytes
    self.packer = packer
  }

  /// Bytes from a plane to the next.
  var planeBytes: Int { packer.pictureBytes / packer.planeCount }

  /// The first element of a pixel, in the first plane.
  func address(_ x: Int, _ y: Int) -> UnsafeMutableRawPointer {
    unsafe start + (y * packer.size.width + x) * packer.pixelBytes / packer.planeCount
  }

  /// Fills everything outside a rectangle: with the value for padding, or a color if there is none.
  func fill(_ background: Color, around inside: Rectangle) throws(ImageError) {
    if let value = packer.format.padValue { return fill(Float(value), around: inside) }
    let size = packer.size
    let row = try AlignedStorage(byteCount: 3 * size.width)
    for x in 0..<size.width {
      for (channel, sample) in [background.red, background.green, background.blue].enumerated() {
        unsafe row.bytes[3 * x + channel] = sample
      }
    }
    for y in 0..<size.height {
      for margin in margins(y, inside) {
        unsafe packer.pack(
          row.bytes, 3, pixels: margin.count, to: address(margin.lowerBound, y), planeBytes: planeBytes)
      }
    }
  }

  private func fill(_ value: Float, around inside: Rectangle) {
    let type = packer.format.resolvedType
    let bits = type.bits(of: value)
    let elements = packer.format.layout.isPlanar ? 1 : packer.format.channels.count
    for y in 0..<packer.size.height {
      for margin in margins(y, inside) {
        for plane in 0..<packer.planeCount {
          let start = unsafe address(margin.lowerBound, y) + plane * planeBytes
          for index in 0..<margin.count * elements {
            switch type.byteCount {
            case 1:
              unsafe start.storeBytes(
                of: UInt8(truncatingIfNeeded: bits), toByteOffset: index, as: UInt8.self)
            case 2:
              unsafe start.storeBytes(
                of: UInt16(truncatingIfNeeded: bits), toByteOffset: 2 * index, as: UInt16.self)
            default: unsafe start.storeBytes(of: bits, toByteOffset: 4 * index, as: UInt32.self)
            }
          }
        }
      }
    }
  }

  /// The columns of a row outside a rectangle.
  private func margins(_ y: Int, _ inside: Rectangle) -> [Range<Int>] {
    let margins =
      inside.rows.contains(y)
      ? [0..<inside.columns.lowerBound, inside.columns.upperBound..<packer.size.width]
      : [0..<packer.size.width]
    return margins.filter { !$0.isEmpty }
  }
}
