import ImagePrepPlatform
import Testing

@testable import ImagePrep

@Suite("A limit of seconds is looked at inside an image")
struct TimeLimitTests {
  /// Processor time of the calling thread that an action takes.
  private static func seconds(_ action: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    try action()
    return now() - start
  }

  @Test("Comments of a GIF that do not end are given up")
  func comments() throws {
    // Eight million comment blocks of one byte, and no frame.
    let header: [UInt8] = Array("GIF89a".utf8) + [8, 0, 8, 0, 0, 0, 0, 0x21, 0xFE]
    let bytes = header + [UInt8](repeating: 1, count: 16 << 20)
    var options = Options()
    let whole = Self.seconds {
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
      #expect(error?.code == .truncated)
    }
    options.limits.seconds = whole / 8
    let part = Self.seconds {
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
      #expect(error?.code == .overLimit)
    }
    #expect(part < whole / 2, "\(part) of \(whole) seconds")
  }

  @Test("A WebP is given up long before it would be done", arguments: [false, true])
  func webP(lossless: Bool) throws {
    let picture = try PixelBuffer.noise(Size(width: 1000, height: 1000), .rgb8, seed: 33)
    var encoding = Encoding(.webp)
    encoding.lossless = lossless
    let bytes = try picture.encoded(as: encoding)
    var options = Options(max: 64)
    let whole = try Self.seconds { _ = try Normalizer(options).normalize(bytes) }
    // On a busy machine more time goes by than the processor spends: that stops it sooner.
    options.limits.seconds = whole / 8
    let part = Self.seconds {
      let error = #expect(throws: ImageError.self) { try Normalizer(options).normalize(bytes) }
      #expect(error?.code == .overLimit)
    }
    #expect(part < whole / 2, "\(part) of \(whole) seconds")
  }

  @Test("The headers of the frames of a WebP are given up, though none is decoded")
  func webPHeaders() throws {
    let stream = LosslessWebP.stream(tiles: (16, 16), hasLongCodes: true)
    let bytes = LosslessWebP.animation(width: 64, height: 64, frames: 400, stream)
    let whole = try Self.seconds { _ = try ImageInfo(bytes) }
    var limits = Limits()
    limits.seconds = whole / 8
    let part = Self.seconds {
      let error = #expect(throws: ImageError.self) { try ImageInfo(bytes, limits: limits) }
      #expect(error?.code == .overLimit)
    }
    #expect(part < whole / 2, "\(part) of \(whole) seconds")
  }
}
