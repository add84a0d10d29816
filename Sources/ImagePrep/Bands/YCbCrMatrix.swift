import CResampleKernels

/// Converts luma and two color differences to RGB.
enum YCbCrMatrix: Sendable {
  /// JFIF: ITU-R BT.601 coefficients, all values from 0 to 255.
  case fullRange
  /// WebP: ITU-R BT.601 coefficients, luma from 16 to 235, color differences from 16 to 240.
  case studioRange

  /// Converts sixteen rows of each component, as lanes, to sixteen rows of RGB.
  func convert(
    _ luma: UnsafePointer<Int16>, _ cb: UnsafePointer<Int16>, _ cr: UnsafePointer<Int16>, pixels: Int,
    to result: UnsafeMutablePointer<UInt8>, _ kernels: Kernels
  ) {
    let table = unsafe kernels.table.pointee
    switch self {
    case .fullRange: unsafe table.jfif_lanes_to_rgb(luma, cb, cr, pixels, result)
    case .studioRange:
      var matrix = coefficients
      unsafe table.ycc_lanes_to_rgb(luma, cb, cr, &matrix, pixels, result)
    }
  }

  /// The same to RGB of 16 bits.
  func convertFine(
    _ luma: UnsafePointer<Int16>, _ cb: UnsafePointer<Int16>, _ cr: UnsafePointer<Int16>, pixels: Int,
    to result: UnsafeMutablePointer<Int16>, _ kernels: Kernels
  ) {
    let table = unsafe kernels.table.pointee
    switch self {
    case .fullRange: unsafe table.jfif_lanes_to_rgb_16(luma, cb, cr, pixels, result)
    case .studioRange:
      var matrix = coefficients
      unsafe table.ycc_lanes_to_rgb_16(luma, cb, cr, &matrix, pixels, result)
    }
  }

  /// How many steps of full-range RGB one step of luma, and one of color difference, stands for.
  private var steps: (luma: Double, chroma: Double) {
    switch self {
    case .fullRange: (1, 1)
    case .studioRange: (255.0 / 219, 255.0 / 224)
    }
  }

  /// The matrix in fixed point. BT.601: red and blue weigh 0.299 and 0.114 in luma.
  var coefficients: resample_ycc_matrix {
    func fixed(_ value: Double) -> Int32 { Int32((value * 16384).rounded()) }
    return resample_ycc_matrix(
      luma_scale: fixed(steps.luma), luma_offset: self == .studioRange ? 16 : 0,
      cr_to_red: fixed(1.402 * steps.chroma),
      cb_to_green: fixed(-0.344136286 * steps.chroma), cr_to_green: fixed(-0.714136286 * steps.chroma),
      cb_to_blue: fixed(1.772 * steps.chroma))
  }

  /// The constants with which colors outside RGB are found and moved.
  var clip: resample_ycc_clip {
    func fixed(_ value: Double) -> Int16 { Int16(clamping: Int(value.rounded())) }
    // Turns a sum of four samples into their mean, in the high half of a product.
    let mean = Double(1 << 16) / (4 * steps.chroma)
    return resample_ycc_clip(
      black: self == .studioRange ? 16 : 0, luma_scale: fixed(16384 * steps.luma),
      cr_to_red: fixed(4096 * 1.402 * steps.chroma),
      cb_to_green: fixed(4096 * -0.344136286 * steps.chroma),
      cr_to_green: fixed(4096 * -0.714136286 * steps.chroma),
      cb_to_blue: fixed(4096 * 1.772 * steps.chroma), luma_of_gray: fixed(32768 / steps.luma),
      cb: fixed(mean / 1.772), cr: fixed(mean / 1.402))
  }

  /// The Y, Cb and Cr of an RGB color.
  func components(of color: Color) -> [UInt8] {
    let (r, g, b) = (Double(color.red), Double(color.green), Double(color.blue))
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
