@testable import ImagePrep

extension PixelBuffer {
  /// The picture turned upright, a pixel at a time, by the table of EXIF 2.32, section 4.6.4: where the stored rows and
  /// columns lie.
  func turned(_ orientation: Orientation) throws -> PixelBuffer {
    let (w, h) = (width, height)
    let turned = orientation.rawValue >= 5
    let size = turned ? Size(width: h, height: w) : Size(width: w, height: h)
    var samples: [UInt8] = []
    for y in 0..<size.height {
      for x in 0..<size.width {
        let (column, row) =
          switch orientation.rawValue {
          case 2: (w - 1 - x, y)
          case 3: (w - 1 - x, h - 1 - y)
          case 4: (x, h - 1 - y)
          case 5: (y, x)
          case 6: (y, h - 1 - x)
          case 7: (w - 1 - y, h - 1 - x)
          case 8: (w - 1 - y, x)
          default: (x, y)
          }
        samples += self[column, row]
      }
    }
    return try PixelBuffer(size: size, format: format, samples: samples)
  }
}
