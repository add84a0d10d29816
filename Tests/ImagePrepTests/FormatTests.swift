import Testing

@testable import ImagePrep

@Suite("Formats")
struct FormatTests {
  @Test("Formats are told by their first bytes")
  func sniffing() {
    #expect(Format(sniffing: [0xFF, 0xD8, 0xFF, 0xE0]) == .jpeg)
    #expect(Format(sniffing: Array("GIF87a".utf8)) == .gif)
    #expect(Format(sniffing: Array("RIFFxxxxWEBPVP8 ".utf8)) == .webp)
    #expect(Format(sniffing: Array("RIFFxxxxWAVE".utf8)) == nil)
    #expect(Format(sniffing: [0xFF, 0xD8]) == nil)
    #expect(Format(sniffing: []) == nil)
  }
}
