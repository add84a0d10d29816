import CResampleKernels

/// Turns the rows of a decoder into rows a resampler takes, at the cheapest place there is: gray stays one
/// channel, a palette is flattened as 256 colors, and transparency goes before anything is scaled.
struct Flattener {
  /// Channels of what it yields: 1, 3 or 4.
  let channels: Int
  /// Whether what it yields is RGBA multiplied by alpha.
  let isPremultiplied: Bool

  private let step: Step
  private let kernels = Kernels.current

  private enum Step {
    case none
    case flattenRGBA([UInt8])
    case flattenGrayAlpha(Color)
    case expandGrayAlpha
    case premultiply
    case lookUp([UInt8], channels: Int)
  }

  /// - Parameter premultiplies: Whether kept transparency is to be multiplied into the colors, as
  ///   resampling wants it.
  /// - Parameter missingRows: The color of rows that the image may lack; nil where it may lack none.
  init(_ pixels: PixelKind, _ policy: AlphaPolicy, premultiplies: Bool, missingRows: Color? = nil) {
    let hasGrayRows = missingRows?.isGray ?? true
    switch (pixels, policy) {
    case (.gray, _) where !hasGrayRows:
      (channels, step) = (3, .lookUp(Palette.grays.entries, channels: 3))
    case (.gray, _), (.yCbCr, _): (channels, step) = (1, .none)
    case (.rgb, _): (channels, step) = (3, .none)
    case (.cmyk, _): (channels, step) = (4, .none)
    case (.rgba, .flatten(let color)):
      (channels, step) = (3, .flattenRGBA([color.red, color.green, color.blue]))
    case (.rgba, .keep): (channels, step) = (4, premultiplies ? .premultiply : .none)
    case (.grayAlpha, .flatten(let color)):
      (channels, step) = (color.isGray && hasGrayRows ? 1 : 3, .flattenGrayAlpha(color))
    case (.grayAlpha, .keep): (channels, step) = (4, .expandGrayAlpha)
    case (.indexed(let palette), let policy):
      (channels, step) = Self.lookUp(palette, policy, premultiplies: premultiplies, hasGrayRows: hasGrayRows)
    }
    if case .cmyk = pixels {
      isPremultiplied = false
    } else {
      isPremultiplied = premultiplies && channels == 4
    }
  }

  private static func lookUp(
    _ palette: Palette, _ policy: AlphaPolicy, premultiplies: Bool, hasGrayRows: Bool
  ) -> (Int, Step) {
    let flat: Palette
    switch policy {
    case .flatten(let background): flat = palette.flattened(onto: background)
    case .keep where palette.isOpaque: flat = palette
    case .keep:
      var colors = palette
      if premultiplies {
        for index in 0..<256 {
          let (red, green, blue, alpha) = palette[index]
          colors[index] = (
            Alpha.blend(red, over: 0, alpha), Alpha.blend(green, over: 0, alpha),
            Alpha.blend(blue, over: 0, alpha), alpha
          )
        }
      }
      return (4, .lookUp(colors.entries, channels: 4))
    }
    let channels = flat.isGray && hasGrayRows ? 1 : 3
    return (channels, .lookUp(flat.entries, channels: channels))
  }

  /// Whether rows pass through unchanged, so that a decoder may write them where they are resampled.
  var isIdentity: Bool {
    if case .none = step { true } else { false }
  }

  /// Converts one row.
  func convert(_ row: UnsafePointer<UInt8>, to result: UnsafeMutablePointer<UInt8>, pixels: Int) {
    switch step {
    case .none:
      unsafe result.update(from: row, count: pixels * channels)
    case .flattenRGBA(let background):
      unsafe kernels.table.pointee.flatten_rgba(row, pixels, background, result)
    case .premultiply:
      unsafe kernels.table.pointee.premultiply_rgba(row, pixels, result)
    case .flattenGrayAlpha(let background):
      for x in 0..<pixels {
        let (gray, alpha) = unsafe (row[2 * x], row[2 * x + 1])
        unsafe result[channels * x] = Alpha.blend(gray, over: background.red, alpha)
        if channels == 3 {
          unsafe result[3 * x + 1] = Alpha.blend(gray, over: background.green, alpha)
          unsafe result[3 * x + 2] = Alpha.blend(gray, over: background.blue, alpha)
        }
      }
    case .expandGrayAlpha:
      for x in 0..<pixels {
        let (gray, alpha) = unsafe (row[2 * x], row[2 * x + 1])
        let color = isPremultiplied ? Alpha.blend(gray, over: 0, alpha) : gray
        for channel in 0..<3 { unsafe result[4 * x + channel] = color }
        unsafe result[4 * x + 3] = alpha
      }
    case .lookUp(let entries, let channels):
      unsafe entries.withUnsafeBytes { entries in
        unsafe Self.lookUp(row, pixels, in: entries, channels, UnsafeMutableRawPointer(result))
      }
    }
  }

  /// Whole entries of four bytes are stored, of which the next pixel overwrites what is too much.
  private static func lookUp(
    _ row: UnsafePointer<UInt8>, _ pixels: Int, in entries: UnsafeRawBufferPointer, _ channels: Int,
    _ result: UnsafeMutableRawPointer
  ) {
    if channels == 1 {
      for x in 0..<pixels {
        unsafe result.storeBytes(of: entries[4 * Int(row[x])], toByteOffset: x, as: UInt8.self)
      }
      return
    }
    for x in 0..<pixels - 1 {
      let entry = unsafe entries.load(fromByteOffset: 4 * Int(row[x]), as: UInt32.self)
      unsafe result.storeBytes(of: entry, toByteOffset: channels * x, as: UInt32.self)
    }
    let last = pixels - 1
    for channel in 0..<channels {
      let sample = unsafe entries[4 * Int(row[last]) + channel]
      unsafe result.storeBytes(of: sample, toByteOffset: channels * last + channel, as: UInt8.self)
    }
  }
}

extension Flattener {
  /// The planes of a decoder as they are once they are flattened.
  func layout(_ bands: BandLayout) -> [PlaneLayout] {
    guard !isIdentity else { return bands.planes }
    return bands.planes.map { plane in
      var flat = plane
      flat.rowBytes = plane.width * channels
      return flat
    }
  }
}
