/// The start of a file of the `safetensors` package: its length in 8 bytes, and JSON about each tensor.
struct SafetensorsHeader {
  let bytes: [UInt8]

  /// - Parameters:
  ///   - shape: Of the pixels' tensor, which comes first.
  ///   - extras: The other tensors, in their order.
  init(_ encoding: Encoding, _ shape: [Int], _ extras: [(ExtraTensor, ExtraValues)]) {
    let type =
      switch encoding.tensor.resolvedType {
      case .uint8: "U8"
      case .uint16: "U16"
      case .float16: "F16"
      case .bfloat16: "BF16"
      case .float32: "F32"
      }
    var end = 0
    func entry(_ name: String, _ type: String, _ shape: [Int], _ elementBytes: Int) -> String {
      let start = end
      end += shape.reduce(elementBytes, *)
      let shape = shape.map(String.init).joined(separator: ",")
      return #""\#(name)":{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[\#(start),\#(end)]}"#
    }
    var entries = encoding.receipt.map { [#""__metadata__":{"transform":"\#($0.elements)"}"#] } ?? []
    entries.append(entry(encoding.tensorName, type, shape, encoding.tensor.resolvedType.byteCount))
    for (extra, values) in extras {
      entries.append(entry(extra.name, extra.type.fileName, values.shape, extra.type.byteCount))
    }
    var text = "{\(entries.joined(separator: ","))}"
    // Elements begin at a multiple of 8.
    while text.utf8.count % 8 != 0 { text += " " }
    bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) } + Array(text.utf8)
  }
}

extension Encoding {
  /// The tensors of a file besides that of the pixels.
  var extras: [(ExtraTensor, ExtraValues)] {
    guard let geometry else { return [] }
    return extraTensors.map { ($0, $0.values(geometry, tensor, pictures: pictures)) }
  }
}

extension ExtraValues {
  /// Writes the elements a piece at a time, so that they take little memory.
  func write(as type: ExtraTensor.Element, to sink: ByteSink) throws(ImageError) {
    let pieceCount = 8192
    var piece: [UInt8] = []
    for start in stride(from: 0, to: count, by: pieceCount) {
      piece.removeAll(keepingCapacity: true)
      for index in start..<min(count, start + pieceCount) {
        let element = type.bits(of: element(index))
        for byte in 0..<type.byteCount { piece.append(UInt8(truncatingIfNeeded: element >> (8 * byte))) }
      }
      try sink.write(piece)
    }
  }
}
