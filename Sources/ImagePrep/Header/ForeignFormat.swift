/// Recognizes files that no decoder here reads, by their first bytes. An error names the format and says what to do.
struct ForeignFormat: Equatable {
  /// The name with its article, to follow "it is".
  let name: String
  let advice: String

  /// The number of bytes that `init(sniffing:)` looks at.
  static let lookLength = 1024

  private init(_ name: String, _ advice: String) {
    self.name = name
    self.advice = advice
  }

  /// Nil for an unknown format.
  init?(sniffing bytes: [UInt8]) {
    let found =
      Self.byBrand(bytes) ?? Self.signatures.first { $0.matches(bytes) }?.format ?? Self.byText(bytes)
      ?? Self.byZeros(bytes)
    guard let found else { return nil }
    self = found
  }

  var error: ImageError { ImageError(.unsupportedFormat, "it is \(name)", advice: Message(advice)) }
}

// MARK: - Signatures

extension ForeignFormat {
  private struct Signature {
    let format: ForeignFormat
    private let offset: Int
    private let bytes: [UInt8]
    private let condition: @Sendable ([UInt8]) -> Bool

    init(
      _ format: ForeignFormat, _ bytes: [UInt8], at offset: Int = 0,
      where condition: @escaping @Sendable ([UInt8]) -> Bool = { _ in true }
    ) {
      self.format = format
      self.bytes = bytes
      self.offset = offset
      self.condition = condition
    }

    init(_ format: ForeignFormat, _ text: String, at offset: Int = 0) {
      self.init(format, Array(text.utf8), at: offset)
    }

    func matches(_ start: [UInt8]) -> Bool { start.dropFirst(offset).starts(with: bytes) && condition(start) }
  }

  private static func picture(_ name: String, _ program: String = "ImageMagick") -> ForeignFormat {
    ForeignFormat(name, "convert it to PNG or JPEG first, for example with \(program)")
  }

  private static func raw(_ name: String) -> ForeignFormat {
    ForeignFormat(
      "\(name), a camera's raw data", "convert it to PNG or JPEG first, for example with darktable-cli")
  }

  private static func video(_ name: String) -> ForeignFormat {
    ForeignFormat(name, "take pictures out of it first, for example with ffmpeg")
  }

  private static func archive(_ name: String) -> ForeignFormat {
    ForeignFormat(name, "unpack it first")
  }

  private static func sound(_ name: String) -> ForeignFormat { ForeignFormat(name, "it holds no image") }

  private static let heif = "heif-convert or ImageMagick"
  private static let heic = picture("HEIC", heif)
  private static let avif = picture("AVIF", heif)
  private static let mangled = ForeignFormat(
    "a file that was changed as if it were text", "fetch it again, as binary data")

  /// A signature that begins with another comes before it.
  private static let signatures: [Signature] = [
    Signature(picture("JPEG XL", "djxl"), [0xFF, 0x0A]),
    Signature(picture("JPEG XL", "djxl"), [0, 0, 0, 12] + Array("JXL ".utf8)),
    Signature(picture("JPEG 2000"), [0, 0, 0, 12] + Array("jP  ".utf8)),
    Signature(picture("JPEG 2000"), [0xFF, 0x4F, 0xFF, 0x51]),
    Signature(picture("JPEG XR"), [0x49, 0x49, 0xBC]),
    Signature(raw("CR2"), [0x49, 0x49, 0x2A, 0]) { $0.dropFirst(8).starts(with: "CR".utf8) },
    Signature(tiff, [0x49, 0x49, 0x2A, 0]),
    Signature(tiff, [0x4D, 0x4D, 0, 0x2A]),
    Signature(tiff, [0x49, 0x49, 0x2B, 0]),
    Signature(tiff, [0x4D, 0x4D, 0, 0x2B]),
    Signature(raw("RAF"), "FUJIFILMCCD-RAW"),
    Signature(raw("RW2"), [0x49, 0x49, 0x55, 0]),
    Signature(raw("ORF"), "IIRO"),
    Signature(raw("ORF"), "IIRS"),
    Signature(raw("ORF"), "MMOR"),
    Signature(raw("X3F"), "FOVb"),
    Signature(raw("MRW"), "\0MRM"),
    Signature(picture("BMP"), "BM".utf8.map(\.self)) { bytes in
      // The size of one of the known headers.
      bytes.count > 17 && [12, 40, 52, 56, 64, 108, 124].contains(bytes[14]) && bytes[15...17] == [0, 0, 0]
    },
    Signature(picture("an icon (ICO)"), [0, 0, 1, 0]) { hasIcons($0) },
    Signature(picture("a cursor (CUR)"), [0, 0, 2, 0]) { hasIcons($0) },
    Signature(picture("an icon (ICNS)"), "icns"),
    Signature(picture("a Photoshop file (PSD)"), "8BPS"),
    Signature(picture("a GIMP file (XCF)", "GIMP"), "gimp xcf"),
    Signature(picture("QOI"), "qoif"),
    Signature(picture("OpenEXR"), [0x76, 0x2F, 0x31, 0x01]),
    Signature(picture("Radiance HDR"), "#?RADIANCE"),
    Signature(picture("Radiance HDR"), "#?RGBE"),
    Signature(picture("DDS"), "DDS "),
    Signature(picture("KTX"), [0xAB, 0x4B, 0x54, 0x58]),
    Signature(picture("FLIF"), "FLIF"),
    Signature(picture("BPG"), [0x42, 0x50, 0x47, 0xFB]),
    Signature(picture("MNG"), [0x8A, 0x4D, 0x4E, 0x47]),
    Signature(picture("JNG"), [0x8B, 0x4A, 0x4E, 0x47]),
    Signature(picture("SGI"), [0x01, 0xDA]),
    Signature(picture("a Sun raster file"), [0x59, 0xA6, 0x6A, 0x95]),
    Signature(picture("DjVu", "ddjvu"), "AT&TFORM"),
    Signature(picture("DICOM", "dcmj2pnm"), "DICM", at: 128),
    Signature(picture("FITS"), "SIMPLE  ="),
    Signature(picture("WMF"), [0xD7, 0xCD, 0xC6, 0x9A]),
    Signature(picture("EMF"), " EMF", at: 40),
    Signature(picture("PostScript", "Ghostscript"), "%!PS"),
    Signature(picture("PostScript", "Ghostscript"), [0xC5, 0xD0, 0xD3, 0xC6]),
    Signature(picture("PDF", "pdftoppm"), "%PDF-"),
    Signature(picture("netpbm (PBM, PGM, PPM or PAM)"), "P".utf8.map(\.self)) { bytes in
      bytes.count > 3 && (0x31...0x37).contains(bytes[1]) && isSpace(bytes[2])
        && (bytes[1] == 0x37 || beginsNumber(bytes[3]))
    },
    Signature(picture("PFM"), "P".utf8.map(\.self)) { bytes in
      bytes.count > 3 && [0x46, 0x66].contains(bytes[1]) && isSpace(bytes[2]) && beginsNumber(bytes[3])
    },
    Signature(
      ForeignFormat("a NumPy array", "save its pixels as PNG first, for example with Pillow"),
      [0x93] + Array("NUMPY".utf8)),
    Signature(video("an AVI video"), "RIFF".utf8.map(\.self)) { $0.dropFirst(8).starts(with: "AVI ".utf8) },
    Signature(sound("WAV sound"), "RIFF".utf8.map(\.self)) { $0.dropFirst(8).starts(with: "WAVE".utf8) },
    Signature(video("a Matroska or WebM video"), [0x1A, 0x45, 0xDF, 0xA3]),
    Signature(video("an MPEG video"), [0, 0, 1, 0xBA]),
    Signature(video("a Flash video"), "FLV\u{1}"),
    Signature(video("an Ogg file"), "OggS"),
    Signature(sound("MP3 sound"), "ID3"),
    Signature(sound("FLAC sound"), "fLaC"),
    Signature(archive("a ZIP archive"), "PK\u{3}\u{4}"),
    Signature(archive("a ZIP archive"), "PK\u{5}\u{6}"),
    Signature(archive("compressed (gzip)"), [0x1F, 0x8B]),
    Signature(archive("compressed (bzip2)"), "BZh"),
    Signature(archive("compressed (xz)"), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
    Signature(archive("compressed (Zstandard)"), [0x28, 0xB5, 0x2F, 0xFD]),
    Signature(archive("a 7-Zip archive"), [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    Signature(archive("a RAR archive"), "Rar!\u{1A}"),
    Signature(archive("a tar archive"), "ustar", at: 257),
    Signature(ForeignFormat("a program", "it holds no image"), [0x7F, 0x45, 0x4C, 0x46]),
    // A PNG whose line ends were changed, and one whose bytes were replaced as invalid UTF-8.
    Signature(mangled, [0x89, 0x50, 0x4E, 0x47]),
    Signature(mangled, [0x09, 0x50, 0x4E, 0x47]),
    Signature(mangled, [0xEF, 0xBF, 0xBD]),
    Signature(mangled, [0xC3, 0xBF, 0xC3, 0x98, 0xC3, 0xBF]),
    Signature(mangled, [0xC2, 0x89, 0x50, 0x4E, 0x47]),
  ]

  private static let tiff = ForeignFormat(
    "TIFF, or a camera's raw data of that kind (such as NEF, ARW or DNG)",
    "convert it to PNG or JPEG first, for example with ImageMagick or darktable-cli")

  private static func hasIcons(_ bytes: [UInt8]) -> Bool {
    // The number of images, and a byte of the first that is always zero.
    bytes.count > 9 && bytes[4] > 0 && bytes[5] == 0 && bytes[9] == 0
  }

  /// A digit, or a comment before it.
  private static func beginsNumber(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || byte == 0x23 }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}

// MARK: - ISO base media files

extension ForeignFormat {
  /// Brands name the type of such a file: first its own, then those that it is compatible with.
  private static func byBrand(_ bytes: [UInt8]) -> ForeignFormat? {
    guard bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8) else { return nil }
    let size = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
    let brands = [8] + stride(from: 16, to: max(16, min(size, bytes.count) - 3), by: 4)
    let names = brands.map { String(decoding: bytes[$0..<$0 + 4], as: UTF8.self) }
    for (brand, format) in [
      ("crx ", raw("CR3")), ("avif", avif), ("avis", avif), ("heic", heic), ("heix", heic), ("heim", heic),
      ("heis", heic), ("hevc", heic), ("hevx", heic), ("jxl ", picture("JPEG XL", "djxl")),
      ("mif1", picture("HEIF", heif)), ("msf1", picture("HEIF", heif)), ("qt  ", video("a QuickTime video")),
    ] where names.contains(brand) { return format }
    return video("an MP4 video")
  }
}

// MARK: - Text

extension ForeignFormat {
  private static let html = ForeignFormat(
    "a web page (HTML), perhaps a server's error message", "fetch the image itself")
  private static let svg = picture("SVG, a drawing", "rsvg-convert or Inkscape")
  private static let base64 = ForeignFormat("an image as text (base64)", "decode it first, with base64 -d")

  /// The beginnings of text formats, in small letters.
  private static let beginnings: [(String, ForeignFormat)] = [
    (
      "version https://git-lfs",
      ForeignFormat("a Git LFS pointer, which stands for the image", "fetch the image with: git lfs pull")
    ),
    ("<!doctype html", html), ("<html", html), ("<head", html), ("<body", html), ("<script", html),
    ("<!doctype svg", svg), ("<svg", svg),
    ("data:image/", base64), ("/9j/", base64), ("ivborw0kggo", base64), ("r0lgod", base64),
    ("uklgr", base64),
  ]

  private static func byText(_ bytes: [UInt8]) -> ForeignFormat? {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    let text = String(decoding: start.drop(while: isSpace), as: UTF8.self).lowercased()
    if let known = beginnings.first(where: { text.hasPrefix($0.0) }) { return known.1 }
    if text.hasPrefix("<?xml") || text.hasPrefix("<!--") {
      // A declaration or a comment comes before the document.
      if text.contains("<svg") { return svg }
      if text.contains("<html") { return html }
    }
    if text.hasPrefix("<?xml") || text.hasPrefix("<error>") {
      return ForeignFormat("XML text, perhaps a server's error message", "fetch the image itself")
    }
    let isJSON = text.hasPrefix("{") || text.hasPrefix("[")
    guard isJSON,
      text.unicodeScalars.dropLast(1).allSatisfy({ $0.value >= 0x20 || isSpace(UInt8($0.value)) }),
      text.contains("\"") || text == "{}" || text == "[]"
    else { return nil }
    return ForeignFormat("JSON text, perhaps a server's error message", "fetch the image itself")
  }

  /// Zeros, which an interrupted download or a full disk may leave.
  private static func byZeros(_ bytes: [UInt8]) -> ForeignFormat? {
    guard bytes.count >= Format.signatureLength, bytes.allSatisfy({ $0 == 0 }) else { return nil }
    return ForeignFormat("nothing but zeros where an image should begin", "fetch it again")
  }
}
