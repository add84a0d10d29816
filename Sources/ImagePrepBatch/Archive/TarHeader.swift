import ImagePrep

/// A header block of a tar archive, as far as it matters here.
struct TarHeader {
  enum Kind {
    case file
    /// A folder, a link, a device: it has no data, whatever its size says.
    case withoutData
    /// GNU's long name, or long target of a link, of the next member.
    case longName, longTarget
    /// An extended header (pax): of the next member, or of all that follow.
    case extended, extendedForAll
    /// GNU's old form of sparse files; a part of a member that began on another volume.
    case sparse, continued
    /// GNU's list of a folder, or the name of a volume.
    case note
  }

  var kind: Kind
  var name: [UInt8]
  var size: Int

  enum Fault: Error {
    case badChecksum
    case badSize
  }

  /// - Parameter block: 512 bytes.
  init(_ block: [UInt8]) throws(Fault) {
    typealias Field = TarBlock.Field
    let stated = Self.number(block[Field.checksum])
    guard stated == TarBlock.checksum(block) || stated == TarBlock.signedChecksum(block) else {
      throw .badChecksum
    }
    guard let size = Self.number(block[Field.size]) else { throw .badSize }
    self.size = size
    name = Self.text(block[Field.name])
    let prefix = block[Field.magic].elementsEqual(TarBlock.magic) ? Self.text(block[Field.prefix]) : []
    if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
    switch block[Field.kind] {
    case UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "5"),
      UInt8(ascii: "6"):
      kind = .withoutData
    case UInt8(ascii: "L"): kind = .longName
    case UInt8(ascii: "K"): kind = .longTarget
    case UInt8(ascii: "x"), UInt8(ascii: "X"): kind = .extended
    case UInt8(ascii: "g"): kind = .extendedForAll
    case UInt8(ascii: "S"): kind = .sparse
    case UInt8(ascii: "M"): kind = .continued
    case UInt8(ascii: "D"), UInt8(ascii: "V"): kind = .note
    // POSIX: any other kind is a file.
    default: kind = .file
    }
  }

  /// The bytes before the first zero byte.
  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

  /// A number in octal digits, or in GNU's form: a byte of 0x80, and the number in bytes. Nil if it is neither, is
  /// negative or too large. No digits are 0.
  static func number(_ field: ArraySlice<UInt8>) -> Int? {
    var value = 0
    if let first = field.first, first >= 0x80 {
      guard first == 0x80 else { return nil }
      for byte in field.dropFirst() {
        guard value <= Int.max >> 8 else { return nil }
        value = value << 8 | Int(byte)
      }
      return value
    }
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit), value <= Int.max >> 3 else { return nil }
      value = value << 3 | Int(digit & 7)
    }
    return value
  }
}
