import Foundation
import ImagePrep
import TestSupport
import Testing

#if os(Linux)
  /// The command, with one large allocation that fails: see `Tests/Memory/fail_allocation.c`.
  @Suite("Allocations that fail")
  struct AllocationTests {
    let folder: TemporaryFolder

    init() async throws {
      folder = try TemporaryFolder()
      let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Memory/fail_allocation.c").path
      let built = try await folder.shell("exec ${CC:-clang} -shared -fPIC -o fail.so '\(source)'")
      #expect(built.code == 0, "\(built.errors)")
    }

    private func run(failing number: Int, _ arguments: [String]) async throws -> Finished {
      try await folder.run(
        arguments + ["--json", "--jobs", "1", "--force"],
        environment: [
          "LD_PRELOAD": folder.place("fail.so"), "FAIL_ALLOCATION": "\(number)",
          "COUNT_FILE": folder.place("count"),
        ])
    }

    /// Lets each large allocation fail in turn, and asks for the same answer every time.
    private func expectWantOfMemory(_ arguments: [String]) async throws {
      #expect(try await run(failing: 0, arguments).code == 0)
      let text = String(decoding: try folder.bytes("count"), as: UTF8.self)
      let count = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(count > 0)
      for number in 1...max(1, count) {
        let run = try await run(failing: number, arguments)
        #expect(
          run.code == 71 && run.text.contains(#""kind":"outOfMemory""#),
          "\(arguments): allocation \(number) of \(count): \(run.code) \(run.text)")
      }
    }

    @Test(
      "A color profile that Little CMS has no memory for is not called broken",
      arguments: ["cmyk-profile.jpg", "adobe-rgb.jpg", "p3.webp", "p3-chrm.png"])
    func profiles(_ name: String) async throws {
      try folder.copy(name)
      try await expectWantOfMemory([name, "-o", "out.ppm"])
    }

    @Test("The next image with the profile is converted")
    func nextImage() async throws {
      try folder.copy("cmyk-profile.jpg")
      try FileManager.default.copyItem(
        atPath: folder.place("cmyk-profile.jpg"), toPath: folder.place("b.jpg"))
      #expect(try await folder.run("b.jpg", "-o", "right.png").code == 0)
      let run = try await run(failing: 1, ["cmyk-profile.jpg", "b.jpg", "-o", "out/"])
      #expect(run.lines.count == 3 && run.lines[0].contains(#""kind":"outOfMemory""#))
      for part in [#""status":"done""#, #""warningCodes":[],"warnings":[]"#] {
        #expect(run.lines[1].contains(part), "\(run.text)")
      }
      #expect(try folder.picture("out/b.png") == folder.picture("right.png"))
    }

    @Test(
      "The WebP encoder",
      arguments: [["--lossless"], ["--alpha", "keep"], ["--alpha", "keep", "--lossless"]])
    func webpEncoder(_ options: [String]) async throws {
      try folder.draw("a.png", 250, 200, format: .rgba8)
      try await expectWantOfMemory(["a.png", "-o", "out.webp"] + options)
    }

    @Test(
      "The WebP decoder, whose transparency and lossless pictures are not called damaged",
      arguments: [[], ["--lossless"]])
    func webpDecoder(_ options: [String]) async throws {
      try folder.draw("a.png", 250, 200, format: .rgba8)
      #expect(try await folder.run(["a.png", "-o", "a.webp", "--alpha", "keep"] + options).code == 0)
      try await expectWantOfMemory(["a.webp", "-o", "out.ppm"])
    }

    @Test("Exif of a PNG, which libpng passes over")
    func pngExif() async throws {
      try folder.draw("a.png", 50, 40)
      let bytes = try folder.bytes("a.png")
      let exif =
        Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 200_000)
      let content = Array("eXIf".utf8) + exif
      let headerEnd = 33
      let chunk = Self.bytes(UInt32(exif.count)) + content + Self.bytes(Self.checksum(content))
      try folder.write(Array(bytes[..<headerEnd]) + chunk + bytes[headerEnd...], to: "b.png")
      try await expectWantOfMemory(["b.png", "-o", "out.ppm"])
    }

    private static func bytes(_ value: UInt32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    /// The CRC-32 of PNG chunks (RFC 2083, section 3.4).
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
      var crc = UInt32.max
      for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
      }
      return ~crc
    }
  }
#endif
