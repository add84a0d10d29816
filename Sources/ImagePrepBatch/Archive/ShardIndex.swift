import ImagePrep

/// The index of a tar archive: where each member's data are, and how large each image is. With it, a trainer reads any
/// member without unpacking, and sorts images by their shape without decoding.
///
/// ```json
/// {"files": {
/// "s/1.jpg": {"offset": 512, "length": 48123, "width": 768, "height": 512, "aspect": 1.5},
/// "s/1.txt": {"offset": 49664, "length": 17}
/// }}
/// ```
struct ShardIndex {
  private var lines: [UInt8] = []

  /// Adds a member.
  ///
  /// - Parameters:
  ///   - offset: Of its first byte of data in the archive.
  ///   - size: Of an image; nil for other members.
  mutating func add(_ name: SystemPath, offset: Int, length: Int, size: Size? = nil) {
    if !lines.isEmpty { lines += Array(",\n".utf8) }
    lines += JSONString.quoted(name.bytes)
    lines += Array(": {\"offset\": \(offset), \"length\": \(length)".utf8)
    if let size, size.height > 0 {
      let aspect = Double(size.width) / Double(size.height)
      lines += Array(", \"width\": \(size.width), \"height\": \(size.height), \"aspect\": \(aspect)".utf8)
    }
    lines.append(UInt8(ascii: "}"))
  }

  /// The whole file.
  var text: [UInt8] {
    lines.isEmpty
      ? Array("{\"files\": {}}\n".utf8) : Array("{\"files\": {\n".utf8) + lines + Array("\n}}\n".utf8)
  }
}
