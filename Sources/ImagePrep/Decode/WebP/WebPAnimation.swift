import CImageCodecs
import CLibWebP

/// One frame of an animation, composed on its canvas by libwebp: RGB, or RGBA with straight alpha.
@safe final class WebPAnimation: WebPImage {
  let completeRows: Int
  /// True if rows are RGBA, false if RGB.
  var hasAlpha = true

  private let decoder: OpaquePointer
  private let pixels: UnsafePointer<UInt8>
  private let width: Int

  /// - Parameter data: Must outlive the animation.
  init(_ data: WebPData, frame: Int, size: Size, threads: Int, _ source: ByteSource) throws(ImageError) {
    var data = unsafe data
    var options = WebPAnimDecoderOptions()
    guard unsafe WebPAnimDecoderOptionsInit(&options) != 0 else {
      throw ImageError(.unsupportedVariant, "the libwebp in use is not the one this was built for")
    }
    options.color_mode = MODE_RGBA
    options.use_threads = threads > 1 ? 1 : 0
    guard let decoder = unsafe WebPAnimDecoderNew(&data, &options) else {
      // libwebp refuses a file that its demuxer does not find complete.
      throw source.error(codec_truncated, codec_messages()).withoutRemedy
    }
    var composed: UnsafeMutablePointer<UInt8>?
    var timestamp: Int32 = 0
    for number in 0...frame {
      if number > 0 {
        do throws(ImageError) {
          try source.clock.check()
        } catch {
          unsafe WebPAnimDecoderDelete(decoder)
          throw error
        }
      }
      guard unsafe WebPAnimDecoderGetNext(decoder, &composed, &timestamp) != 0 else {
        unsafe WebPAnimDecoderDelete(decoder)
        throw source.error(codec_corrupt, codec_messages())
      }
    }
    guard let composed = unsafe composed else {
      unsafe WebPAnimDecoderDelete(decoder)
      throw source.error(codec_corrupt, codec_messages())
    }
    unsafe self.decoder = decoder
    unsafe self.pixels = UnsafePointer(composed)
    width = size.width
    completeRows = size.height
  }

  deinit { unsafe WebPAnimDecoderDelete(decoder) }

  var isOpaque: Bool { (0..<width * completeRows).allSatisfy { unsafe pixels[4 * $0 + 3] == 255 } }

  func copyRow(_ y: Int, ofPlane plane: Int, to target: UnsafeMutablePointer<UInt8>, width: Int) {
    let row = unsafe pixels + 4 * width * y
    if hasAlpha { return unsafe target.update(from: row, count: 4 * width) }
    for x in 0..<width {
      for channel in 0..<3 { unsafe target[3 * x + channel] = row[4 * x + channel] }
    }
  }
}
