import CImageCodecs

/// How a PNG stores its samples.
struct PNGSamples {
  /// Samples a pixel: 1 gray or index, 2 gray and alpha, 3 RGB, 4 RGBA.
  let channels: Int
  let isSixteenBit: Bool
  /// The transparent color in stored values, for images without palette or alpha channel.
  let transparentColor: [Int]?
  /// The colors of a palette image, or of a gray image with fewer than 8 bits or a transparent value.
  let palette: Palette?

  init(_ header: png_header) {
    let model = unsafe header.model
    let bitDepth = unsafe Int(header.bit_depth)
    switch model {
    case png_model_rgb: channels = 3
    case png_model_gray_alpha: channels = 2
    case png_model_rgb_alpha: channels = 4
    default: channels = 1
    }
    isSixteenBit = bitDepth == 16
    let key = unsafe header.transparent
    let color = [Int(key.0), Int(key.1), Int(key.2)]
    let hasKey = unsafe header.has_transparency && model != png_model_palette
    transparentColor = hasKey ? Array(color.prefix(channels)) : nil
    if model == png_model_palette {
      palette = unsafe Self.palette(unsafe header)
    } else if model == png_model_gray, bitDepth < 8 || (bitDepth == 8 && hasKey) {
      palette = Self.grays(bitDepth: bitDepth, transparent: hasKey ? color[0] : nil)
    } else {
      palette = nil
    }
  }

  private static func palette(_ header: png_header) -> Palette {
    var palette = Palette()
    unsafe withUnsafeBytes(of: header.palette) { bytes in
      for index in 0..<256 {
        let entry = unsafe (
          red: bytes[4 * index], green: bytes[4 * index + 1], blue: bytes[4 * index + 2],
          alpha: bytes[4 * index + 3]
        )
        palette[index] = entry
      }
    }
    return palette
  }

  private static func grays(bitDepth: Int, transparent: Int?) -> Palette {
    var palette = Palette()
    let largest = 1 << bitDepth - 1
    for index in 0..<256 {
      let gray = UInt8(min(index, largest) * 255 / largest)
      palette[index] = (gray, gray, gray, index == transparent ? 0 : 255)
    }
    return palette
  }

  /// The pixels of expanded rows.
  var layout: PixelKind {
    if let palette { return .indexed(palette) }
    switch channels {
    case 1: return transparentColor == nil ? .gray : .grayAlpha
    case 2: return .grayAlpha
    case 3: return transparentColor == nil ? .rgb : .rgba
    default: return .rgba
    }
  }
}

/// Expands rows with 16-bit samples or a transparent color to 8-bit rows, with alpha if there is transparency. If depth is
/// kept, rows get samples of 16 bits in the byte order of the processor.
struct PNGRowExpander {
  private let samples: PNGSamples
  private let width: Int
  private let truncates: Bool
  private let keepsDepth: Bool

  /// Nil if rows need no expansion.
  ///
  /// - Parameter truncates: True drops the low byte of 16-bit samples, as Pillow does; false rounds. Gray without alpha
  ///   is always rounded, because Pillow clips it to white, which nobody wants.
  /// - Parameter keepsDepth: Only for samples of 16 bits.
  init?(_ samples: PNGSamples, width: Int, truncates: Bool, keepsDepth: Bool = false) {
    guard samples.palette == nil, samples.isSixteenBit || samples.transparentColor != nil else {
      return nil
    }
    self.samples = samples
    self.width = width
    self.truncates = truncates && samples.channels > 1
    self.keepsDepth = keepsDepth
  }

  func expand(_ row: UnsafePointer<UInt8>, to result: UnsafeMutablePointer<UInt8>) {
    if keepsDepth {
      let deep = unsafe UnsafeMutableRawPointer(result).assumingMemoryBound(to: DeepSample.self)
      unsafe expand(row, to: deep, DeepSample.max) { DeepSample($0) }
    } else {
      unsafe expand(row, to: result, UInt8.max, eightBit)
    }
  }

  /// - Parameter opaque: The largest sample.
  private func expand<Value: FixedWidthInteger>(
    _ row: UnsafePointer<UInt8>, to result: UnsafeMutablePointer<Value>, _ opaque: Value,
    _ converted: (Int) -> Value
  ) {
    let stored = samples.channels
    let expanded = samples.layout.channels
    for x in 0..<width {
      var isTransparent = samples.transparentColor != nil
      for channel in 0..<stored {
        let value = unsafe sample(row, at: x * stored + channel)
        if let transparent = samples.transparentColor, value != transparent[channel] {
          isTransparent = false
        }
        unsafe result[x * expanded + channel] = converted(value)
      }
      if expanded > stored { unsafe result[x * expanded + stored] = isTransparent ? 0 : opaque }
    }
  }

  private func sample(_ row: UnsafePointer<UInt8>, at index: Int) -> Int {
    unsafe samples.isSixteenBit
      ? Int(row[2 * index]) << 8 | Int(row[2 * index + 1]) : Int(row[index])
  }

  private func eightBit(_ value: Int) -> UInt8 {
    if !samples.isSixteenBit { return UInt8(value) }
    return UInt8(truncates ? value >> 8 : (value * 255 + 32767) / 65535)
  }
}
