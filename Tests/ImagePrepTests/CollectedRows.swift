@testable import ImagePrep

/// Keeps the rows of a resampler as they come.
final class CollectedRows: RowSink {
  let pixels: PixelBuffer

  init(_ size: Size, _ format: PixelFormat) throws { pixels = try PixelBuffer(size: size, format: format) }

  func place(ofRow y: Int) -> UnsafeMutablePointer<Sample>? { nil }

  func take(_ rows: Range<Int>, at addresses: UnsafePointer<UnsafeMutablePointer<Sample>?>) {
    for (index, y) in rows.enumerated() {
      guard let row = unsafe addresses[index] else { continue }
      for x in 0..<pixels.rowBytes { unsafe pixels.mutableRow(y)[x] = row[x] }
    }
  }
}
