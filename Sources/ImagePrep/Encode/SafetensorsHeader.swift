/// The start of a file of the `safetensors` package: its length in 8 bytes, and JSON about each tensor.
struct SafetensorsHeader {
  let bytes: [UInt8]

  /// - Parameter shape: Of the pixels' tensor, which comes first.
  init(_ encoding: Encoding, _ shape: [Int]) {
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
    for (extra, values) in Self.extras(encoding) {
      entries.append(entry(extra.name, extra.type.fileName, values.shape, extra.type.byteCount))
    }
    var text = "{\(entries.joined(separator: ","))}"
    // Elements begin at a multiple of 8.
    while text.utf8.count % 8 != 0 { text += " " }
    bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) } + Array(text.utf8)
  }

  /// The elements of the other tensors, in their order.
  static func extraElements(_ encoding: Encoding) -> [UInt8] {
    extras(encoding).flatMap { $0.bytes($1.elements) }
  }

  private static func extras(
    _ encoding: Encoding
  ) -> [(ExtraTensor, (shape: [Int], elements: [Int]))] {
    guard let geometry = encoding.geometry else { return [] }
    return encoding.extraTensors.map { extra in
      (extra, extra.values(geometry, encoding.tensor, pictures: encoding.pictures))
    }
  }
}
