/// What is read from Exif metadata: how the picture lies, and whether its colours are Adobe RGB.
///
/// A malformed structure never fails an image: what cannot be read is not said.
struct Exif {
  private(set) var orientation: Orientation?
  private(set) var isAdobeRGB = false

  /// - Parameter tiff: The TIFF structure inside an Exif block, with or without the `Exif\0\0` before it. Nil where it
  ///   is none.
  init?(_ tiff: [UInt8]) {
    guard let structure = TIFF(tiff) else { return nil }
    let main = structure.directory(at: structure.firstDirectory)
    orientation = main[Tag.orientation].flatMap(Orientation.init(rawValue:))
    guard let details = main[Tag.exifDirectory] else { return }
    let exif = structure.directory(at: details)
    // 2 is not in the standard, but written; the standard's way is "uncalibrated" and an interoperability index of R03.
    isAdobeRGB = exif[Tag.colourSpace] == 2
    guard exif[Tag.colourSpace] == 0xFFFF, let interoperability = exif[Tag.interoperabilityDirectory]
    else { return }
    isAdobeRGB = structure.text(Tag.interoperabilityIndex, inDirectoryAt: interoperability) == "R03"
  }

  static func withoutSignature(_ tiff: [UInt8]) -> [UInt8] {
    let signature: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    return tiff.starts(with: signature) ? Array(tiff.dropFirst(signature.count)) : tiff
  }

  /// The same, saying that the picture is upright, or that its colours are sRGB; nil where that cannot be said.
  static func rewritten(_ tiff: [UInt8], isUpright: Bool, isSRGB: Bool) -> [UInt8]? {
    var bytes = withoutSignature(tiff)
    guard let structure = TIFF(bytes) else { return isUpright || isSRGB || bytes.isEmpty ? nil : bytes }
    let one = structure.isLittleEndian ? [3, 0, 1, 0, 0, 0, 1, 0] : [0, 3, 0, 0, 0, 1, 0, 1] as [UInt8]
    func set(_ tag: Int, inDirectoryAt offset: Int?, _ value: [UInt8]) {
      guard let offset else { return }
      for entry in structure.entries(at: offset) where structure.number(at: entry, size: 2) == tag {
        bytes.replaceSubrange(entry + 2..<entry + 2 + value.count, with: value)
      }
    }
    if isSRGB, let details = structure.directory(at: structure.firstDirectory)[Tag.exifDirectory] {
      let interoperability = structure.directory(at: details)[Tag.interoperabilityDirectory]
      let four = structure.isLittleEndian ? [2, 0, 4, 0, 0, 0] : [0, 2, 0, 0, 0, 4] as [UInt8]
      set(Tag.colourSpace, inDirectoryAt: details, one)
      set(Tag.interoperabilityIndex, inDirectoryAt: interoperability, four + Array("R98".utf8) + [0])
    }
    if isUpright { set(Tag.orientation, inDirectoryAt: structure.firstDirectory, one) }
    // Where directories lie in each other, one change may undo another.
    guard let result = Exif(bytes), !isUpright || (result.orientation ?? .upright) == .upright,
      !isSRGB || !result.isAdobeRGB
    else { return nil }
    return bytes
  }

  private enum Tag {
    static let interoperabilityIndex = 1
    static let orientation = 0x0112
    static let exifDirectory = 0x8769
    static let colourSpace = 0xA001
    static let interoperabilityDirectory = 0xA005
  }
}

/// Reads entries of the directories of a TIFF structure; every offset is looked at before it is followed, and none leads
/// on to another.
private struct TIFF {
  private let bytes: ArraySlice<UInt8>
  let isLittleEndian: Bool
  private(set) var firstDirectory = 0

  private static let textType = 2
  private static let shortType = 3
  private static let longType = 4

  init?(_ tiff: [UInt8]) {
    bytes = Exif.withoutSignature(tiff)[...]
    switch bytes.prefix(2) {
    case [0x49, 0x49]: isLittleEndian = true
    case [0x4D, 0x4D]: isLittleEndian = false
    default: return nil
    }
    guard number(at: 2, size: 2) == 42, let directory = number(at: 4, size: 4) else { return nil }
    firstDirectory = directory
  }

  func number(at offset: Int, size: Int) -> Int? {
    guard offset >= 0, offset + size <= bytes.count else { return nil }
    let part = bytes[(bytes.startIndex + offset)..<(bytes.startIndex + offset + size)]
    return isLittleEndian
      ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
  }

  /// The first whole number of every entry that has one, by tag. Of two entries with one tag, the first counts.
  func directory(at offset: Int) -> [Int: Int] {
    var values: [Int: Int] = [:]
    for entry in entries(at: offset) {
      guard let tag = number(at: entry, size: 2) else { break }
      let type = number(at: entry + 2, size: 2)
      guard values[tag] == nil, type == Self.shortType || type == Self.longType else { continue }
      values[tag] = number(at: entry + 8, size: type == Self.shortType ? 2 : 4)
    }
    return values
  }

  /// Up to three letters, which are in the entry itself.
  func text(_ tag: Int, inDirectoryAt offset: Int) -> String? {
    for entry in entries(at: offset) where number(at: entry, size: 2) == tag {
      guard number(at: entry + 2, size: 2) == Self.textType, number(at: entry + 4, size: 4) == 4 else {
        return nil
      }
      let letters = (0..<3).compactMap { number(at: entry + 8 + $0, size: 1) }
      return String(decoding: letters.map { UInt8($0) }, as: UTF8.self)
    }
    return nil
  }

  func entries(at offset: Int) -> [Int] {
    guard let count = number(at: offset, size: 2) else { return [] }
    return (0..<count).map { offset + 2 + 12 * $0 }.filter { $0 + 12 <= bytes.count }
  }
}
