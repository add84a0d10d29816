import Foundation
import ImagePrep
import TestSupport
import Testing

@testable import ImagePrepBatch

@Suite("Compressed archives")
struct GunzipTests {
  /// The numbers from 0 to 399, a line each, compressed by Python's gzip module.
  private static let numbers = """
    H4sIAAAAAAACAx3UwYHDMAwDwT+qMQBJtvpvLMv8eZdkh+IjK6qWto5efbryI1uOXHnJWz7yK3/yVR6Fv4lSZSlbOcqrfMpVH9Uq
    /7LqUrd61Ff91Kv1aFkrWnzi0tpaR+vV+rSu9qNt7WhXmy+0tY/2q/1pX51HxzrRqc7S4fsenVfn07l6H73WG73Vu/RuvfycV++n
    9+p79Flf9FXf0rf1HX382k/f1X10rRvd6i7drXt0X11iTA1yPPR4CPJQ5CHJQ5OHKA9VHrI8zP2zMTfhptykm3YTb+pNPvqZgM70
    ZY6GJqKpaDKajiakKWlSmpbuQDBHTtPTBDVFTVLT1EQ1VU1WrxFjjrImrWlr4pq6Jq/pawKbwt5DyxyRTWWT2XQ2oU1pk9q0NrF9
    ZgeYo7cJboqb5Ka5iW6qm+ymu99ZFuZIb9qb+Ka+yW/6GwAjYAj8zVYxh4JhMA4GwkgYCmNhMIyG76zf7B8LiEfwCB7BI3gEj+AR
    PIJHPIvKHB7BI3gEj+ARPIJHZp9nof8bzdzs9Cz1bPWs9ez1LDYewSN4pLP6zOERPIJH8AgewSN4BI/gkTVvhDk8gkfwCB7BI3gE
    j+ARPLLnMTGHR/AIHsEjeASP4BE8gkfOvDrm8AgewSN4BI/gETyCR/DIO8+TOTyCR/AIHsEjeASP4BE88s07Zg6P4BE8gkfwCB7B
    I3gEj9x58PPiefJ4FI/iUTyKR/EoHsWjeNRzGpjDo3gUj+JRPIpH8SgexaOZG8IcHsWjeBSP4lE8OpdmTs3cmv+xYW7OzdybOThz
    cebk4FE8ikfx6JqrxBwexaN4FI/iUTyKR/EoHt1zvpjDo3gUj+JRPIpH8SgexaNn7hxzeBSP4lE8ikfxKB7Fo3j0nYPIHB7Fo3gU
    j+JRPIpH8Sge/eZyModH8SgexaN4FI/iUTyKR++c2Ksf810fD9IFAAA=
    """

  private static func compressedNumbers() throws -> [UInt8] {
    Array(try #require(Data(base64Encoded: numbers.filter { !$0.isWhitespace })))
  }

  private static let plainNumbers = Array((0..<400).map { "\($0)\n" }.joined().utf8)

  /// A member that holds `hello` as it is, put together as RFC 1952 describes it. The CRC-32 is that of zlib.
  private static func hello(flags: UInt8 = 0, fields: [UInt8] = []) -> [UInt8] {
    [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 255] + fields + [1, 5, 0, 0xFA, 0xFF] + Array("hello".utf8)
      + [0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0]
  }

  private static func unpacked(_ bytes: [UInt8], piece: Int = .max, output: Int = 1000) throws -> [UInt8] {
    try allBytes(Gunzip(MemoryStream(bytes, piece: piece), path: "in.gz"), piece: output)
  }

  private static func error(_ bytes: [UInt8]) -> ImageError? {
    do {
      _ = try unpacked(bytes)
      return nil
    } catch {
      return error as? ImageError
    }
  }

  @Test("In pieces of any size, in and out", arguments: [1, 2, 7, 8, 9, 100, .max], [1, 3, 1000, 1 << 16])
  func pieces(_ input: Int, _ output: Int) throws {
    let bytes = try Self.compressedNumbers()
    #expect(try Self.unpacked(bytes, piece: input, output: output) == Self.plainNumbers)
    let several = Self.hello() + bytes + Self.hello() + Self.hello() + [0, 0, 0]
    let expected = Array("hello".utf8) + Self.plainNumbers + Array("hellohello".utf8)
    #expect(try Self.unpacked(several, piece: input, output: output) == expected)
  }

  @Test("Headers with a name, a comment and other fields")
  func fields() throws {
    let name = Array("in.tar".utf8) + [0]
    #expect(try Self.unpacked(Self.hello(flags: 8, fields: name)) == Array("hello".utf8))
    #expect(
      try Self.unpacked(Self.hello(flags: 0x1C, fields: [2, 0, 7, 7] + name + name)) == Array("hello".utf8))
  }

  @Test("A file that ends early is truncated, wherever it ends")
  func truncated() throws {
    let bytes = try Self.compressedNumbers()
    for count in 2..<bytes.count {
      #expect(Self.error(Array(bytes.prefix(count)))?.code == .truncated, "\(count) bytes")
    }
    #expect(Self.error([])?.code == .truncated)
    #expect(Self.error(bytes + Array(bytes.prefix(100)))?.code == .truncated)
  }

  @Test("A wrong checksum or length, other data behind, and what is no gzip file")
  func faults() throws {
    let bytes = Self.hello()
    for place in (bytes.count - 8)..<bytes.count {
      var damaged = bytes
      damaged[place] ^= 1
      let error = Self.error(damaged)
      #expect(error?.code == .corrupt && error?.path == "in.gz")
    }
    #expect(Self.error(bytes + [1])?.reason.contains("at byte \(bytes.count)") == true)
    #expect(Self.error(Array("hello".utf8))?.code == .unsupportedFormat)
    var method = bytes
    method[2] = 7
    #expect(Self.error(method)?.code == .corrupt)
  }

  @Test("An archive inside, from a file")
  func archive() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.hello(), to: "in.gz")
    let path = folder.systemPath("in.gz")
    let reader = TarReader(Gunzip(try DescriptorStream(contentsOf: path), path: path), path: path)
    let error = #expect(throws: ImageError.self) { try reader.next() }
    #expect(error?.code == .truncated && error?.path == path)
    #expect(throws: ImageError.self) { try DescriptorStream(contentsOf: folder.systemPath("none")) }
  }

  @Test("Random changes never trap, and never give other data in silence")
  func mutations() throws {
    var generator = SeededGenerator(21)
    let bytes = try Self.compressedNumbers()
    for _ in 0..<3000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        changed[Int.random(in: 10..<bytes.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      if let data = try? Self.unpacked(changed, piece: 50) { #expect(data == Self.plainNumbers) }
    }
    for _ in 0..<1000 {
      _ = try? Self.unpacked([0x1F, 0x8B, 8] + generator.bytes(300))
      _ = try? Self.unpacked([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0] + generator.bytes(300))
    }
  }
}
