import ImagePrep

/// Recognizes images that need no change. Copying such an image loses nothing, and encoding it again would.
enum ReadyImage {
  /// True if the header has the format, the size and the pixels that are asked, and nothing would be done to them.
  static func mayBe(_ info: ImageInfo, _ plan: Plan, _ options: Options, _ encoding: Encoding) -> Bool {
    guard plan.views.count == 1, plan.options.tiles == nil, options.frames == nil, options.frame == 0,
      info.frameCount == 1, info.orientation == .upright, info.bitDepth == 8, !info.hasAlpha,
      !info.hasColorProfile, plan.output == info.storedSize, plan.receipt.elements == [1, 0, 0, 0, 1, 0]
    else { return false }
    switch (info.format, encoding.format) {
    case (.png, .png): return info.colorModel == .rgb
    case (.jpeg, .jpeg):
      return info.colorModel == .yCbCr && (encoding.subsampling == .half || info.subsampling == "4:4:4")
    case (.webp, .webp): return info.isLossless == encoding.lossless
    default: return false
    }
  }

  /// True if the file holds the picture and nothing else: no comment, profile or Exif, and nothing after its end.
  static func isBare(_ bytes: [UInt8], _ format: Format) -> Bool {
    switch format {
    case .png: isBarePNG(bytes)
    case .jpeg: isBareJPEG(bytes)
    case .webp: isBareWebP(bytes)
    case .gif: false
    }
  }

  private static func isBarePNG(_ bytes: [UInt8]) -> Bool {
    var place = 8
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      place += 12 + length
      if type == "IEND" { return place == bytes.count }
      // An sRGB chunk says what is so without it.
      guard ["IHDR", "IDAT", "sRGB"].contains(type) else { return false }
    }
    return false
  }

  private static func isBareJPEG(_ bytes: [UInt8]) -> Bool {
    var place = 2
    while place + 4 <= bytes.count {
      guard bytes[place] == 0xFF else { return false }
      let marker = bytes[place + 1]
      switch marker {
      case 0xFF:
        place += 1
        continue
      case 0xD9: return place + 2 == bytes.count
      // Frame, tables, restarts, JFIF and Adobe's mark of the color model.
      case 0xC0...0xC2, 0xC4, 0xDB, 0xDD, 0xDA, 0xE0, 0xEE: break
      default: return false
      }
      let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
      // A longer one holds a thumbnail.
      if marker == 0xE0, length > 16 { return false }
      place += 2 + length
      if marker == 0xDA { place = endOfScan(bytes, place) }
    }
    return place + 2 == bytes.count && bytes[place] == 0xFF && bytes[place + 1] == 0xD9
  }

  /// The place of the marker after coded data.
  private static func endOfScan(_ bytes: [UInt8], _ start: Int) -> Int {
    var place = start
    while place + 1 < bytes.count {
      // A zero after FF is data, and D0 to D7 restart the decoder.
      if bytes[place] == 0xFF, bytes[place + 1] != 0, !(0xD0...0xD7).contains(bytes[place + 1]) {
        return place
      }
      place += 1
    }
    return bytes.count
  }

  private static func isBareWebP(_ bytes: [UInt8]) -> Bool {
    func number(_ place: Int) -> Int { bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | Int($1) } }
    guard bytes.count >= 20, number(4) + 8 == bytes.count else { return false }
    let type = String(decoding: bytes[12..<16], as: UTF8.self)
    let length = number(16)
    return ["VP8 ", "VP8L"].contains(type) && 20 + length + length % 2 == bytes.count
  }
}
