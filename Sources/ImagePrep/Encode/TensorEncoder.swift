/// Writes a tensor: a NumPy array (.npy, version 1.0), or a file of the `safetensors` package.
final class TensorEncoder: RowEncoder {
  private let packer: TensorPacker
  private let encoding: Encoding
  private let sink: ByteSink
  /// The elements of the whole picture, or of one row.
  private let elements: AlignedStorage
  /// The elements of all patches. Nil if there are none.
  private let patches: AlignedStorage?
  /// The tensors that follow. None in a NumPy array.
  private let extras: [(ExtraTensor, ExtraValues)]

  /// - Throws: `ImageError` with the code `outOfMemory`, or `invalidOptions` if the picture does not fit the format.
  init(_ size: Size, _ encoding: Encoding, _ sink: ByteSink) throws(ImageError) {
    packer = try TensorPacker(encoding.tensor, size)
    self.encoding = encoding
    self.sink = sink
    elements = try AlignedStorage(byteCount: Self.pictureBytes(encoding.tensor, size))
    patches = encoding.tensor.patches == nil ? nil : try AlignedStorage(byteCount: packer.byteCount)
    let shape =
      encoding.pictures.map { encoding.tensor.shape(of: size, pictures: $0) }
      ?? encoding.tensor.shape(of: size)
    extras = encoding.format == .npy ? [] : encoding.extras
    let header =
      encoding.format == .npy
      ? Self.npyHeader(encoding.tensor, shape) : SafetensorsHeader(encoding, shape, extras).bytes
    try sink.write(header)
  }

  /// The bytes that wait to be written.
  static func elementBytes(_ tensor: TensorFormat, _ size: Size) -> Int {
    pictureBytes(tensor, size) + (tensor.patches == nil ? 0 : tensor.byteCount(of: size))
  }

  private static func pictureBytes(_ tensor: TensorFormat, _ size: Size) -> Int {
    tensor.pictureBytes(of: tensor.isWrittenAtOnce ? size : Size(width: size.width, height: 1))
  }

  func append(_ rows: Range<Int>, of image: PixelBuffer) throws(ImageError) {
    if packer.format.isWrittenAtOnce {
      unsafe packer.pack(rows, of: image, to: elements.bytes)
      if rows.upperBound == image.height { try writePicture() }
      return
    }
    for y in rows {
      unsafe packer.pack(y, of: image, to: UnsafeMutableRawPointer(elements.bytes), planeBytes: 0)
      unsafe try sink.write(elements.bytes, count: packer.rowBytes)
    }
  }

  private func writePicture() throws(ImageError) {
    if let result = encoding.geometry, packer.format.padValue != nil, result.output == packer.size {
      unsafe try TensorMemory(elements.bytes, packer).fill(result.background, around: result.placement)
    }
    if let patches { unsafe packer.arrange(elements.bytes, into: patches.bytes) }
    unsafe try sink.write((patches ?? elements).bytes, count: packer.byteCount)
  }

  func finish() throws(ImageError) {
    for (extra, values) in extras { try values.write(as: extra.type, to: sink) }
    try sink.flush()
  }

  private static func npyHeader(_ tensor: TensorFormat, _ shape: [Int]) -> [UInt8] {
    let type =
      switch tensor.resolvedType {
      case .uint8: "|u1"
      case .uint16: "<u2"
      case .float16: "<f2"
      // NumPy has no type for it, and `Encoding.validate` refuses it.
      case .bfloat16: "<V2"
      case .float32: "<f4"
      }
    let shape = shape.map(String.init).joined(separator: ", ")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
    // The magic, the version, the header's length and its newline take 11 bytes. All together are a multiple of 64.
    let padding = (64 - (text.utf8.count + 11) % 64) % 64
    let count = text.utf8.count + padding + 1
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)] + Array(text.utf8)
      + Array(repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
  }
}

extension TensorFormat {
  /// True if no element can be written before the last row is there.
  fileprivate var isWrittenAtOnce: Bool { layout.isPlanar || patches != nil || padValue != nil }
}
