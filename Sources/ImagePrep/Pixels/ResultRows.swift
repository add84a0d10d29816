import CResampleKernels

/// The result of a resampling, filled from the top.
final class ResultRows {
  let buffer: PixelBuffer
  private(set) var count = 0

  private let addresses: AlignedStorage
  private let spare: AlignedStorage

  init(size: Size, channels: Int) throws(ImageError) {
    buffer = try PixelBuffer(size: size, format: PixelFormat(channels: channels))
    spare = try AlignedStorage(byteCount: buffer.bytesPerRow)
    addresses = unsafe try AlignedStorage(
      byteCount: Int(RESAMPLE_LANES) * MemoryLayout<UnsafeMutablePointer<UInt8>>.stride)
  }

  static func byteCount(size: Size, channels: Int) -> Int {
    AlignedStorage.bytesPerRow(for: size.width * channels) * (size.height + 1)
  }

  var isComplete: Bool { count == buffer.height }

  /// The next row to write to.
  var nextRow: UnsafeMutablePointer<UInt8> { unsafe buffer.mutableRow(count) }

  /// The next sixteen rows to write to; past the bottom of the image, a row that nobody reads.
  var nextRows: UnsafePointer<UnsafeMutablePointer<UInt8>?> {
    let table = unsafe addresses.elements(of: UnsafeMutablePointer<UInt8>?.self)
    for lane in 0..<Int(RESAMPLE_LANES) {
      unsafe table[lane] =
        count + lane < buffer.height ? buffer.mutableRow(count + lane) : spare.bytes
    }
    return unsafe UnsafePointer(table)
  }

  func append(_ rows: Int) { count = min(count + rows, buffer.height) }
}
