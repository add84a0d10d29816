import Testing

@testable import ImagePrep

@Suite("What is no image that can be decoded is named")
struct ForeignFormatTests {
  private static func file(_ start: String, _ more: [UInt8] = []) -> [UInt8] {
    Array(start.unicodeScalars.map { UInt8($0.value) }) + more + [UInt8](repeating: 7, count: 40)
  }

  private static func brands(_ names: String...) -> [UInt8] {
    [0, 0, 0, UInt8(12 + 4 * names.count)] + Array(("ftyp" + names[0] + "\0\0\0\0").utf8)
      + names.dropFirst().flatMap { Array($0.utf8) } + [0, 0, 0, 8] + Array("mdat".utf8)
  }

  /// First bytes, the name that the error must give, and what it must advise.
  private static let files: [([UInt8], String, String)] = [
    (brands("heic", "mif1"), "HEIC", "heif-convert"), (brands("mif1", "heic"), "HEIC", "heif-convert"),
    (brands("heix"), "HEIC", "heif-convert"), (brands("avif", "mif1"), "AVIF", "heif-convert"),
    (brands("mif1", "miaf", "avif"), "AVIF", "heif-convert"), (brands("avis"), "AVIF", "heif-convert"),
    (brands("crx "), "CR3", "darktable"), (brands("isom", "mp42"), "MP4", "ffmpeg"),
    (brands("qt  "), "QuickTime", "ffmpeg"),
    (file("II*\0"), "TIFF", "convert"), (file("MM\0*"), "TIFF", "convert"),
    (file("II+\0"), "TIFF", "convert"),
    (file("II*\0\u{10}\0\0\0CR"), "CR2", "darktable"), (file("FUJIFILMCCD-RAW"), "RAF", "darktable"),
    (file("IIU\0"), "RW2", "darktable"), (file("IIRO"), "ORF", "darktable"),
    (file("MMOR"), "ORF", "darktable"),
    (file("BM", [9, 9, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0]), "BMP", "convert"),
    (file("\u{FF}\u{0A}"), "JPEG XL", "djxl"),
    (file("\0\0\0\u{0C}JXL \r\n\u{87}\n"), "JPEG XL", "djxl"),
    (file("\0\0\0\u{0C}jP  \r\n\u{87}\n"), "JPEG 2000", "convert"),
    (file("\u{FF}\u{4F}\u{FF}\u{51}"), "JPEG 2000", "convert"),
    (file("\0\0\u{1}\0", [1, 0, 16, 16, 0, 0]), "icon", "convert"), (file("8BPS"), "Photoshop", "convert"),
    (file("qoif"), "QOI", "convert"), (file("v/1\u{1}"), "OpenEXR", "convert"),
    (file("#?RADIANCE\n"), "HDR", "convert"), (file("P6\n4 4\n255\n"), "PPM", "convert"),
    (file("P7\nWIDTH 4"), "PAM", "convert"), (file("DDS "), "DDS", "convert"),
    (file("%PDF-1.7"), "PDF", "pdftoppm"), (file("%!PS-Adobe"), "PostScript", "convert"),
    (file("PK\u{3}\u{4}"), "ZIP", "unpack"), (file("\u{1F}\u{8B}\u{8}"), "gzip", "unpack"),
    (file("\u{1A}E\u{DF}\u{A3}"), "Matroska", "ffmpeg"), (file("RIFF\0\0\0\0AVI "), "AVI", "ffmpeg"),
    (file("RIFF\0\0\0\0WAVE"), "WAV", "no image"),
    (file("<!DOCTYPE html><html>"), "HTML", "fetch"), (file("\n\n  <html lang=en>"), "HTML", "fetch"),
    (file("\u{EF}\u{BB}\u{BF}<HTML>"), "HTML", "fetch"),
    (file("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"\"><html xmlns=\"\">"), "HTML", "fetch"),
    (file("<svg xmlns=\"http://www.w3.org/2000/svg\">"), "SVG", "rsvg-convert"),
    (file("<?xml version=\"1.0\"?>\n<!-- by hand -->\n<svg>"), "SVG", "rsvg-convert"),
    (file("<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code>"), "XML", "fetch"),
    (Array("{\"error\": \"not found\"}\n".utf8), "JSON", "fetch"), (Array("[\"a\"]".utf8), "JSON", "fetch"),
    (file("version https://git-lfs.github.com/spec/v1\noid sha256:"), "Git LFS", "git lfs pull"),
    (file("data:image/png;base64,iVBOR"), "base64", "decode"), (file("/9j/4AAQSkZJRg"), "base64", "decode"),
    (file("\u{89}PNG\n\u{1A}\n\n"), "as if it were text", "binary"),
    (file("\u{EF}\u{BF}\u{BD}\u{EF}\u{BF}\u{BD}"), "as if it were text", "binary"),
    ([UInt8](repeating: 0, count: 4000), "zeros", "fetch"),
  ]

  @Test("By its first bytes")
  func named() {
    for (bytes, name, advice) in Self.files {
      let error = #expect(throws: ImageError.self) { try Normalizer().normalize(bytes) }
      #expect(error?.code == .unsupportedFormat, "\(name)")
      #expect(error?.reason.contains(name) == true, "\(name): \(error?.description ?? "")")
      #expect(error?.advice.contains(advice) == true, "\(name): \(error?.description ?? "")")
    }
  }

  @Test("The unknown stays unknown, and needs no more bytes than there are")
  func unknown() {
    for text in [
      "x", "this is no image", "BMW 320d, used", "P5 is a model", "{ no json", "MMXXVI", "a,b\n1,2",
    ] {
      let error = #expect(throws: ImageError.self) { try Normalizer().normalize(Array(text.utf8)) }
      #expect(
        error?.code == .unsupportedFormat && error?.reason.contains("none of the formats") == true, "\(text)")
    }
    for (bytes, _, _) in Self.files {
      for count in 1..<bytes.count {
        let error = #expect(throws: ImageError.self) { try Normalizer().normalize(Array(bytes[..<count])) }
        #expect([.unsupportedFormat, .truncated].contains(error?.code))
      }
    }
  }
}
