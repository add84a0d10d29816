import ImagePrep

/// 64 bits that change little when a picture is scaled, compressed again or brightened a little.
///
/// It is the difference hash (`dhash`) of the Python package `imagehash`, to the bit, for pixels as Pillow decodes them:
///
/// 1. The picture is decoded at full size by ``DecodeGrade/exact``, upright, in sRGB, its transparency laid on white.
/// 2. Each pixel becomes gray: (19595·red + 38470·green + 7471·blue + 32768) >> 16.
/// 3. The gray picture is scaled to 9 × 8 pixels with ``Filter/lanczos3``, in the integer arithmetic of `exact`.
/// 4. Bit by bit, the first row first and the most significant bit first: 1 where a pixel is brighter than the one at its
///    left.
///
/// For an opaque picture without a color profile that is this in Python, with Pillow 13:
///
/// ```python
/// imagehash.dhash(ImageOps.exif_transpose(Image.open("photo.jpg")).convert("RGB"))
/// ```
///
/// `TestImages/images/photo.jpg` of the project hashes to `acc743441ac96d33`, `photo.webp` to `e47864644d4d959f`, and
/// `photo.gif` to `96978f030587b321`; `DedupeTests` has more.
///
/// All of it is integer arithmetic, so that a hash never depends on the machine. The distance of two pictures is the
/// number of bits that differ: 0 to about 4 for copies of one picture, around 32 for pictures that have nothing in common.
/// A picture without any detail hashes to 0, whatever its color, and so does one that grows darker from left to right.
public struct PerceptualHash: Sendable, Hashable {
  public let bits: UInt64

  public init(bits: UInt64) { self.bits = bits }

  /// The options with which a picture is decoded for its hash.
  public static var decoding: Options {
    var options = Options(max: nil, multiple: 1)
    options.decode = .exact
    return options
  }

  private static let width = 9
  private static let height = 8

  /// - Parameter image: A whole picture, decoded with ``decoding``. Transparency that it still has is laid on white.
  /// - Throws: `ImageError`: `invalidOptions` for samples of 16 bits, `outOfMemory`.
  public init(of image: PixelBuffer) throws(ImageError) {
    guard image.format != .rgb16 else {
      throw ImageError(.invalidOptions, "a perceptual hash needs samples of 8 bits")
    }
    let gray =
      image.format == .gray8
      ? image : try PixelBuffer(size: image.size, format: .gray8, samples: Self.gray(image))
    var options = Options(
      geometry: .fit(.stretch(width: Self.width, height: Self.height), upscale: .allow),
      multiple: Multiple(width: 1, height: 1))
    options.decode = .exact
    options.filter = .lanczos3
    let small = try Normalizer(options).normalize(gray).pixels
    var bits: UInt64 = 0
    for y in 0..<Self.height {
      let row = small[row: y]
      for x in 1..<Self.width {
        let isBrighter = row[x * small.format.channels] > row[(x - 1) * small.format.channels]
        bits = bits << 1 | (isBrighter ? 1 : 0)
      }
    }
    self.bits = bits
  }

  /// The number of bits that differ, 0 to 64.
  public func distance(to other: PerceptualHash) -> Int { (bits ^ other.bits).nonzeroBitCount }

  private static func gray(_ image: PixelBuffer) -> [UInt8] {
    let width = image.width
    return unsafe [UInt8](unsafeUninitializedCapacity: image.size.area) { samples, count in
      guard let start = samples.baseAddress else { return }
      for y in 0..<image.height {
        let row = image[row: y]
        let target = unsafe start + count
        unsafe row.withUnsafeBufferPointer { pixels in
          guard let pixels = pixels.baseAddress else { return }
          if image.format == .rgba8 {
            unsafe grayOnWhite(pixels, to: target, width)
          } else {
            unsafe gray(pixels, to: target, width)
          }
        }
        count += width
      }
    }
  }

  private static func gray(
    _ pixels: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ width: Int
  ) {
    for x in 0..<width {
      unsafe target[x] = luminance(
        UInt32(pixels[3 &* x]), UInt32(pixels[3 &* x &+ 1]), UInt32(pixels[3 &* x &+ 2]))
    }
  }

  private static func grayOnWhite(
    _ pixels: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ width: Int
  ) {
    for x in 0..<width {
      let alpha = unsafe UInt32(pixels[4 &* x &+ 3])
      unsafe target[x] = luminance(
        onWhite(UInt32(pixels[4 &* x]), alpha), onWhite(UInt32(pixels[4 &* x &+ 1]), alpha),
        onWhite(UInt32(pixels[4 &* x &+ 2]), alpha))
    }
  }

  private static func luminance(_ red: UInt32, _ green: UInt32, _ blue: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: (19595 &* red &+ 38470 &* green &+ 7471 &* blue &+ 32768) >> 16)
  }

  private static func onWhite(_ value: UInt32, _ alpha: UInt32) -> UInt32 {
    (value &* alpha &+ 255 &* (255 &- alpha) &+ 127) / 255
  }
}

extension PerceptualHash: CustomStringConvertible {
  /// 16 hexadecimal digits, as `imagehash` prints them.
  public var description: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
