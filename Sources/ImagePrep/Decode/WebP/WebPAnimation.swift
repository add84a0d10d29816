import CImageCodecs
import CLibWebP

/// One frame of an animation, composed on its canvas by libwebp: RGB, or RGBA with straight alpha.
@safe final class WebPAnimation: WebPImage {
  let completeRows: Int
  /// True if rows are RGBA, false if RGB.
  var hasAlpha = true

  private let decoder: OpaquePointer
  private var pixels: UnsafePointer<UInt8>?
  private let width: Int
  /// The frame that is composed, from 0.
  private var number = -1
  private var endMilliseconds = 0
  /// How long the frame is shown.
  private(set) var milliseconds = 0
  private(set) var isOpaque = false

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
    unsafe self.decoder = decoder
    width = size.width
    completeRows = size.height
    try advance(to: frame, source)
  }

  /// Composes the frames after the last up to `frame`. Does nothing if that is composed already.
  func advance(to frame: Int, _ source: ByteSource) throws(ImageError) {
    while number < frame {
      if number >= 0 { try source.clock.check() }
      var composed: UnsafeMutablePointer<UInt8>?
      var end: Int32 = 0
      guard unsafe WebPAnimDecoderGetNext(decoder, &composed, &end) != 0, let composed = unsafe composed
      else {
        throw source.error(codec_corrupt, codec_messages())
      }
      unsafe pixels = UnsafePointer(composed)
      milliseconds = max(0, Int(end) - endMilliseconds)
      endMilliseconds = Int(end)
      number += 1
    }
    isOpaque = (0..<width * completeRows).allSatisfy { unsafe pixels?[4 * $0 + 3] == 255 }
  }

  deinit { unsafe WebPAnimDecoderDelete(decoder) }

  func copyRow(_ y: Int, ofPlane plane: Int, to target: UnsafeMutablePointer<UInt8>, width: Int) {
    guard let pixels = unsafe pixels else { return }
    let row = unsafe pixels + 4 * width * y
    if hasAlpha { return unsafe target.update(from: row, count: 4 * width) }
    for x in 0..<width {
      for channel in 0..<3 { unsafe target[3 * x + channel] = row[4 * x + channel] }
    }
  }
}
