import CResampleKernels

/// Turns a decoder's rows into rows for a resampler, in the cheapest way. Gray stays one channel, a palette is
/// flattened as 256 colors, and transparency is flattened before scaling.
struct Flattener: RowFlattener {
  /// The layout of the converted rows.
  let samples: SampleLayout

  private let step: Step
  private let kernels = Kernels.current

  private enum Step {
    case none
    case flattenRGBA([UInt8])
    case flattenGrayAlpha(Color)
    case expandGrayAlpha
    case premultiply
    case lookUp([UInt8])
    /// Keeps the last of so many channels.
    case lastOf(Int)
  }

  /// - Parameter premultiplies: True multiplies kept transparency into the colors, as resampling needs it.
  /// - Parameter missingRows: The color of rows that the image may lack; nil if it may lack none.
  init(_ pixels: PixelKind, _ policy: AlphaPolicy, premultiplies: Bool, missingRows: Color? = nil) {
    let hasGrayRows = missingRows?.isGray ?? true
    let transparent = premultiplies ? SampleLayout.premultipliedRGBA : .rgba
    switch (pixels, policy) {
    case (.gray, _) where !hasGrayRows:
      (samples, step) = (.rgb, .lookUp(Palette.grays.entries))
    case (.gray, _), (.yCbCr, _): (samples, step) = (.gray, .none)
    case (.rgb, _): (samples, step) = (.rgb, .none)
    case (.cmyk, _): (samples, step) = (.inks, .none)
    case (.rgba, .flatten(let color)):
      (samples, step) = (.rgb, .flattenRGBA([color.red, color.green, color.blue]))
    case (.rgba, .keep): (samples, step) = (transparent, premultiplies ? .premultiply : .none)
    case (.grayAlpha, .flatten(let color)):
      (samples, step) = (color.isGray && hasGrayRows ? .gray : .rgb, .flattenGrayAlpha(color))
    case (.grayAlpha, .keep): (samples, step) = (transparent, .expandGrayAlpha)
    case (.indexed(let palette), let policy):
      let isTransparent = policy == .keep && !palette.isOpaque
      let flat = Self.flattened(palette, policy, premultiplies: premultiplies)
      samples = isTransparent ? transparent : flat.isGray && hasGrayRows ? .gray : .rgb
      step = .lookUp(flat.entries)
    }
  }

  /// Keeps the transparency alone, as gray. Nil if the rows have none.
  init?(alphaOf pixels: PixelKind) {
    samples = .gray
    switch pixels {
    case .rgba: step = .lastOf(4)
    case .grayAlpha: step = .lastOf(2)
    case .indexed(let palette) where !palette.isOpaque: step = .lookUp(palette.alphas.entries)
    default: return nil
    }
  }

  private static func flattened(_ palette: Palette, _ policy: AlphaPolicy, premultiplies: Bool) -> Palette {
    if case .flatten(let background) = policy { return palette.flattened(onto: background) }
    guard premultiplies, !palette.isOpaque else { return palette }
    var colors = palette
    for index in 0..<256 {
      let (red, green, blue, alpha) = palette[index]
      colors[index] = (
        Alpha.blend(red, over: 0, alpha), Alpha.blend(green, over: 0, alpha),
        Alpha.blend(blue, over: 0, alpha), alpha
      )
    }
    return colors
  }

  private var channels: Int { samples.channels }

  /// True if rows stay unchanged, so that a decoder may write them straight into the resampler's rings.
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
        let color = samples == .premultipliedRGBA ? Alpha.blend(gray, over: 0, alpha) : gray
        for channel in 0..<3 { unsafe result[4 * x + channel] = color }
        unsafe result[4 * x + 3] = alpha
      }
    case .lastOf(let count):
      for x in 0..<pixels { unsafe result[x] = row[count * x + count - 1] }
    case .lookUp(let entries):
      unsafe entries.withUnsafeBytes { entries in
        unsafe Self.lookUp(row, pixels, in: entries, channels, UnsafeMutableRawPointer(result))
      }
    }
  }

  /// Stores 4 bytes per pixel; for RGB the next pixel overwrites the extra byte. The last pixel is written exactly.
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
