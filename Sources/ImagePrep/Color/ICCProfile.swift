import CImageCodecs
import CLibLCMS

/// A color profile, opened by Little CMS.
@safe struct ICCProfile: ~Copyable {
  enum Model: String {
    case gray
    case rgb = "RGB"
    case cmyk = "CMYK"
    case other = "another kind"
  }

  let handle: cmsHPROFILE
  /// Must outlive the handle.
  let context: ColorContext

  /// Nil if the profile is broken, or of a kind that describes no image.
  ///
  /// - Parameter context: The context of another profile, to make a transform between the two. Default: nil, a new one.
  /// - Throws: `ImageError` with the code `outOfMemory`.
  init?(_ space: ColorSpace, in context: ColorContext? = nil) throws(ImageError) {
    let context = if let context { context } else { try ColorContext() }
    let opened = unsafe Self.open(space, context.handle)
    try context.check()
    guard let handle = unsafe opened else { return nil }
    unsafe self.handle = handle
    self.context = context
  }

  deinit { unsafe color_profile_free(context.handle, handle) }

  private static func open(_ space: ColorSpace, _ context: OpaquePointer) -> cmsHPROFILE? {
    switch space {
    case .sRGB: return unsafe color_profile_srgb(context)
    case .profile(let bytes):
      return unsafe bytes.withBytes { bytes in
        unsafe color_profile_from_bytes(context, bytes.baseAddress, bytes.count)
      }
    case .primaries(let primaries, let curve):
      var described = Self.describe(primaries, curve)
      return unsafe color_profile_from_primaries(context, &described)
    case .oversized, .unsupported: return nil
    }
  }

  private static func describe(
    _ primaries: ColorSpace.Primaries, _ curve: ColorSpace.Curve
  ) -> color_primaries {
    // Types 1 and 4 of Little CMS: a power, and a power with a, b and c that is linear below d.
    let (type, parameters): (Int32, (Double, Double, Double, Double, Double)) =
      switch curve {
      case .power(let gamma): (1, (gamma, 0, 0, 0, 0))
      // IEC 61966-2-1 and ITU-R BT.709.
      case .sRGB: (4, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
      case .video: (4, (1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081))
      }
    func point(_ chromaticity: ColorSpace.Chromaticity) -> (Double, Double) {
      (chromaticity.x, chromaticity.y)
    }
    return color_primaries(
      white: point(primaries.white),
      primaries: (point(primaries.red), point(primaries.green), point(primaries.blue)), curve: type,
      parameters: parameters)
  }

  var model: Model {
    let deviceClass = unsafe cmsGetDeviceClass(handle)
    guard
      [cmsSigInputClass, cmsSigDisplayClass, cmsSigOutputClass, cmsSigColorSpaceClass].contains(deviceClass)
    else { return .other }
    switch unsafe cmsGetColorSpace(handle) {
    case cmsSigGrayData: return .gray
    case cmsSigRgbData: return .rgb
    case cmsSigCmykData: return .cmyk
    default: return .other
    }
  }

  /// True if the profile's code points (ICC.1:2022, 9.2.17) say PQ or HLG: scenes brighter than a screen. Its tables do
  /// not suit a picture of 8 bits.
  var isHighDynamicRange: Bool {
    // A signature and four reserved bytes come before the code points, which begin with primaries and transfer.
    var tag = [UInt8](repeating: 0, count: 12)
    let signature = cmsTagSignature(rawValue: 0x6369_6370)  // cicp
    let count = unsafe cmsReadRawTag(handle, signature, &tag, UInt32(tag.count))
    return count == tag.count && ColorSpace.isHighDynamicRange(transfer: tag[9])
  }

  /// The transform from this profile to sRGB; nil if the profile cannot be used.
  func transform(_ from: cmsUInt32Number, _ to: cmsUInt32Number) throws(ImageError) -> ICCTransform? {
    guard let target = try ICCProfile(.sRGB, in: context) else { return nil }
    return try ICCTransform(from: self, from, to: target, to)
  }

  /// An sRGB color in this profile's RGB or CMYK (255 is no ink, as in a JPEG). Nil if the profile cannot convert from
  /// sRGB.
  func encode(_ color: Color) throws(ImageError) -> [UInt8]? {
    let isCMYK = model == .cmyk
    guard let source = try ICCProfile(.sRGB, in: context),
      let transform = try ICCTransform(
        from: source, lcms_rgb_8, to: self, isCMYK ? lcms_cmyk_8 : lcms_rgb_8)
    else { return nil }
    var result = [UInt8](repeating: 0, count: isCMYK ? 4 : 3)
    unsafe transform.run([color.red, color.green, color.blue], to: &result, pixels: 1)
    return result
  }

  /// The RGB of each of 256 grays; nil if the profile cannot be used.
  func grayTable() throws(ImageError) -> [UInt8]? {
    guard let transform = try transform(lcms_gray_8, lcms_rgb_8) else { return nil }
    return Self.table(transform, (0..<256).map { UInt8($0) })
  }

  /// - Parameter samples: 256 pixels in the transform's input format.
  static func table(_ transform: ICCTransform, _ samples: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: 3 * 256)
    unsafe transform.run(samples, to: &result, pixels: 256)
    return result
  }
}
