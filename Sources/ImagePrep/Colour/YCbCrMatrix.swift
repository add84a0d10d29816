import CResampleKernels

/// How luma and two colour differences become RGB.
enum YCbCrMatrix: Sendable {
  /// JFIF: ITU-R BT.601 coefficients, all values from 0 to 255.
  case fullRange
  /// WebP: ITU-R BT.601 coefficients, luma from 16 to 235, colour differences from 16 to 240.
  case studioRange

  /// Sixteen rows of each component, as lanes, to sixteen rows of RGB.
  func convert(
    _ luma: UnsafePointer<Int16>, _ cb: UnsafePointer<Int16>, _ cr: UnsafePointer<Int16>, pixels: Int,
    to result: UnsafeMutablePointer<UInt8>, _ kernels: Kernels
  ) {
    let table = unsafe kernels.table.pointee
    switch self {
    case .fullRange: unsafe table.jfif_lanes_to_rgb(luma, cb, cr, pixels, result)
    case .studioRange:
      var matrix = Self.studioRangeCoefficients
      unsafe table.ycc_lanes_to_rgb(luma, cb, cr, &matrix, pixels, result)
    }
  }

  private static var studioRangeCoefficients: resample_ycc_matrix {
    func fixed(_ value: Double) -> Int32 { Int32((value * 16384).rounded()) }
    let difference = 255.0 / 224
    // BT.601: red and blue weigh 0.299 and 0.114 in luma.
    return resample_ycc_matrix(
      luma_scale: fixed(255.0 / 219), luma_offset: 16,
      cr_to_red: fixed(1.402 * difference),
      cb_to_green: fixed(-0.344136286 * difference), cr_to_green: fixed(-0.714136286 * difference),
      cb_to_blue: fixed(1.772 * difference))
  }

  /// The Y, Cb and Cr of an RGB colour.
  func components(of colour: Color) -> [UInt8] {
    let (r, g, b) = (Double(colour.red), Double(colour.green), Double(colour.blue))
    let y = 0.299 * r + 0.587 * g + 0.114 * b
    let (cb, cr) = ((b - y) / 1.772, (r - y) / 1.402)
    let values =
      switch self {
      case .fullRange: [y, 128 + cb, 128 + cr]
      case .studioRange: [16 + y * 219 / 255, 128 + cb * 224 / 255, 128 + cr * 224 / 255]
      }
    return values.map { UInt8(min(255, max(0, $0.rounded()))) }
  }
}
