/// Turns rows of 16-bit samples into gray or RGB: flattens transparency onto its background.
struct DeepFlattener: RowFlattener {
  let samples: SampleLayout

  /// The channels of a pixel: gray, gray and alpha, RGB, or RGBA.
  private let stored: Int
  private let background: [Int]

  /// - Parameters:
  ///   - background: What transparency is flattened onto.
  ///   - missingRows: The color of rows that the image may lack; nil if it may lack none.
  init(_ pixels: PixelKind, onto background: Color, missingRows: Color?) {
    stored = pixels.channels
    self.background = [background.red, background.green, background.blue].map { Int($0) * 257 }
    let staysGray = stored == 1 || stored == 2 && background.isGray
    samples = staysGray && missingRows?.isGray ?? true ? .deepGray : .deepRGB
  }

  var isIdentity: Bool { stored == samples.channels }

  func convert(_ row: UnsafePointer<UInt8>, to result: UnsafeMutablePointer<UInt8>, pixels: Int) {
    let source = unsafe UnsafeRawPointer(row).assumingMemoryBound(to: DeepSample.self)
    let target = unsafe UnsafeMutableRawPointer(result).assumingMemoryBound(to: DeepSample.self)
    let (channels, whole) = (samples.channels, Int(DeepSample.max))
    let (isGray, hasAlpha) = (stored < 3, stored.isMultiple(of: 2))
    for x in 0..<pixels {
      let alpha = unsafe hasAlpha ? Int(source[x * stored + stored - 1]) : whole
      for channel in 0..<channels {
        let color = unsafe Int(source[x * stored + (isGray ? 0 : channel)])
        let sum = color * alpha + background[channel] * (whole - alpha)
        unsafe target[x * channels + channel] = DeepSample((sum + whole / 2) / whole)
      }
    }
  }
}

/// Rounds rows of 16-bit samples to 8 bits, for views that keep no more.
final class ShallowRows: RowPreparation {
  private let rounded: AlignedStorage
  private let channels: Int

  /// - Parameter width: The most pixels of a row.
  init(width: Int, channels: Int) throws(ImageError) {
    self.channels = channels
    rounded = try AlignedStorage(byteCount: channels * width)
  }

  func convert(_ row: UnsafePointer<UInt8>, pixels: Int) -> UnsafePointer<UInt8> {
    let samples = unsafe UnsafeRawPointer(row).assumingMemoryBound(to: DeepSample.self)
    for x in 0..<pixels * channels { unsafe rounded.bytes[x] = samples[x].roundedToByte }
    return unsafe UnsafePointer(rounded.bytes)
  }
}

extension DeepSample {
  /// The nearest sample of 8 bits.
  var roundedToByte: UInt8 { UInt8((Int(self) * 255 + 32767) / 65535) }
}
