/// Writes a tensor: a NumPy array (.npy, version 1.0), or a file of the `safetensors` package.
final class TensorEncoder: RowEncoder {
  private let packer: TensorPacker
  private let sink: ByteSink
  /// The whole tensor in planar layouts, otherwise one row.
  private let elements: AlignedStorage

  /// - Throws: `ImageError` with the code `outOfMemory`.
  init(_ size: Size, _ encoding: Encoding, _ sink: ByteSink) throws(ImageError) {
    packer = try TensorPacker(encoding.tensor, size)
    self.sink = sink
    elements = try AlignedStorage(
      byteCount: Self.elementBytes(encoding.tensor, size))
    let shape =
      encoding.pictures.map { encoding.tensor.shape(of: size, pictures: $0) }
      ?? encoding.tensor.shape(of: size)
    let header =
      encoding.format == .npy
      ? Self.npyHeader(encoding.tensor, shape)
      : Self.safetensorsHeader(encoding.tensor, shape, encoding.receipt)
    try sink.write(header)
  }

  /// The bytes that wait to be written.
  static func elementBytes(_ tensor: TensorFormat, _ size: Size) -> Int {
    tensor.byteCount(of: tensor.layout.isPlanar ? size : Size(width: size.width, height: 1))
  }

  func append(_ rows: Range<Int>, of image: PixelBuffer) throws(ImageError) {
    if packer.format.layout.isPlanar {
      unsafe packer.pack(rows, of: image, to: elements.bytes)
      if rows.upperBound == image.height { unsafe try sink.write(elements.bytes, count: packer.byteCount) }
      return
    }
    for y in rows {
      unsafe packer.pack(image.row(y), image.format.channels, to: elements.bytes, planeBytes: 0)
      unsafe try sink.write(elements.bytes, count: packer.rowBytes)
    }
  }

  func finish() throws(ImageError) { try sink.flush() }

  private static func npyHeader(_ tensor: TensorFormat, _ shape: [Int]) -> [UInt8] {
    let type =
      switch tensor.resolvedType {
      case .uint8: "|u1"
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

  private static func safetensorsHeader(_ tensor: TensorFormat, _ shape: [Int], _ receipt: AffineTransform?)
    -> [UInt8]
  {
    let type =
      switch tensor.resolvedType {
      case .uint8: "U8"
      case .float16: "F16"
      case .bfloat16: "BF16"
      case .float32: "F32"
      }
    let metadata = receipt.map { #""__metadata__":{"transform":"\#($0.elements)"},"# } ?? ""
    let byteCount = shape.reduce(tensor.resolvedType.byteCount, *)
    let shape = shape.map(String.init).joined(separator: ",")
    var text =
      #"{\#(metadata)"pixel_values":{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[0,\#(byteCount)]}}"#
    // Elements begin at a multiple of 8.
    while text.utf8.count % 8 != 0 { text += " " }
    return (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) } + Array(text.utf8)
  }
}
