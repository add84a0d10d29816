import ImagePrep

/// The blocks before a member's data: a ustar header, and before it an extended header (pax) for a name or a size that
/// ustar cannot hold. Time, owner and group are 0, and the mode is 0644.
enum TarHeaderText {
  /// The largest size in eleven octal digits: 8 GiB less one byte.
  static let mostUstarSize = 1 << 33 - 1

  /// - Throws: `ImageError` with the code `uncreatable` for a name that no member can have.
  static func blocks(_ name: SystemPath, size: Int) throws(ImageError) -> [UInt8] {
    guard !name.isEmpty, name.bytes.last != UInt8(ascii: "/"), !name.bytes.contains(0) else {
      throw ImageError(
        .uncreatable, "no member of a tar archive can be named \"\(name)\"",
        advice: "use a name that is not empty, has no zero byte and does not end in a slash")
    }
    let parts = split(name.bytes)
    var records: [UInt8] = []
    if parts == nil {
      // Without this record, readers take the name for UTF-8.
      if name.text == nil { records += record("hdrcharset", Array("BINARY".utf8)) }
      records += record("path", name.bytes)
    }
    if size > mostUstarSize { records += record("size", Array("\(size)".utf8)) }
    var blocks: [UInt8] = []
    if !records.isEmpty {
      blocks = header(([], Array("././@PaxHeader".utf8)), size: records.count, kind: "x")
      blocks += records
      blocks += [UInt8](repeating: 0, count: TarBlock.padding(after: records.count))
    }
    return blocks
      + header(
        parts ?? ([], Array(name.bytes.prefix(TarBlock.Field.name.count))),
        size: size > mostUstarSize ? 0 : size, kind: "0")
  }

  /// A name's two parts in ustar, around a slash; nil if it has no such parts. Short names have no first part.
  private static func split(_ name: [UInt8]) -> (prefix: [UInt8], name: [UInt8])? {
    let most = TarBlock.Field.name.count
    if name.count <= most { return ([], name) }
    // The first slash that leaves a second part which fits. A first part of no bytes would mean that there is none.
    let earliest = max(1, name.count - most - 1)
    guard let slash = name[earliest...].firstIndex(of: UInt8(ascii: "/")),
      slash <= TarBlock.Field.prefix.count
    else { return nil }
    return (Array(name[..<slash]), Array(name[(slash + 1)...]))
  }

  /// A record of an extended header. Its first number is its own length, that number included.
  private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = key.utf8.count + value.count + 3
    var length = rest
    while rest + "\(length)".utf8.count != length { length = rest + "\(length)".utf8.count }
    return Array("\(length) \(key)=".utf8) + value + [UInt8(ascii: "\n")]
  }

  private static func header(
    _ parts: (prefix: [UInt8], name: [UInt8]), size: Int, kind: Unicode.Scalar
  ) -> [UInt8] {
    typealias Field = TarBlock.Field
    var block = [UInt8](repeating: 0, count: TarBlock.size)
    func put(_ bytes: some Collection<UInt8>, at start: Int) {
      block.replaceSubrange(start..<(start + bytes.count), with: bytes)
    }
    put(parts.name, at: Field.name.lowerBound)
    put(parts.prefix, at: Field.prefix.lowerBound)
    put(octal(0o644, 7), at: Field.mode.lowerBound)
    for field in [Field.owner, Field.group, Field.majorDevice, Field.minorDevice] {
      put(octal(0, 7), at: field.lowerBound)
    }
    put(octal(size, 11), at: Field.size.lowerBound)
    put(octal(0, 11), at: Field.time.lowerBound)
    block[Field.kind] = UInt8(truncatingIfNeeded: kind.value)
    put(TarBlock.magic, at: Field.magic.lowerBound)
    put("00".utf8, at: Field.version.lowerBound)
    // Six digits, a zero byte and a space, as every program writes it.
    put(octal(TarBlock.checksum(block), 6) + [0, UInt8(ascii: " ")], at: Field.checksum.lowerBound)
    return block
  }

  private static func octal(_ number: Int, _ digits: Int) -> [UInt8] {
    let text = Array(String(number, radix: 8).utf8)
    return [UInt8](repeating: UInt8(ascii: "0"), count: max(0, digits - text.count)) + text
  }
}
