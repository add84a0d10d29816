/// An image in memory: interleaved samples of 8 bits (more in ``PixelFormat/rgb16`` and ``PixelFormat/rgbFloat``), top row first.
///
/// It never changes once it is made, so copies share their storage. Row `y` begins at byte `y * bytesPerRow`, is
/// aligned to 64 bytes, and holds `width * format.bytesPerPixel` bytes of samples followed by padding.
public struct PixelBuffer: Sendable {
  public let size: Size
  public let format: PixelFormat
  /// Bytes from the start of one row to the start of the next; at least `width * format.bytesPerPixel`.
  public let bytesPerRow: Int

  private let storage: AlignedStorage

  /// A black image, transparent if the format has alpha.
  ///
  /// - Throws: `ImageError` with the code `invalidOptions` for a side of less than 1, and `outOfMemory`.
  public init(size: Size, format: PixelFormat) throws(ImageError) {
    guard size.width > 0, size.height > 0 else {
      throw ImageError(.invalidOptions, "an image of \(size) pixels has no pixels")
    }
    let (rowBytes, overflow) = size.width.multipliedReportingOverflow(by: format.bytesPerPixel)
    // Leave room for the bytes that alignment adds.
    let isWide = overflow || rowBytes > Int.max - 4 * AlignedStorage.alignment
    let bytesPerRow = isWide ? 1 : AlignedStorage.bytesPerRow(for: rowBytes)
    let (byteCount, tooLarge) = bytesPerRow.multipliedReportingOverflow(by: size.height)
    guard !isWide, !tooLarge, byteCount <= Int.max - 4 * AlignedStorage.alignment else {
      throw ImageError(.outOfMemory, "an image of \(size) pixels does not fit in memory")
    }
    self.size = size
    self.format = format
    self.bytesPerRow = bytesPerRow
    self.storage = try AlignedStorage(byteCount: byteCount)
  }

  /// An image in the caller's memory. It is never handed out, since it does not keep that memory alive.
  ///
  /// - Parameter memory: At least `bytesPerRow * size.height` bytes.
  init(borrowing memory: UnsafeMutableRawBufferPointer, size: Size, format: PixelFormat, bytesPerRow: Int)
    throws(ImageError)
  {
    let (byteCount, overflow) = bytesPerRow.multipliedReportingOverflow(by: size.height)
    guard bytesPerRow >= size.width * format.bytesPerPixel, !overflow, memory.count >= byteCount,
      let base = memory.baseAddress
    else {
      throw ImageError(
        .invalidOptions,
        "the memory for the result has \(memory.count) bytes, \(bytesPerRow) a row; \(size) pixels of \(format.channels) channels need more"
      )
    }
    self.size = size
    self.format = format
    self.bytesPerRow = bytesPerRow
    storage = unsafe AlignedStorage(
      borrowing: base.assumingMemoryBound(to: UInt8.self), byteCount: byteCount)
  }

  /// An image from samples without padding between rows.
  ///
  /// - Parameter samples: `width * height * format.bytesPerPixel` bytes, top row first.
  public init(size: Size, format: PixelFormat, samples: [UInt8]) throws(ImageError) {
    try self.init(size: size, format: format)
    guard samples.count == size.area * format.bytesPerPixel else {
      throw ImageError(
        .invalidOptions,
        "\(samples.count) samples do not make \(size) pixels of \(format.channels) channels")
    }
    let rowBytes = rowBytes
    for y in 0..<size.height {
      let row = unsafe mutableRow(y)
      for x in 0..<rowBytes { unsafe row[x] = samples[y * rowBytes + x] }
    }
  }

  /// A copy of a part of an image.
  init(copying part: Rectangle, of image: PixelBuffer) throws(ImageError) {
    try self.init(size: part.size, format: image.format)
    let count = rowBytes
    for y in 0..<height {
      unsafe mutableRow(y).update(from: image.row(part.y + y) + part.x * format.bytesPerPixel, count: count)
    }
  }

  public var width: Int { size.width }
  public var height: Int { size.height }

  /// Bytes of samples in a row, without padding.
  public var rowBytes: Int { width * format.bytesPerPixel }

  /// The samples of row `y`, from the top, without padding.
  public subscript(row y: Int) -> Span<UInt8> {
    @_lifetime(borrow self)
    get {
      precondition(y >= 0 && y < height, "row out of range")
      let span = unsafe Span(_unsafeStart: self.row(y), count: rowBytes)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The bytes of one pixel, as a new array.
  ///
  /// Use it for tests and single pixels only: reading a whole picture this way takes longer than decoding it. Read rows
  /// instead, which are not copied:
  ///
  /// ```swift
  /// for y in 0..<pixels.height {
  ///   let row = pixels[row: y]
  ///   for x in 0..<pixels.width { sum += Int(row[x * pixels.format.channels]) }
  /// }
  /// ```
  public subscript(x: Int, y: Int) -> [UInt8] {
    precondition(x >= 0 && x < width, "column out of range")
    let row = self[row: y]
    return (0..<format.bytesPerPixel).map { row[x * format.bytesPerPixel + $0] }
  }

  /// The bytes of all samples without padding, top row first.
  public var samples: [UInt8] {
    let count = rowBytes * height
    let stride = rowBytes
    return unsafe Array(unsafeUninitializedCapacity: count) { target, initialized in
      for y in 0..<height {
        if let start = target.baseAddress {
          unsafe (start + y * stride).initialize(from: row(y), count: stride)
        }
      }
      initialized = count
    }
  }

  func row(_ y: Int) -> UnsafePointer<UInt8> {
    unsafe UnsafePointer(storage.bytes + y * bytesPerRow)
  }

  /// A row to write to, for the maker of the image, before the image is handed out.
  func mutableRow(_ y: Int) -> UnsafeMutablePointer<UInt8> {
    unsafe storage.bytes + y * bytesPerRow
  }
}

extension PixelBuffer: Equatable {
  /// True if two images have the same size, format and samples. Padding does not count.
  public static func == (left: PixelBuffer, right: PixelBuffer) -> Bool {
    left.size == right.size && left.format == right.format && left.samples == right.samples
  }
}
