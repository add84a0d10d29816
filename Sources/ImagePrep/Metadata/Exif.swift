/// The orientation, and whether colors are Adobe RGB, read from Exif.
///
/// A malformed structure never fails an image: entries that cannot be read are ignored.
struct Exif {
  private(set) var orientation: Orientation?
  private(set) var isAdobeRGB = false

  /// Nil if there is no TIFF structure.
  ///
  /// - Parameter block: An Exif block, with or without `Exif\0\0` before its TIFF structure.
  init?(_ block: MetadataBlock) {
    guard let structure = TIFF(block) else { return nil }
    let main = structure.values([Tag.orientation, Tag.exifDirectory], at: structure.firstDirectory)
    orientation = main[Tag.orientation].flatMap(Orientation.init(rawValue:))
    guard let details = main[Tag.exifDirectory] else { return }
    let exif = structure.values([Tag.colorSpace, Tag.interoperabilityDirectory], at: details)
    // Some writers use 2, which the standard lacks. Its own way is "uncalibrated" and the interoperability index R03.
    isAdobeRGB = exif[Tag.colorSpace] == 2
    guard exif[Tag.colorSpace] == 0xFFFF, let interoperability = exif[Tag.interoperabilityDirectory]
    else { return }
    isAdobeRGB = structure.text(Tag.interoperabilityIndex, inDirectoryAt: interoperability) == "R03"
  }

  /// A copy that says that the picture is upright, or that its colors are sRGB. Nil if the block has no room for that.
  static func rewritten(
    _ block: MetadataBlock, isUpright: Bool, isSRGB: Bool
  ) throws(ImageError) -> MetadataBlock? {
    let start = TIFF.start(in: block)
    guard let structure = TIFF(block) else {
      return unsafe isUpright || isSRGB || block.count == start ? nil : try block.copied(from: start) { _ in }
    }
    let one = structure.isLittleEndian ? [3, 0, 1, 0, 0, 0, 1, 0] : [0, 3, 0, 0, 0, 1, 0, 1] as [UInt8]
    let four = structure.isLittleEndian ? [2, 0, 4, 0, 0, 0] : [0, 2, 0, 0, 0, 4] as [UInt8]
    let copy = unsafe try block.copied(from: start) { bytes in
      func set(_ tag: Int, inDirectoryAt offset: Int?, _ value: [UInt8]) {
        guard let offset else { return }
        for entry in structure.entries(at: offset) where structure.number(at: entry, size: 2) == tag {
          for (index, byte) in value.enumerated() { unsafe bytes[entry + 2 + index] = byte }
        }
      }
      let main = structure.values([Tag.exifDirectory], at: structure.firstDirectory)
      if isSRGB, let details = main[Tag.exifDirectory] {
        let exif = structure.values([Tag.interoperabilityDirectory], at: details)
        set(Tag.colorSpace, inDirectoryAt: details, one)
        set(
          Tag.interoperabilityIndex, inDirectoryAt: exif[Tag.interoperabilityDirectory],
          four + Array("R98".utf8) + [0])
      }
      if isUpright { set(Tag.orientation, inDirectoryAt: structure.firstDirectory, one) }
    }
    // If directories overlap, one change may undo another.
    guard let result = Exif(copy), !isUpright || (result.orientation ?? .upright) == .upright,
      !isSRGB || !result.isAdobeRGB
    else { return nil }
    return copy
  }

  private enum Tag {
    static let interoperabilityIndex = 1
    static let orientation = 0x0112
    static let exifDirectory = 0x8769
    static let colorSpace = 0xA001
    static let interoperabilityDirectory = 0xA005
  }
}

/// Reads entries of the directories of a TIFF structure. Every offset is checked before it is followed, and chains of
/// directories are not followed.
private struct TIFF {
  private let block: MetadataBlock
  /// The start of the structure, from which its offsets count.
  private let start: Int
  let isLittleEndian: Bool
  private(set) var firstDirectory = 0

  private static let textType = 2
  private static let shortType = 3
  private static let longType = 4

  init?(_ block: MetadataBlock) {
    self.block = block
    start = Self.start(in: block)
    guard block.count >= start + 2 else { return nil }
    switch (block[start], block[start + 1]) {
    case (0x49, 0x49): isLittleEndian = true
    case (0x4D, 0x4D): isLittleEndian = false
    default: return nil
    }
    guard number(at: 2, size: 2) == 42, let directory = number(at: 4, size: 4) else { return nil }
    firstDirectory = directory
  }

  /// The number of bytes before the structure: those of `Exif\0\0`, if it is there.
  static func start(in block: MetadataBlock) -> Int {
    let signature: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    let hasSignature =
      block.count >= signature.count && signature.indices.allSatisfy { block[$0] == signature[$0] }
    return hasSignature ? signature.count : 0
  }

  func number(at offset: Int, size: Int) -> Int? {
    guard offset >= 0, start + offset + size <= block.count else { return nil }
    return (0..<size).reduce(0) { number, index in
      number << 8 | Int(block[start + offset + (isLittleEndian ? size - 1 - index : index)])
    }
  }

  /// The first whole number of each entry with one of these tags. If two entries have the same tag, the first counts.
  func values(_ tags: [Int], at offset: Int) -> [Int: Int] {
    var values: [Int: Int] = [:]
    for entry in entries(at: offset) {
      guard let tag = number(at: entry, size: 2) else { break }
      guard tags.contains(tag) else { continue }
      let type = number(at: entry + 2, size: 2)
      guard values[tag] == nil, type == Self.shortType || type == Self.longType else { continue }
      values[tag] = number(at: entry + 8, size: type == Self.shortType ? 2 : 4)
    }
    return values
  }

  /// The three letters of a short text, which are in the entry itself.
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

  func entries(at offset: Int) -> some Sequence<Int> {
    let count = number(at: offset, size: 2) ?? 0
    let room = max(0, (block.count - start - offset - 2) / 12)
    return (0..<min(count, room)).lazy.map { offset + 2 + 12 * $0 }
  }
}
