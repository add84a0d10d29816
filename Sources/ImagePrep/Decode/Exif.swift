/// The one thing read from Exif metadata: the orientation.
///
/// A malformed structure never fails an image: it says nothing, so the picture is taken as upright.
enum Exif {
  private static let orientationTag = 0x0112
  private static let shortType = 3
  private static let longType = 4

  /// - Parameter tiff: The TIFF structure inside an Exif block, with or without the `Exif\0\0` before it.
  static func orientation(in tiff: [UInt8]) -> Orientation? {
    let signature: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    let bytes = tiff.starts(with: signature) ? Array(tiff.dropFirst(signature.count)) : tiff
    guard bytes.count >= 8 else { return nil }
    let isLittleEndian: Bool
    switch (bytes[0], bytes[1]) {
    case (0x49, 0x49): isLittleEndian = true
    case (0x4D, 0x4D): isLittleEndian = false
    default: return nil
    }
    func number(at offset: Int, size: Int) -> Int? {
      guard offset >= 0, offset + size <= bytes.count else { return nil }
      let part = bytes[offset..<offset + size]
      return (isLittleEndian ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(at: 2, size: 2) == 42, let directory = number(at: 4, size: 4),
      let entries = number(at: directory, size: 2)
    else { return nil }
    for index in 0..<entries {
      let entry = directory + 2 + 12 * index
      guard let tag = number(at: entry, size: 2) else { return nil }
      guard tag == orientationTag else { continue }
      let type = number(at: entry + 2, size: 2)
      guard type == shortType || type == longType,
        let value = number(at: entry + 8, size: type == shortType ? 2 : 4)
      else { return nil }
      return Orientation(rawValue: value)
    }
    return nil
  }
}
