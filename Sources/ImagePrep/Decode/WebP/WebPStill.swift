import CImageCodecs
import CLibWebP

/// A still image, decoded as far as its data reach.
@safe final class WebPStill: WebPImage {
  let completeRows: Int

  private let config: UnsafeMutablePointer<WebPDecoderConfig>
  /// Channels of each plane.
  private let channels: Int
  private let planes: [(start: UnsafePointer<UInt8>, bytesPerRow: Int)]

  /// - Parameter mode: `MODE_RGB`, `MODE_RGBA` or `MODE_YUV` (three planes).
  init(
    _ data: WebPData, mode: WEBP_CSP_MODE, height: Int, threads: Int, _ source: ByteSource
  ) throws(ImageError) {
    unsafe config = .allocate(capacity: 1)
    guard unsafe WebPInitDecoderConfig(config) != 0 else {
      unsafe config.deallocate()
      throw ImageError(.unsupportedVariant, "the libwebp in use is not the one this was built for")
    }
    unsafe config.pointee.output.colorspace = mode
    unsafe config.pointee.options.use_threads = threads > 1 ? 1 : 0
    guard let decoder = unsafe WebPIDecode(nil, 0, config) else {
      unsafe config.deallocate()
      throw source.error(codec_out_of_memory, codec_messages())
    }
    let status: VP8StatusCode
    do throws(ImageError) {
      status = unsafe try Self.feed(data, to: decoder, source.clock)
    } catch {
      unsafe WebPIDelete(decoder)
      unsafe WebPFreeDecBuffer(&config.pointee.output)
      unsafe config.deallocate()
      throw error
    }
    var rows: Int32 = 0
    unsafe _ = WebPIDecodedArea(decoder, nil, nil, nil, &rows)
    unsafe WebPIDelete(decoder)
    guard status == VP8_STATUS_OK || status == VP8_STATUS_SUSPENDED,
      let planes = unsafe Self.planes(config.pointee.output, mode)
    else {
      unsafe WebPFreeDecBuffer(&config.pointee.output)
      unsafe config.deallocate()
      // Without planes there is nothing to keep.
      throw WebPDecoder.error(status, source).withoutRemedy
    }
    unsafe self.planes = planes
    channels = mode == MODE_RGBA ? 4 : mode == MODE_RGB ? 3 : 1
    completeRows = status == VP8_STATUS_OK ? height : Int(rows)
  }

  deinit {
    unsafe WebPFreeDecBuffer(&config.pointee.output)
    unsafe config.deallocate()
  }

  /// Hands the data to libwebp. If time is limited, it does so in parts and checks the clock between them. (A lossless
  /// image takes 3 % longer in parts.)
  ///
  /// Parts grow with the bytes before them. libwebp reads a cut header again from its start, so parts of equal size
  /// would take quadratic time for a file with a huge header.
  private static func feed(
    _ data: WebPData, to decoder: OpaquePointer, _ clock: Deadline
  ) throws(ImageError) -> VP8StatusCode {
    var count = 0
    var status = VP8_STATUS_SUSPENDED
    repeat {
      try clock.check()
      count = unsafe min(data.size, clock.isLimited ? count + max(smallestPart, count / 8) : data.size)
      status = unsafe WebPIUpdate(decoder, data.bytes, count)
    } while unsafe status == VP8_STATUS_SUSPENDED && count < data.size
    return status
  }

  private static let smallestPart = 64 << 10

  private static func planes(
    _ output: WebPDecBuffer, _ mode: WEBP_CSP_MODE
  ) -> [(start: UnsafePointer<UInt8>, bytesPerRow: Int)]? {
    if mode == MODE_YUV {
      let yuv = unsafe output.u.YUVA
      guard let y = unsafe yuv.y, let u = unsafe yuv.u, let v = unsafe yuv.v else { return nil }
      return unsafe [
        (UnsafePointer(y), Int(yuv.y_stride)), (UnsafePointer(u), Int(yuv.u_stride)),
        (UnsafePointer(v), Int(yuv.v_stride)),
      ]
    }
    guard let rgba = unsafe output.u.RGBA.rgba else { return nil }
    return unsafe [(UnsafePointer(rgba), Int(output.u.RGBA.stride))]
  }

  func copyRow(_ y: Int, ofPlane plane: Int, to target: UnsafeMutablePointer<UInt8>, width: Int) {
    unsafe target.update(from: planes[plane].start + y * planes[plane].bytesPerRow, count: width * channels)
  }
}
