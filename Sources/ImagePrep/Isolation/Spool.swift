import ImagePrepPlatform

/// The file through which a worker hands over pixels. It is read and written by calls and never mapped, since a worker
/// could cut it short.
package enum Spool {
  /// Leaves a result for the caller: its pixels, then its metadata.
  ///
  /// - Parameter room: Bytes that the result may take.
  /// - Returns: The description that the caller needs to read the result.
  package static func write(_ image: NormalizedImage, to descriptor: Int32, room: Int) throws(ImageError)
    -> WorkerImage
  {
    var end = 0
    for pixels in image.views { end += try write(pixels, to: descriptor, at: end, room: room) }
    for block in [image.metadata.profileBlock, image.metadata.exifBlock] {
      guard let block else { continue }
      unsafe try block.withBytes { (bytes) throws(ImageError) in
        unsafe try write(UnsafeRawBufferPointer(bytes), to: descriptor, at: end, room: room)
      }
      end += block.count
    }
    return WorkerImage(
      info: image.info,
      views: image.views.map { WorkerImage.Shape(size: $0.size, format: $0.format) },
      profileByteCount: image.metadata.profileBlock?.count, exifByteCount: image.metadata.exifBlock?.count,
      fractionDecoded: image.fractionDecoded, frameMilliseconds: image.report.frameMilliseconds,
      warnings: image.warnings)
  }

  /// - Parameter room: Bytes that the result may take. The system may allow fewer: its limit on written files includes
  ///   the spool.
  static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at start: Int = 0, room: Int = .max
  ) throws(ImageError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe pwrite(
        descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done, off_t(start + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let isFile = count < 0 && errno == EFBIG && start + bytes.count <= room
        throw isFile ? .overFileSize : .noSpool
      }
      done += count
    }
  }

  /// Returns false if the file has fewer bytes.
  private static func read(_ bytes: UnsafeMutableRawBufferPointer, from descriptor: Int32, at start: Int)
    -> Bool
  {
    var done = 0
    while done < bytes.count {
      let count = unsafe pread(
        descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done, off_t(start + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// Writes the bytes of an image, padding included. Returns their number.
  static func write(
    _ pixels: PixelBuffer, to descriptor: Int32, at start: Int = 0, room: Int
  ) throws(ImageError) -> Int {
    let bytes = unsafe UnsafeRawBufferPointer(
      start: pixels.row(0), count: pixels.bytesPerRow * pixels.height)
    unsafe try write(bytes, to: descriptor, at: start, room: room)
    return bytes.count
  }

  /// Fills a new image. Returns the number of bytes, or nil if the file has too few.
  static func read(_ pixels: PixelBuffer, from descriptor: Int32, at start: Int = 0) -> Int? {
    let bytes = unsafe UnsafeMutableRawBufferPointer(
      start: pixels.mutableRow(0), count: pixels.bytesPerRow * pixels.height)
    return unsafe read(bytes, from: descriptor, at: start) ? bytes.count : nil
  }

  /// Reads `count` bytes, none for nil. Returns nil if the file has too few.
  static func read(_ count: Int?, from descriptor: Int32, at start: Int) -> MetadataBlock? {
    guard let count else { return MetadataBlock([]) }
    guard (0...mostMetadata).contains(count), let memory = unsafe malloc(max(count, 1)) else { return nil }
    let bytes = unsafe UnsafeMutableRawBufferPointer(start: memory, count: count)
    let block = unsafe MetadataBlock(adopting: memory.assumingMemoryBound(to: UInt8.self), count: count)
    return unsafe read(bytes, from: descriptor, at: start) ? block : nil
  }

  private static let mostMetadata = 64 << 20
}

extension ImageError {
  fileprivate static var noSpool: ImageError {
    ImageError(.outOfMemory, "no memory to hand it from one process to the other")
  }

  fileprivate static var overFileSize: ImageError {
    ImageError(
      .unwritable,
      "to be handed from one process to the other it must be a file, and is larger than one may be",
      advice: "raise the limit (ulimit -f), or do without \(.isolation)")
  }
}
